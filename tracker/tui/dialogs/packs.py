"""How many packs are ordered of one item, instead of what is proposed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.errors import Refusal
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.dialogs.meant import Meant
from tracker.tui.helping import Help
from tracker.tui.panes.reorder_words import pack_words
from tracker.tui.showing import lines, text

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line

LEAVING = "Enter takes it. A scan closes this and counts as ever. Esc leaves it as it is."


class PacksDialog(Dialog["Line | None"]):
    """Gives the line with the number of packs that was typed."""

    ABOUT = Help("How many packs", ("The price, and what will expire, are told of so many.", LEAVING))

    def __init__(self, line: Line, today: date, service: float | None = None, review_days: int | None = None) -> None:
        """``service`` and ``review_days`` are those that ``line`` was proposed under."""
        super().__init__()
        self._line, self._today = line, today
        self._meant = Meant(self)
        self._service, self._review_days = service, review_days

    def compose(self) -> ComposeResult:
        line = self._line
        assert line.packed is not None
        asks = f"How many × {line.packed.offer.package} of {line.packed.offer.factor}?"
        proposed = f"{line.situation.item.name}: {pack_words(line.packed)} is proposed; {line.lacks} are lacking."
        with Vertical(classes="dialog -wide"):
            yield Static(text(asks, "bold"))
            yield Static(text(proposed))
            yield Input(f"{line.packed.packs:d}", restrict=r"[0-9]*", max_length=7, select_on_focus=True)
            yield Static(lines([text(LEAVING, "$muted")]), id="said")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        from tracker.inventory.ordering.choosing import with_packs
        from tracker.inventory.ordering.proposing import WhatIf

        if not event.value:
            self.dismiss(None)
            return
        try:
            line = with_packs(self._line, int(event.value), self._today, WhatIf(self._service, self._review_days))
            assert line.packed is not None
            packed = line.packed
            if not self._meant.is_asked(self._line, packed.packs, packed.quantity, "; else type how many"):
                self.dismiss(line)
        except Refusal as refusal:
            self._meant.refuse(f"{refusal.message} {refusal.hint} 0 is no order: Esc, then x leaves the line out.")
