"""What is to be done? Named deeds to choose from, below what they are about. The first is what a careless Enter takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from tracker.people.permissions import Permission
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.helping import Help
from tracker.tui.showing import fitted, line, lines, text
from tracker.tui.widgets.choices import Choices

LEAVING = "Any scan closes this and counts as ever. Esc closes it."
LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Deed:
    name: str
    words: str
    says: str
    needs: Permission | None = None
    """Whoever may not do it is not offered it."""


class DeedsDialog(Dialog["str | None"]):
    """Gives the :class:`Deed`'s name; None where it was left."""

    ABOUT = Help("What is to be done", ("Arrows and Enter choose.", LEAVING))

    def __init__(self, title: str, about: Sequence[str], deeds: Sequence[Deed]) -> None:
        super().__init__()
        self._title, self._about, self._deeds = title, about, tuple(deeds)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -wide"):
            yield Static(text(self._title, "bold"))
            yield Static(lines([text(each) for each in self._about]))
            yield Choices(line((fitted(each.words, 18), "bold"), (each.says, "")) for each in self._deeds)
            yield Static(text(LEAVING, "$muted"))

    def on_mount(self) -> None:
        choices = self.query_one(Choices)
        choices.highlighted = 0
        choices.focus()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        name = self._deeds[event.option_index].name
        self.dismiss(None if name == LEAVE else name)
