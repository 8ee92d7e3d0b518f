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
from tracker.tui.panes.counting_words import PLACE_COLUMNS, last_words, place_list
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows, stock_row
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.count_facts import CountSheet
    from tracker.inventory.counts_in_place import CountsHere

SIDE = (Column("Counted"), Column("", 4, True), Column("", 12))
NONE_COUNTED = ("Nothing in this shift.",)


class CountPane(Pane["CountsHere | Contents"]):
    TITLE = "COUNT"
    IDLE = ("READY", "Scan the place, then each item and how many are there.")
    ABOUT = (
        "COUNT: scan the place itself (the shelf, not its room), then for each item its code and the number.",
        "The number is in single pieces, whatever pack is scanned: type it (F4), or scan QUANTITY or its digits.",
        "0 where none is left. An item with several lots is counted lot by lot. The number may come first, too.",
        "What the books have is not shown before your number is saved.",
        "Where a count is open: ○ to count  ↻ count again  ✔ counted. F9 lists all of it.",
        "Where several share the place: ▸ each count by its number, and under it the lines that go there.",
        "A number far from the books is asked for once more. Each is saved at once; UNDO takes the last one back.",
        "From paper: the count is of the time that is written; what has moved since stays moved.",
    )

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self.number = ""
        """The count that is open in the place in hand; of several, the first that is not done there; empty for none."""

    def compose(self) -> ComposeResult:
        yield Listing(id="inplace", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"in {place_name(desk.room)}" if desk.room else "in which place?"

    def read(self, reader: ReaderLike, desk: Desk) -> CountsHere | Contents:
        if desk.room is None:
            return ()
        return reader.count_at(desk.room.id) or reader.contents(desk.room.id, limit=200)

    def draw(self, desk: Desk, found: CountsHere | Contents, now: datetime) -> Drawn:
        if not isinstance(found, tuple) and desk.room is not None:
            self.number = found.to_go_on.case.number
            return self._draw_counts(desk, found, now.date())
        self.number = ""
        contents = found if isinstance(found, tuple) else ()
        place = place_name(desk.room) if desk.room else ""
        empty = (f"{place} holds nothing by the books.",) if place else ("Scan the place that you count.",)
        columns = (Column(f"By the books in {place}" if place else "Nothing in hand"), *PLACE_COLUMNS[:2])
        rows = tuple(stock_row(item, holding, now.date()) for item, holding in contents)
        self.query_one("#inplace", Listing).show(columns, tuple(map(_blind, rows)), empty=empty)
        left = f"{counted(len(contents), 'lot')} here" if desk.room else ""
        return Drawn(left, SIDE, done_rows(desk, (JobName.COUNT,)), NONE_COUNTED)

    def _draw_counts(self, desk: Desk, found: CountsHere, today: date) -> Drawn:
        sheets = found.having_lines
        here = [line for each in sheets for line in each.of_place(found.place_id)]
        done = sum(line.state.value == "counted" for line in here)
        empty = (f"Nothing is to be counted here. {_elsewhere(found.to_go_on)}",)
        numbers = ", ".join(each.case.number for each in sheets)
        columns = (Column(f"{numbers}, {last_words(sheets[0].last.get(found.place_id), today)}"), *PLACE_COLUMNS)
        self.query_one("#inplace", Listing).show(columns, place_list(sheets, found.place_id, today), empty=empty)
        in_all = f"{sum(each.done for each in sheets)} of {sum(len(each.lines) for each in sheets)} in all"
        left = f"{done} of {len(here)} done here · {in_all}"
        return Drawn(left, SIDE, done_rows(desk, (JobName.COUNT,)), NONE_COUNTED)


def _blind(row: Row) -> Row:
    """A spot check is blind, too: what is here, and not how many."""
    name, _, _, lot, expires = row.cells
    return replace(row, cells=(name, lot, expires))


def _elsewhere(sheet: CountSheet) -> str:
    left = dict.fromkeys(place_name(line.place) for line in sheet.lines if line.state.value != "counted")
    return f"Still to count: {', '.join(list(left)[:3])}." if left else "All of the count is done: F9 shows its sheet."
