"""A field to type in and the list of what it finds; Enter in the field takes the first one."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList

from tracker.inventory.facts import Item
from tracker.text import safe
from tracker.tui.showing import line
from tracker.tui.widgets.choices import Choices

MOST_FOUND = 50


class Picker(Vertical):
    """Asks by :class:`Sought`, is told by :meth:`show`, and answers by :class:`Picked`."""

    @dataclass
    class Sought(Message):
        words: str

    @dataclass
    class Picked(Message):
        item: Item

    def __init__(self, placeholder: str) -> None:
        super().__init__(classes="picker")
        self._placeholder = placeholder
        self._found: tuple[Item, ...] = ()

    def compose(self) -> ComposeResult:
        yield Input(placeholder=safe(self._placeholder), max_length=80)
        yield Choices()

    def take_typed(self, text: str) -> None:
        """Search for ``text``, in the place of what was sought before, as if the field had had the keyboard.

        The field takes it behind its own focus, which marks all that is in it: what is typed next goes on where this ends.
        """
        field = self.query_one(Input)
        self.screen.set_focus(field)
        field.post_message(events.Paste(text))

    def show(self, found: tuple[Item, ...]) -> None:
        if found == self._found:
            return
        self._found = found
        self.query_one(Choices).offer(
            line((item.name, ""), (f"   {item.code} · counted in {item.base_unit}", "")) for item in found
        )

    @on(Input.Changed)
    def _seek(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Sought(event.value))

    @on(Input.Submitted)
    def _take_first(self, event: Input.Submitted) -> None:
        event.stop()
        if self._found:
            self.post_message(self.Picked(self._found[0]))

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._found):
            self.post_message(self.Picked(self._found[event.option_index]))

    def explain(self, words: str) -> None:
        """Say why nothing is listed."""
        self._found = ()
        self.query_one(Choices).explain(words)
