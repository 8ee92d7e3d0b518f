"""The note of a review: what came of looking, in a line that stays in the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.people.reviewing import ALONE, LONGEST_NOTE, one_line
from tracker.text import counted, safe
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

    def __init__(self, wanted: Sequence[str], own: int, ask: Callable[[str], None], note: str = "") -> None:
        """``ask`` has the note looked at, before anything is signed: then :meth:`go_on`, or :meth:`say`. ``note`` is what
        was written before and not signed."""
        super().__init__()
        self._wanted, self._own, self._ask, self._note = tuple(wanted), own, ask, note

    def compose(self) -> ComposeResult:
        more = len(self._wanted) - MOST_TOLD
        told = [f"· {each}" for each in self._wanted[:MOST_TOLD]]
        told += [f"and {counted(more, 'more line')}"] if more > 0 else []
        if self._own:
            told.append(f"! {counted(self._own, 'of them is', 'of them are')} your own. {ALONE}")
        with Vertical(classes="dialog -wide"):
            yield Static(text(f"Sign for {counted(len(self._wanted), 'line')}: what came of looking?", "bold"))
            yield Static(lines([text(each) for each in told]))
            yield Input(
                self._note,
                placeholder="asked both, reasons are good",
                max_length=LONGEST_NOTE,
                select_on_focus=False,
            )
            yield Static(lines([text(part, "$muted") for part in TEACH]), id="said")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        note = one_line(event.value)
        if note is not None:
            self._ask(note)
        else:
            self.say("A note is needed. Esc leaves it.")

    def go_on(self, note: str) -> None:
        """To the signature, unless it was left meanwhile."""
        if self.is_attached:
            self.dismiss(note)

    def say(self, fault: str) -> None:
        """What is wrong with it; it stays, to be changed."""
        if self.is_attached:
            self.app.bell()
            self.query_one("#said", Static).update(text(f"✖ {safe(fault)}", "bold $text-error"))
