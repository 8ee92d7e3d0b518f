"""Which line of the list is not there? Its number, since a tube that is not there cannot be scanned."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

TEACH = (
    "The number before a waiting tube, then Enter. It stays in the giver's name.",
    "A scan closes this and counts as ever. Esc leaves it.",
)


class NotThereDialog(Dialog["int | None"]):
    ABOUT = Help("A tube that is not there", ("As if QUANTITY with its number and MISSING were scanned.", *TEACH))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("Which line is not there?", "bold"))
            yield Input(restrict=r"[0-9]*", max_length=3, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]))

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        self.dismiss(int(event.value) if event.value else None)
