"""Which one? The number of a line, or a place in a rack: for what cannot be scanned itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import lines, text

LEAVING = "A scan closes this and counts as ever. Esc leaves it."


def line_of(typed: str) -> int | None:
    """``3``; None for what is no number."""
    return int(typed) if typed.isascii() and typed.isdigit() else None


def slot_of(typed: str, rows: int, columns: int) -> int | None:
    """``B3`` or ``15`` in a rack of ``rows`` by ``columns``, as the slot's number; None for what is no place in it."""
    match = re.fullmatch(r"([A-Z])([0-9]{1,2})", typed.upper())
    if match is None:
        slot = line_of(typed)
        return slot if slot is not None and 1 <= slot <= rows * columns else None
    row, column = ord(match[1]) - ord("A"), int(match[2])
    return row * columns + column if row < rows and 1 <= column <= columns else None


@dataclass(frozen=True, slots=True)
class Asked:
    """``read`` gives the number, None for what is none; then ``otherwise`` says what would be one."""

    question: str
    teaches: str
    read: Callable[[str], int | None] = line_of
    otherwise: str = "The number stands before the line."


NOT_THERE = Asked(
    "Which line is not there?", "The number before a waiting tube, then Enter. It stays in the giver's name."
)
NTH = Asked("Which one?", "The number before an open tube, or of a kind that the banner lists, then Enter.")
HOW_MANY = Asked(
    "How many are there?",
    "In single pieces, then Enter; 0 where none is left. QUANTITY says it, too.",
    otherwise="A number is 0 to 99999.",
)


class NumberDialog(Dialog["int | None"]):
    ABOUT = Help("Which one", ("As if the QUANTITY barcode with its number were scanned.", LEAVING))

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self._asked = asked

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text(self._asked.question, "bold"))
            yield Input(max_length=5, select_on_focus=False)
            yield Static(lines([text(part, "$muted") for part in (self._asked.teaches, LEAVING)]), id="said")

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        number = self._asked.read(event.value)
        if not event.value or number is not None:
            self.dismiss(number)
            return
        self.app.bell()
        said = f"✖ {event.value} is none. {self._asked.otherwise}"
        self.query_one("#said", Static).update(text(said, "bold $text-error"))
