"""A list in columns to choose a line from: the chosen one stays under the hand, wherever it goes when all is read anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from tracker.tui.helping import Help
from tracker.tui.tables import Column, Row, heading, row, widened
from tracker.tui.widgets.choices import CHOSEN, OTHER, Choices

_BAR = 1
"""The scroll bar's column is kept free, whether there is one or not."""


class RowChoices(Vertical):
    """``keys`` are the lines' own, one for each; :attr:`chosen` is that under the hand."""

    class Moved(Message):
        """Another line is under the hand."""

        def __init__(self, rows: RowChoices, key: object) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> RowChoices:
            return self.rows

    class Entered(Moved):
        """Enter was pressed on it."""

    def __init__(self, *, id: str, about: Help) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id, classes="rowchoices")
        self._about = about
        self._columns: tuple[Column, ...] = (Column(""),)
        self._entries: tuple[Row, ...] = ()
        self._keys: tuple[object, ...] = ()
        self._empty = ""
        self._offered: tuple[object, ...] = ()
        """The keys of the lines that were last to be seen."""
        self.chosen: object = None

    def compose(self) -> ComposeResult:
        yield Static(classes="heading")
        yield _Lines(self._about)

    def show(self, columns: Sequence[Column], entries: Sequence[Row], keys: Sequence[object], empty: str) -> None:
        """Replace everything; ``empty`` is what is said where there is no line: what to do."""
        shown = (widened(columns, entries), tuple(entries), tuple(keys), empty)
        if shown == (self._columns, self._entries, self._keys, self._empty):
            return
        self._columns, self._entries, self._keys, self._empty = shown
        # Lines are cut to the list's width, which a view that was just opened does not have yet.
        self.call_after_refresh(self._offer)

    def begin(self) -> None:
        """At the first line, whatever was chosen before."""
        self.chosen, self._offered = None, ()
        if self.is_mounted:
            self.call_after_refresh(self._offer)

    def take_focus(self) -> None:
        self.query_one(_Lines).focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._offer)

    def _offer(self) -> None:
        choices = self.query_one(_Lines)
        width = choices.content_size.width - len(CHOSEN) - _BAR
        if width <= 0:
            return
        self.query_one(".heading", Static).update(self._heading(width + len(OTHER)))
        if not self._entries:
            self.chosen = None
            choices.explain(self._empty)
            return
        place = self._place_of_chosen()
        self._offered = self._keys
        choices.offer(row(entry, self._columns, width) for entry in self._entries)
        choices.highlighted = place
        self._choose(place)

    def _place_of_chosen(self) -> int:
        """Where the chosen line is now; where it has gone, the one that has come to its place, so that whoever works a list
        off goes on where he was. Another list begins at its first line."""
        if self.chosen in self._keys:
            return self._keys.index(self.chosen)
        is_same_list = bool(set(self._offered) & set(self._keys))
        if is_same_list and self.chosen in self._offered:
            return min(self._offered.index(self.chosen), len(self._keys) - 1)
        return 0

    def _heading(self, width: int) -> Content:
        """As far in as the lines are, behind the sign of the chosen one: a first column of fixed width is so much wider."""
        first, *rest = self._columns
        if first.width:
            first = replace(first, width=first.width + len(OTHER))
        return heading(f"{OTHER}{first.title}", (first, *rest), width)

    def _choose(self, place: int) -> None:
        if place < len(self._keys):
            self.chosen = self._keys[place]
            self.post_message(self.Moved(self, self.chosen))

    @on(OptionList.OptionHighlighted)
    def _move(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._entries and event.option_index < len(self._keys) and self._keys[event.option_index] != self.chosen:
            self._choose(event.option_index)

    @on(OptionList.OptionSelected)
    def _enter(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._keys):
            self.post_message(self.Entered(self, self._keys[event.option_index]))


class _Lines(Choices):
    def __init__(self, about: Help) -> None:
        super().__init__()
        self.help = about
