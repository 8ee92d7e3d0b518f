"""Transfer: from one place to another, outside a restock round."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows, stock_columns, stock_rows
from tracker.tui.seam import ReaderLike
from tracker.tui.tables import Column
from tracker.tui.widgets.listing import Listing

STEPS = (
    "1  Scan the place that you take from.",
    "2  Scan the place that it goes to.",
    "3  Scan every pack that you carry. DONE (F10) when all is there.",
)


class TransferPane(Pane[Contents]):
    TITLE = "TRANSFER"
    IDLE = ("READY", "Scan where you take from, then where it goes, then every pack.")
    ABOUT = STEPS

    def compose(self) -> ComposeResult:
        yield Listing(id="origin", about=self.help)

    def place(self, desk: Desk) -> str:
        origin = place_name(desk.room) if desk.room else "?"
        target = place_name(desk.target) if desk.target else "?"
        return f"from {origin}  to {target}"

    def read(self, reader: ReaderLike, desk: Desk) -> Contents:
        return reader.contents(desk.room.id, limit=200) if desk.room else ()

    def draw(self, desk: Desk, found: Contents, now: datetime) -> Drawn:
        title = f"In {place_name(desk.room)}" if desk.room else "From where?"
        empty = (f"{place_name(desk.room)} holds nothing.",) if desk.room else STEPS
        self.query_one("#origin", Listing).show(stock_columns(title), stock_rows(found, now.date()), empty=empty)
        done = done_rows(desk, (JobName.TRANSFER,))
        return Drawn("", (Column("Moved"), Column("", 4, True), Column("", 12)), done, ("Nothing in this shift.",))
