"""A code typed by hand, where its label cannot be read."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

TEACH = (
    "Type what stands under the bars, parentheses included:",
    "(01)00884…(17)271130(10)LOT42B. Enter hands it in. A scan counts as ever.",
)


class TypingDialog(Dialog["str | None"]):
    ABOUT = Help(
        "Type a code", ("A typed code is judged exactly like a scanned one: check digits, dates, lots.", *TEACH)
    )

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("Type a code", "bold"))
            yield Input(max_length=128, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]))

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        self.dismiss(event.value or None)
