"""Emergency access to patients' data: the reason is typed, and looked at by somebody afterwards."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

LONGEST = 200
TEACH = (
    "For a short while patients' data is shown, whatever your work allows.",
    "Who, when and why is recorded for good, and must be signed for in the",
    "next review. Name no patient here. Enter begins it, Esc leaves it.",
)


class EmergencyDialog(Dialog["str | None"]):
    ABOUT = Help("Emergency access", (*TEACH, "The top line says how long it lasts. A scan counts as ever."))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("Emergency access: why is it needed?", "bold"))
            yield Input(placeholder="unconscious, allergies needed", max_length=LONGEST, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]), id="said")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        if event.value.strip(" "):
            self.dismiss(event.value)
        else:
            self.query_one("#said", Static).update(text("✖ A reason is needed. Esc leaves it.", "bold $text-error"))
