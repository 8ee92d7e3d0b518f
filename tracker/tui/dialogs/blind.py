"""What the patient has said, entered unseen: each letter goes to the job as the scan of a spelling barcode."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk
from tracker.specimens.challenging import spelt
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

TEACH = (
    "Letters A to Z and digits; accents are dropped. Enter hands them in, one by one.",
    "Nothing is shown or kept. A scan closes this and counts as ever; Esc leaves it.",
)


def open_question(desk: Desk) -> str:
    """What is to be asked now; empty where nothing is."""
    work = desk.work
    if not isinstance(work, Collecting) or not work.is_asking or work.challenge is None:
        return ""
    left = len(work.entered)
    for question in work.challenge.questions:
        if left < len(question.answer):
            return f"Ask: {question.asks}"
        left -= len(question.answer)
    return ""


class BlindDialog(Dialog["str | None"]):
    """Answers what was entered; it is never shown, and gone with the dialog."""

    ABOUT = Help(
        "Two identifiers", ("The patient says them; whoever collects enters them and sees only how many.", *TEACH)
    )

    def __init__(self, asks: str, begun: str = "") -> None:
        super().__init__()
        self._asks = asks
        self._begun = begun

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text(self._asks, "bold"))
            yield Input(self._begun, password=True, max_length=40, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]))

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        said = spelt(event.value)
        event.input.clear()
        self.dismiss(said or None)
