"""When did it happen? The time that stands on the paper, typed; its digits scanned from the card are as good."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

TEACH = (
    "09:40 or 0940; of another day 2026-11-15 21:30. Enter hands it in.",
    "A scan closes this and counts as ever: the card's digits say it, too.",
)


class PaperTimeDialog(Dialog["str | None"]):
    ABOUT = Help("The paper's time", ("All that is scanned next is recorded at this time.", *TEACH))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(text("When did it happen?", "bold"))
            yield Input(restrict=r"[0-9:\- T]*", max_length=16, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]))

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        self.dismiss(event.value or None)
