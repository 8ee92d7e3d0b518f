"""Receive: a delivery comes in, pack by pack, lot and expiry from the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs.desk import Desk, JobName
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows
from tracker.tui.seam import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.facts import StockTransfer

STEPS = (
    "1  Scan the shelf that the delivery goes to.",
    "2  Scan every box: it counts all that is in it. F4 for several alike.",
    "3  Two barcodes on a box? Scan both; the second brings lot and expiry.",
    "4  DONE (F10) when the delivery is in.",
)


@dataclass(frozen=True, slots=True)
class Received:
    """What stands on the shelf, and the shipment in hand as it is now."""

    contents: Contents
    shipment: StockTransfer | None


class ReceivePane(Pane[Received]):
    TITLE = "RECEIVE"
    IDLE = ("READY", "Scan the shelf that the delivery goes to, then every box.")
    ABOUT = (*STEPS, "A lot that is known with another expiry date stops you and shows both.")

    def compose(self) -> ComposeResult:
        yield Listing(id="received", about=self.help)

    def place(self, desk: Desk) -> str:
        return f"to {place_name(desk.target)}" if desk.target else "to which shelf?"

    def read(self, reader: ReaderLike, desk: Desk) -> Received:
        shipment = reader.stock_transfer(desk.shipment.number) if desk.shipment is not None else None
        contents = reader.contents(desk.target.id, limit=200) if desk.target and shipment is None else ()
        return Received(contents, shipment)

    def draw(self, desk: Desk, found: Received, now: datetime) -> Drawn:
        rows = done_rows(desk, (JobName.RECEIVE,))
        columns = (Column("Received in this shift"), Column("units", 6, True), Column("to, lot", 34))
        self.query_one("#received", Listing).show(columns, rows, empty=STEPS)
        left = f"waiting for the second barcode: {desk.half.item.name}" if desk.half else ""
        if found.shipment is not None:
            return _expected(found.shipment, left)
        title = f"On {place_name(desk.target)}" if desk.target else "On the shelf"
        side = tuple(
            Row((item.name, str(holding.quantity), holding.lot.number or "–")) for item, holding in found.contents
        )
        return Drawn(left, (Column(title), Column("", 5, True), Column("lot", 10)), side, ("Nothing yet.",))


def _expected(shipment: StockTransfer, left: str) -> Drawn:
    """Expected against found, what is still to come first."""
    lots = sorted(shipment.lots, key=lambda each: not each.on_the_way)
    side = tuple(
        Row(
            (each.item.name, f"{each.arrived}/{each.sent}", each.lot.number or "–"),
            "▸" if each.on_the_way else "✔",
            "" if each.on_the_way else "$text-success",
        )
        for each in lots
    )
    words = (
        f"{shipment.road}: {shipment.on_the_way} to come" if shipment.on_the_way else f"{shipment.road}: all has come"
    )
    columns = (Column(f"From {shipment.origin}"), Column("come", 7, True), Column("lot", 10))
    return Drawn(left or words, columns, side, ("Nothing on it.",))
