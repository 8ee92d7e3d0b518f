"""Receive: a delivery comes in, pack by pack; against its order, what was expected beside what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tracker.jobs import damaging
from tracker.jobs.desk import Desk, JobName
from tracker.text import counted
from tracker.tui.panes.pane import Drawn, Pane, place_name
from tracker.tui.panes.stock import Contents, done_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from tracker.inventory.purchase_order_facts import BesideOrder, OrderedLine, PurchaseOrder
    from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot

STEPS = (
    "1  Scan the shelf that the delivery goes to. It has an order? Scan its code.",
    "2  The delivery note's number, once: it is kept with every pack.",
    "3  Scan every box: it counts all that is in it. F4 for several alike.",
    "4  Two barcodes on a box? Scan both; the second brings lot and expiry.",
    "5  DONE (F10) when the delivery is in.",
)
RECEIVED = (Column("Received in this shift"), Column("units", 6, True), Column("to, lot", 34))
EXPECTED = (
    Column("ordered"),
    Column("packs", 16),
    Column("expected", 8, True),
    Column("found", 6, True),
    Column("", 12),
)

ON_THE_WAY = (Column("on its way"), Column("lot", 16), Column("sent", 6, True), Column("found", 6, True), Column("", 9))


@dataclass(frozen=True, slots=True)
class Received:
    """What stands on the shelf, and the order or the shipment in hand as it is now."""

    contents: Contents
    order: PurchaseOrder | None
    shipment: StockTransfer | None


class ReceivePane(Pane[Received]):
    TITLE = "RECEIVE"
    IDLE = ("READY", "Scan the order if it has one, the shelf that the delivery goes to, then every box.")
    ABOUT = (
        *STEPS,
        "Damaged? Scan the reason DAMAGED, then all packs that are: not received, and the order stays short of them.",
        "Good ones again: scan NO, or the shelf. The top line says DAMAGED for as long as it holds.",
        "A lot that is known with another expiry date stops you and shows both.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="received", about=self.help)

    def title(self, desk: Desk) -> str:
        return f"{self.TITLE} DAMAGED" if damaging.holds(desk) else self.TITLE

    def place(self, desk: Desk) -> str:
        where = f"to {place_name(desk.target)}" if desk.target else "to which shelf?"
        order = f"   {desk.delivery.number}" if desk.delivery else ""
        return f"{where}{order}   note {desk.document}" if desk.document else f"{where}{order}"

    def read(self, reader: ReaderLike, desk: Desk) -> Received:
        order = reader.purchase_order(desk.delivery.number) if desk.delivery else None
        shipment = reader.stock_transfer(desk.shipment.number) if desk.shipment is not None else None
        contents = reader.contents(desk.target.id, limit=200) if desk.target and shipment is None else ()
        return Received(contents, order, shipment)

    def draw(self, desk: Desk, found: Received, now: datetime) -> Drawn:
        rows, listing = done_rows(desk, (JobName.RECEIVE,)), self.query_one("#received", Listing)
        left = f"waiting for the second barcode: {desk.half.item.name}" if desk.half else ""
        if (order := found.order) is not None:
            beside = (_beside(each) for each in order.beside if each.arrived)
            listing.show(EXPECTED, (*map(expected_row, order.lines), *beside), empty=STEPS)
            short = sum(each.lacks > 0 for each in order.lines)
            left = left or (f"{counted(short, 'line')} to come" if short else "all of it has come")
            return Drawn(left, RECEIVED[:2], rows, ("Nothing yet.",))
        if found.shipment is not None:
            # In the middle, since a narrow screen has no side.
            lots = sorted(found.shipment.lots, key=lambda each: not each.on_the_way)
            listing.show(ON_THE_WAY, tuple(map(_sent, lots)), empty=("Nothing on it.",))
            return Drawn(left or _to_come(found.shipment), RECEIVED[:2], rows, ("Nothing yet.",))
        listing.show(RECEIVED, rows, empty=STEPS)
        title = f"On {place_name(desk.target)}" if desk.target else "On the shelf"
        side = tuple(
            Row((item.name, str(holding.quantity), holding.lot.number or "–")) for item, holding in found.contents
        )
        return Drawn(left, (Column(title), Column("", 5, True), Column("lot", 10)), side, ("Nothing yet.",))


def expected_row(line: OrderedLine) -> Row:
    packs = f"{line.packs} × {line.package}" + (f" of {line.factor}" if line.factor > 1 else "")
    over = line.arrived - line.quantity
    said = f"{over} over" if over > 0 else "complete" if over == 0 else f"{-over} short" if line.arrived else ""
    said = f"{line.damaged} damaged" if line.damaged and over < 0 else said
    is_begun = bool(line.arrived or line.damaged)
    sign, style = ("✔", "$text-success") if over == 0 else ("!", "$text-warning") if is_begun else ("○", "")
    return Row((line.item.name, packs, str(line.quantity), str(line.arrived), said), sign, style)


def _beside(each: BesideOrder) -> Row:
    return Row((each.item.name, "not ordered", "0", str(each.arrived), f"{each.arrived} over"), "!", "$text-warning")


def _sent(lot: TransferredLot) -> Row:
    lost = f"{lot.lost} lost" if lot.lost else ""
    said = lost or (
        f"{lot.on_the_way} short" if lot.on_the_way and lot.arrived else "" if lot.on_the_way else "complete"
    )
    sign, style = ("✔", "$text-success") if not lot.on_the_way else ("!", "$text-warning") if lot.arrived else ("○", "")
    return Row((lot.item.name, lot.lot.number or "–", str(lot.sent), str(lot.arrived), said), sign, style)


def _to_come(shipment: StockTransfer) -> str:
    return (
        f"{shipment.road}: {shipment.on_the_way} to come" if shipment.on_the_way else f"{shipment.road}: all has come"
    )
