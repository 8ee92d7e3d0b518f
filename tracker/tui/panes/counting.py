"""Counting, blind: where a count is open, what of it is done in the place in hand; else what the books have there.

How many the books have is said behind a spot check, by its verdict.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.text import counted
from tracker.tui.panes.counting_words import PLACE_COLUMNS, last_words, place_row
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows, stock_row
from tracker.tui.seam import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.count_facts import CountLine, CountSheet

SIDE = (Column("Counted"), Column("", 4, True), Column("", 12))
NONE_COUNTED = ("Nothing in this shift.",)


class CountPane(Pane["CountSheet | Contents"]):
    TITLE = "COUNT"
    IDLE = ("READY", "Scan the place, then each item and how many are there.")
    ABOUT = (
        "COUNT: scan the place itself (the shelf, not its room), then for each item its code and the number.",
        "The number is in single pieces, whatever pack is scanned: type it (F4), or scan QUANTITY or its digits.",
        "0 where none is left. An item with several lots is counted lot by lot. The number may come first, too.",
        "What the books have is not shown before your number is saved.",
        "Where a count is open: ○ to count  ↻ count again  ✔ counted. F9 lists all of it.",
        "A number far from the books is asked for once more. Each is saved at once; UNDO takes the last one back.",
        "From paper: the count is of the time that is written; what has moved since stays moved.",
    )

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self.number = ""
        """The count that is open in the place in hand; empty for none."""

    def compose(self) -> ComposeResult:
        yield Listing(id="inplace", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"in {place_name(desk.room)}" if desk.room else "in which place?"

    def read(self, reader: ReaderLike, desk: Desk) -> CountSheet | Contents:
        if desk.room is None:
            return ()
        return reader.count_at(desk.room.id) or reader.contents(desk.room.id, limit=200)

    def draw(self, desk: Desk, found: CountSheet | Contents, now: datetime) -> Drawn:
        if not isinstance(found, tuple) and desk.room is not None:
            self.number = found.case.number
            return self._draw_sheet(desk, found, desk.room.id, now.date())
        self.number = ""
        contents = found if isinstance(found, tuple) else ()
        place = place_name(desk.room) if desk.room else ""
        empty = (f"{place} holds nothing by the books.",) if place else ("Scan the place that you count.",)
        columns = (Column(f"By the books in {place}" if place else "Nothing in hand"), *PLACE_COLUMNS[:2])
        rows = tuple(stock_row(item, holding, now.date()) for item, holding in contents)
        self.query_one("#inplace", Listing).show(columns, tuple(map(_blind, rows)), empty=empty)
        left = f"{counted(len(contents), 'lot')} here" if desk.room else ""
        return Drawn(left, SIDE, done_rows(desk, (JobName.COUNT,)), NONE_COUNTED)

    def _draw_sheet(self, desk: Desk, sheet: CountSheet, place_id: int, today: date) -> Drawn:
        here = sheet.of_place(place_id)
        done = sum(line.state.value == "counted" for line in here)
        empty = (f"Nothing is to be counted here. {_elsewhere(sheet)}",)
        columns = (Column(f"{sheet.case.number}, {last_words(sheet.last.get(place_id), today)}"), *PLACE_COLUMNS)
        rows = tuple(place_row(line, today) for line in sorted(here, key=_first_what_is_to_do))
        self.query_one("#inplace", Listing).show(columns, rows, empty=empty)
        left = f"{done} of {len(here)} done here · {sheet.done} of {len(sheet.lines)} in all"
        return Drawn(left, SIDE, done_rows(desk, (JobName.COUNT,)), NONE_COUNTED)


def _blind(row: Row) -> Row:
    """A spot check is blind, too: what is here, and not how many."""
    name, _, _, lot, expires = row.cells
    return replace(row, cells=(name, lot, expires))


def _first_what_is_to_do(line: CountLine) -> int:
    return ("again", "to_count", "counted").index(line.state.value)


def _elsewhere(sheet: CountSheet) -> str:
    left = dict.fromkeys(place_name(line.place) for line in sheet.lines if line.state.value != "counted")
    return f"Still to count: {', '.join(list(left)[:3])}." if left else "All of the count is done: F9 shows its sheet."
