"""Open a count: of which class, and in which rooms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tracker.inventory.facts import Place
from tracker.tui.dialogs.deeds import LEAVING
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import counted, fitted, line, text
from tracker.tui.widgets.choices import Choices

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

    rooms: tuple[Place, ...]
    classes: str


class OpenCountDialog(Dialog["Wanted | None"]):
    ABOUT = Help(
        "A new count",
        ("Enter on the class goes to the next one. Enter on a room takes it in or out.", LEAVING),
    )

    def __init__(self, rooms: Sequence[Place]) -> None:
        super().__init__()
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
        return Wanted(tuple(room for room in self._rooms if room.id in self._taken), CLASSES[self._class][0])

    def _said(self) -> Iterator[Content]:
        wanted = self.wanted
        names = ", ".join(room.name for room in wanted.rooms)
        where = names or ("everywhere" if wanted.classes else "choose rooms, or a class, first")
        yield line((fitted("open it", 10), "bold"), (fitted(f"{self._what(wanted)} {where}", 54), ""))
        yield line((fitted("class", 10), "bold"), (CLASSES[self._class][1], ""))
        for room in self._rooms:
            yield line((f"[{'x' if room.id in self._taken else ' '}] ", "bold"), (room.path, ""))

    def _what(self, wanted: Wanted) -> str:
        what = f"class {wanted.classes}" if wanted.classes else "all"
        return f"{what} in {counted(len(wanted.rooms), 'room')}:" if wanted.rooms else f"{what},"

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
            self._taken ^= {self._rooms[place - _HEAD].id}
        choices = self.query_one(Choices)
        choices.offer(self._said())
        choices.highlighted = place
