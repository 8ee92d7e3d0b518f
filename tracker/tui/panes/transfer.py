"""Transfer: from one place to another, outside a restock round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.text import counted
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows, stock_columns, stock_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.stock_transfer_facts import StockTransfer

OPEN_SHOWN = 50

STEPS = (
    "1  Scan the place that you take from.",
    "2  Scan the place that it goes to.",
    "3  Scan every pack that you carry. DONE (F10) when all is there.",
)


@dataclass(frozen=True, slots=True)
class Packing:
    """What stands where it is taken from, and the drafts of shipments that somebody is to pack."""

    contents: Contents
    drafts: tuple[StockTransfer, ...]


class TransferPane(Pane[Packing]):
    TITLE = "TRANSFER"
    IDLE = ("READY", "Scan where you take from, then where it goes, then every pack.")
    ABOUT = STEPS

    def compose(self) -> ComposeResult:
        yield Listing(id="origin", about=self.help)

    def place(self, desk: Desk) -> str:
        origin = place_name(desk.room) if desk.room else "?"
        target = place_name(desk.target) if desk.target else "?"
        return f"from {origin}  to {target}"

    def read(self, reader: ReaderLike, desk: Desk) -> Packing:
        drafts = tuple(each for each in reader.stock_transfers(OPEN_SHOWN) if each.to_pack)
        return Packing(reader.contents(desk.room.id, limit=200) if desk.room else (), drafts)

    def draw(self, desk: Desk, found: Packing, now: datetime) -> Drawn:
        title = f"In {place_name(desk.room)}" if desk.room else "From where?"
        empty = (f"{place_name(desk.room)} holds nothing.",) if desk.room else STEPS
        self.query_one("#origin", Listing).show(
            stock_columns(title), stock_rows(found.contents, now.date()), empty=empty
        )
        done = done_rows(desk, (JobName.TRANSFER,))
        if found.drafts:
            rows = (row for each in found.drafts for row in _to_pack(each))
            left = f"{counted(sum(len(each.to_pack) for each in found.drafts), 'line')} to pack for another site"
            return Drawn(left, (Column("To pack"), Column("", 5, True)), tuple(rows), ())
        return Drawn("", (Column("Moved"), Column("", 4, True), Column("", 12)), done, ("Nothing in this shift.",))


def _to_pack(shipment: StockTransfer) -> Iterator[Row]:
    yield Row((shipment.road, ""), "○", "bold")
    for each in shipment.to_pack:
        yield Row((each.item.name, str(each.left)))
