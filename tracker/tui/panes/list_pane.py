"""What every view of a list has in common: the list takes the keyboard, and tells what is chosen below itself."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.tui.panes.pane import Pane
from tracker.tui.widgets.row_choices import RowChoices

T = TypeVar("T")


class ListPane(Pane[T]):
    """It is about no place in hand."""

    IS_LIST_FIRST = True
    DETAIL: ClassVar[str] = ""
    """Names where what is chosen is told in full; empty where the list is all there is."""
    _rows: RowChoices

    def compose(self) -> ComposeResult:
        yield self._rows
        if self.DETAIL:
            with VerticalScroll(id=self.DETAIL, can_focus=False):
                yield Static()

    def place(self, desk: Desk) -> str:
        return ""

    def take_focus(self) -> None:
        self._rows.take_focus()
