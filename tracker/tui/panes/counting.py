"""Counting: what the books have in the place in hand, beside what was counted."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows, stock_columns, stock_rows
from tracker.tui.seam import ReaderLike
from tracker.tui.showing import counted
from tracker.tui.tables import Column
from tracker.tui.widgets.listing import Listing


class CountPane(Pane[Contents]):
    TITLE = "COUNT"
    IDLE = ("READY", "Scan the place, then for each item: how many are there, and its code.")
    ABOUT = (
        "COUNT: scan the place itself (the shelf, not its room), then for each item the number and its code.",
        "The number is in single pieces, whatever pack is scanned: type it (F8, type a code), scan its digits or",
        "QUANTITY. 0 where none is left. An item with several lots is counted lot by lot.",
        "From paper: the count is of the time that is written; what has moved since stays moved.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="inplace", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"in {place_name(desk.room)}" if desk.room else "in which place?"

    def read(self, reader: ReaderLike, desk: Desk) -> Contents:
        return reader.contents(desk.room.id, limit=200) if desk.room else ()

    def draw(self, desk: Desk, found: Contents, now: datetime) -> Drawn:
        place = place_name(desk.room) if desk.room else ""
        empty = (f"{place} holds nothing by the books.",) if place else ("Scan the place that you count.",)
        columns = stock_columns(f"By the books in {place}" if place else "Nothing in hand")
        self.query_one("#inplace", Listing).show(columns, stock_rows(found, now.date()), empty=empty)
        side = (Column("Counted"), Column("", 4, True), Column("", 12))
        left = f"{counted(len(found), 'lot')} here" if desk.room else ""
        return Drawn(left, side, done_rows(desk, (JobName.COUNT,)), ("Nothing in this shift.",))
