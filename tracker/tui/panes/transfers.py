"""Stock on its way between sites: what is packed, what is on its way, what has come; each is sent and closed from here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Static

from tracker.inventory.stock_transfers import LATE_DAYS
from tracker.jobs.desk import Desk
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import Drawn
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line, lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot

SHOWN = 100
EMPTY = "Nothing is on the way. TRANSFER: scan a shelf here, a shelf of the other site, then the packs."
COLUMNS = (
    Column("shipment", 17),
    Column("from → to"),
    Column("units", 5, True),
    Column("state", 17),
)
SIGNS = {
    "to pack": ("○", "$text-warning"),
    "packing": ("○", ""),
    "empty": ("○", "$muted"),
    "on the way": ("▸", ""),
    "partly received": ("!", "$text-warning"),
    "received": ("✔", "$text-success"),
    "closed": ("·", "$muted"),
    "cancelled": ("·", "$muted"),
}


def days_out(shipment: StockTransfer, today: date) -> int:
    return (today - shipment.left_on).days


def is_late(shipment: StockTransfer, today: date) -> bool:
    """Over the days after which 'tracker report transfers' names it."""
    return shipment.ended_on is None and shipment.on_the_way > 0 and days_out(shipment, today) > LATE_DAYS


def state_words(shipment: StockTransfer, today: date) -> str:
    """``packing``, ``sent today``, ``sent 2 days ago``, ``late: 5 days out``, ``partly received``."""
    if is_late(shipment, today):
        return f"late: {counted(days_out(shipment, today), 'day')} out"
    if shipment.state_words != "on the way":
        return shipment.state_words
    days = days_out(shipment, today)
    return "sent today" if days <= 0 else f"sent {counted(days, 'day')} ago"


class TransfersPane(ListPane["tuple[StockTransfer, ...]"]):
    TITLE = "SHIPMENTS"
    IDLE = ("SHIPMENTS", "Enter: send it with its note, close or cancel it. RECEIVE takes one in.")
    ABOUT = (
        "○ to pack          a draft: TRANSFER at the site that has it, a shelf of the other, the packs",
        "○ packing          packs go onto it in TRANSFER; it is at neither site",
        "▸ sent             on its way with its note; the other site scans that in RECEIVE",
        "! partly received  some has come; what is short stays on the way",
        "✔ received         all has come; close it",
        "· closed, cancelled",
        f"After {LATE_DAYS} days it is late. What is lost is written off when it is closed.",
        "F10 goes back.",
    )
    EVERY_S = 60
    DETAIL = "shipment"

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="shipments", about=Help("Shipments", self.ABOUT[:7]))
        self.shipments: tuple[StockTransfer, ...] = ()

    @property
    def chosen(self) -> StockTransfer | None:
        number = self._rows.chosen
        return next((each for each in self.shipments if each.number == number), None)

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[StockTransfer, ...]:
        return reader.stock_transfers(SHOWN)

    def draw(self, desk: Desk, found: tuple[StockTransfer, ...], now: datetime) -> Drawn:
        self.shipments = found
        rows = [_row(each, now.date()) for each in found]
        self._rows.show(COLUMNS, rows, [each.number for each in found], EMPTY)
        self._explain()
        late = sum(is_late(each, now.date()) for each in found)
        out = sum(each.on_the_way > 0 for each in found)
        words = f"{counted(out, 'shipment')} on the way" + (f", {late} late" if late else "")
        return Drawn(words if found else "")

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        chosen = self.chosen
        said = list(_explained(chosen)) if chosen is not None else []
        self.query_one("#shipment Static", Static).update(lines(said))


def _row(shipment: StockTransfer, today: date) -> Row:
    sign, style = SIGNS[shipment.state_words]
    if is_late(shipment, today):
        sign, style = "!", "$text-warning"
    cells = (
        shipment.number,
        shipment.road,
        str(shipment.on_the_way),
        state_words(shipment, today),
    )
    return Row(cells, sign, style)


def _explained(shipment: StockTransfer) -> Iterator[Content]:
    made = "drafted" if not shipment.lots and shipment.to_pack else "packing since"
    sent = f"sent {shipment.sent_on}" if shipment.sent_on else f"{made} {shipment.opened_on}"
    yield line((shipment.number, "bold"), (f"   {shipment.road}   {sent}", ""))
    for planned in shipment.to_pack:
        done = f", {planned.packed} are packed" if planned.packed else ""
        yield text(f"to pack: {planned.left} {planned.item.base_unit}  {planned.item.name}{done}", "bold")
    for each in shipment.lots:
        yield text(lot_words(each))


def lot_words(each: TransferredLot) -> str:
    """What was expected and what was found of one lot."""
    number = f"  lot {each.lot.number}" if each.lot.number else ""
    lost = f"   lost {each.lost}" if each.lost else ""
    return f"{each.item.name}{number}   came {each.arrived} of {each.sent}{lost}"
