"""An unusual number of packs is asked about once: a second Enter says that it is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from tracker.tui.showing import text

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line
    from tracker.tui.dialogs.dialog import Dialog


class Meant:
    """For a dialog about packs, which says what is wrong in ``#said``."""

    def __init__(self, dialog: Dialog[Any]) -> None:
        self._dialog = dialog
        self._asked = 0

    def is_asked(self, line: Line, packs: int, quantity: int, or_else: str = "") -> bool:
        """A year's use of ``line`` and more may be a digit too many: the second Enter says that it is meant."""
        from tracker.inventory.ordering.bounds import doubt_of

        doubt = doubt_of(line, packs, quantity)
        if not doubt or self._asked == quantity:
            return False
        self._asked = quantity
        self._say(f"! {doubt} Is that meant? Enter once more takes it{or_else}.", "$text-warning")
        return True

    def refuse(self, words: str) -> None:
        """What cannot be ordered so."""
        self._say(f"✖ {words}", "$text-error")

    def _say(self, words: str, colour: str) -> None:
        self._dialog.app.bell()
        self._dialog.query_one("#said", Static).update(text(words, f"bold {colour}"))
