"""What the patient has said, entered unseen: each letter goes to the job as the scan of a spelling barcode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk
from tracker.specimens.challenging import spelt
from tracker.text import counted, safe
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

TEACH = (
    "Letters A to Z and digits; accents are dropped. Enter hands them in, one by one.",
    "Nothing is shown or kept. A scan closes this and counts as ever; Esc leaves it.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, and how many of its characters are still open. The answer is not here."""

    asks: str
    left: int
    of: int

    @property
    def shown(self) -> str:
        return f"Ask: {self.asks}"

    @property
    def progress(self) -> str:
        return f"{self.left} of {self.of} left"


def open_questions(desk: Desk) -> tuple[Asked, ...]:
    """What is still to be asked, the question that is open now first."""
    work = desk.work
    if not isinstance(work, Collecting) or not work.is_asking or work.challenge is None:
        return ()
    entered, still = len(work.entered), []
    for question in work.challenge.questions:
        length = len(question.answer)
        if entered < length:
            still.append(Asked(question.asks, length - max(0, entered), length))
        entered -= length
    return tuple(still)


def open_question(desk: Desk) -> str:
    """What is to be asked now; empty where nothing is."""
    return next((each.shown for each in open_questions(desk)), "")


class BlindDialog(Dialog[None]):
    """Hands in what was entered, question by question; it is never shown, and gone with the dialog.

    It takes no more than the open question wants: what is typed beyond it would answer the next one, and be wrong.
    """

    ABOUT = Help(
        "Two identifiers", ("The patient says them; whoever collects enters them and sees only how many.", *TEACH)
    )

    def __init__(self, asked: tuple[Asked, ...], hand_in: Callable[[str], None], begun: str = "") -> None:
        super().__init__()
        self._asked = asked
        self._hand_in = hand_in
        self._begun = begun

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(id="asks")
            yield Input(safe(self._begun), password=True, max_length=40, select_on_focus=False)
            yield Static(id="left")
            yield Static(lines([text(part, "$muted") for part in TEACH]))

    def on_mount(self) -> None:
        self._show()

    def _show(self, fault: str = "") -> None:
        """The open question, and what is left of it or what was wrong with what was typed."""
        now = next(iter(self._asked), None)
        self.query_one("#asks", Static).update(text(now.shown if now else "Nothing is asked.", "bold"))
        progress = now.progress if now else ""
        said, style = (f"✖ {fault} {progress}", "$text-error") if fault else (progress, "")
        self.query_one("#left", Static).update(text(said, style))

    def answered(self, desk: Desk) -> None:
        """A card or another device has answered, or left the questions: they are over here, too."""
        self._asked = open_questions(desk)
        if not self._asked:
            self.dismiss(None)
        else:
            self._show()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        said = spelt(event.value)
        event.input.clear()
        if not self._asked:
            self.dismiss(None)
            return
        now, rest = self._asked[0], self._asked[1:]
        if len(said) > now.left:
            self._show(f"{counted(len(said), 'character')} typed; nothing was handed in.")
            return
        if said:
            self._hand_in(said)
        self._asked = rest if len(said) == now.left else (replace(now, left=now.left - len(said)), *rest)
        if not self._asked:
            self.dismiss(None)
            return
        self._show()
