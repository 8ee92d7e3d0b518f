"""The note of a review: what came of looking, in a line that stays in the journal."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.people.reviewing import LONGEST_NOTE, one_line
from tracker.text import counted
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

TEACH = (
    "It stays in the journal, under your name. Name no patient here.",
    "Enter goes on to the signature, Esc leaves it: nothing is signed.",
)
MOST_TOLD = 6


class ReviewNoteDialog(Dialog["str | None"]):
    ABOUT = Help("Signing for what stands out", TEACH)

    def __init__(self, wanted: Sequence[str], own: int) -> None:
        super().__init__()
        self._wanted, self._own = tuple(wanted), own

    def compose(self) -> ComposeResult:
        more = len(self._wanted) - MOST_TOLD
        told = [f"· {each}" for each in self._wanted[:MOST_TOLD]]
        told += [f"and {counted(more, 'more line')}"] if more > 0 else []
        if self._own:
            told.append(f"! {counted(self._own, 'of them is', 'of them are')} your own: have another person look, too.")
        with Vertical(classes="dialog -wide"):
            yield Static(text(f"Sign for {counted(len(self._wanted), 'line')}: what came of looking?", "bold"))
            yield Static(lines([text(each) for each in told]))
            yield Input(placeholder="asked both, reasons are good", max_length=LONGEST_NOTE, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in TEACH]), id="said")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        note = one_line(event.value)
        if note is not None:
            self.dismiss(note)
        else:
            self.query_one("#said", Static).update(text("✖ A note is needed. Esc leaves it.", "bold $text-error"))
