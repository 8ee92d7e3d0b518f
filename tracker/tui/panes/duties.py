"""What is to be done today about the stock, what harms most first: the lead's first screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.duty_words import SIGNS
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn
from tracker.tui.showing import lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.station.duty import Duty
    from tracker.tui.seam_reading import ReaderLike

COLUMNS = (Column("to do", 36), Column("why"))
EMPTY = "Nothing: no stock is expired, short, late or uncounted. F10 goes back."


class DutiesPane(ListPane["tuple[Duty, ...]"]):
    TITLE = "TO DO"
    IDLE = ("TO DO", "What harms most stands first. Enter goes there; F10 comes back.")
    ABOUT = (
        "All that waits for whoever answers for the stock, what harms most first.",
        "✖ somebody may be hurt, or nothing is left of something",
        "! it will be lacking, or thrown away, if it is left",
        "· the books get worse",
        "Enter shows what a line is about; where there is no screen for it, what to type at the command line.",
        "The same for cron: tracker report today, exit status 1 where there is something to do.",
    )
    EVERY_S = 60
    DETAIL = "dutywhy"

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="duties", about=Help("To do", self.ABOUT))
        self._found: tuple[Duty, ...] = ()

    def begin(self) -> None:
        """At the worst, whatever was chosen before."""
        self._rows.begin()

    @property
    def chosen(self) -> Duty | None:
        return next((each for each in self._found if _key(each) == self._rows.chosen), None)

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[Duty, ...]:
        return reader.duties()

    def draw(self, desk: Desk, found: tuple[Duty, ...], now: datetime) -> Drawn:
        self._found = found
        self._rows.show(COLUMNS, [_row(each) for each in found], [_key(each) for each in found], EMPTY)
        harmful = sum(each.harm <= 1 for each in found)
        self._explain()
        return Drawn(f"{counted(len(found), 'line')}, {harmful} of harm" if found else "")

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        duty = self.chosen or next(iter(self._found), None)
        told = [text(f"{duty.what}: {duty.why}.", "bold"), text(duty.command, "$muted")] if duty is not None else []
        self.query_one("#dutywhy Static", Static).update(lines(told))


def _key(duty: Duty) -> tuple[str, str]:
    """A recall has a line of its own."""
    return duty.code, duty.command


def _row(duty: Duty) -> Row:
    sign, style = SIGNS[duty.harm]
    return Row((duty.what, duty.why), sign, style)
