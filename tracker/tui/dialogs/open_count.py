"""Open a count: of which class, and in which rooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tracker.text import counted
from tracker.tui.dialogs.deeds import LEAVING
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import fitted, line, text
from tracker.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from tracker.inventory.naming import Located

CLASSES = (
    ("", "all classes"),
    ("A", "class A: what is used of the most value"),
    ("B", "class B: what comes next"),
    ("C", "class C: all the rest"),
)
_HEAD = 2
"""Lines before the rooms: open it, and the class."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``rooms`` none stands for everywhere."""

    rooms: tuple[Located, ...]
    classes: str


class OpenCountDialog(Dialog["Wanted | None"]):
    ABOUT = Help(
        "A new count",
        ("Enter on the class goes to the next one. Enter on a room takes it in or out.", LEAVING),
    )

    def __init__(self, rooms: Sequence[Located], due: Mapping[int, int]) -> None:
        """``due`` tells how many items are due in a room, by its id."""
        super().__init__()
        self._due = due
        self._rooms, self._taken, self._class = tuple(rooms), set[int](), 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text("What is to be counted?", "bold"))
            yield Choices(self._said())
            yield Static(text(LEAVING, "$muted"))

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.highlighted = _HEAD if self._rooms else 1
        choices.focus()

    @property
    def wanted(self) -> Wanted:
        return Wanted(tuple(room for room in self._rooms if room.place.id in self._taken), CLASSES[self._class][0])

    def _said(self) -> Iterator[Content]:
        wanted = self.wanted
        yield line((fitted("open it", 10), "bold"), (fitted(self._what(wanted), 54), ""))
        yield line((fitted("class", 10), "bold"), (CLASSES[self._class][1], ""))
        for room in self._rooms:
            due = self._due.get(room.place.id, 0)
            said = f"{counted(due, 'item')} due" if due else "nothing due"
            tick = "x" if room.place.id in self._taken else " "
            yield line((f"[{tick}] {fitted(self._named(room), 30)}", "bold"), (said, ""))

    def _named(self, room: Located) -> str:
        """With its site where there are several."""
        has_sites = len({each.site_id for each in self._rooms}) > 1
        return f"{room.site} · {room.place.name}" if has_sites else room.place.name

    def _what(self, wanted: Wanted) -> str:
        """``class A in 2 rooms: Exam 1, Exam 2``."""
        what = f"class {wanted.classes}" if wanted.classes else "all"
        if not wanted.rooms:
            return f"{what}, everywhere" if wanted.classes else "first choose rooms below, or a class"
        names = ", ".join(room.place.name for room in wanted.rooms)
        return f"{what} in {counted(len(wanted.rooms), 'room')}: {names}"

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        place = event.option_index
        if place == 0:
            if self.wanted.rooms or self.wanted.classes:
                self.dismiss(self.wanted)
            return
        if place == 1:
            self._class = (self._class + 1) % len(CLASSES)
        else:
            self._taken ^= {self._rooms[place - _HEAD].place.id}
        choices = self.query_one(Choices)
        choices.offer(self._said())
        choices.highlighted = place
