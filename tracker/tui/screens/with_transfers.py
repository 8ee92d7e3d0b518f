"""What can be done with a shipment between sites that is chosen in its list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tracker.people.permissions import Permission
from tracker.text import counted
from tracker.tui.screens.with_orders import WithOrders

if TYPE_CHECKING:
    from tracker.inventory.stock_transfer_facts import StockTransfer
    from tracker.tui.dialogs.deeds import Deed
    from tracker.tui.panes.transfers import TransfersPane
    from tracker.tui.seam_services import ShippingLike
    from tracker.tui.widgets.row_choices import RowChoices

TRANSFERS = "transfers"


class WithTransfers(WithOrders):
    @property
    def transfers_pane(self) -> TransfersPane | None:
        from tracker.tui.panes.transfers import TransfersPane

        return next(iter(self.query(f"#{TRANSFERS}").results(TransfersPane)), None)

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        """Called beside that of the orders, which knows no list of this name."""
        if event.rows.id == "shipments":
            self._open_shipment()

    def _open_shipment(self) -> None:
        from tracker.tui.dialogs.deeds import DeedsDialog
        from tracker.tui.panes.transfers import state_words

        pane, station = self.transfers_pane, self.link.station
        chosen = pane.chosen if pane is not None else None
        if chosen is None or station is None:
            return
        shipping = station.shipping

        def do(deed: str | None) -> None:
            match deed:
                case "send":
                    self._deed(partial(_sent, shipping, chosen.number), self._said("SENT"))
                case "note":
                    self._deed(partial(_noted, shipping, chosen.number), self._said("WRITTEN"))
                case "close" | "lost":
                    work = partial(_closed, shipping, chosen.number, is_lost=deed == "lost")
                    self._deed(work, self._said("CLOSED"))
                case "cancel":
                    self._deed(partial(_cancelled, shipping, chosen.number), self._said("CANCELLED"))

        about = (f"{chosen.road}   {counted(len(chosen.lots), 'lot')}   {chosen.on_the_way} on the way",)
        title = f"{chosen.number}   {state_words(chosen, station.today())}"
        self._open(DeedsDialog(title, about, self._permitted(_deeds(chosen))), do)


def _deeds(shipment: StockTransfer) -> Iterator[Deed]:
    from tracker.tui.dialogs.deeds import LEAVE, Deed

    is_open = shipment.ended_on is None
    has_come = any(each.arrived for each in shipment.lots)
    yield Deed(LEAVE, "leave it", "nothing changes")
    if is_open and shipment.lots and shipment.sent_on is None and not has_come:
        yield Deed("send", "it is sent", "takes no more packs; its note as PDF", needs=Permission.STOCK_SHIP)
    if shipment.lots:
        yield Deed("note", "write its note", "PDF; the other site scans it in RECEIVE", needs=Permission.STOCK_SHIP)
    if is_open and shipment.lots and not shipment.on_the_way:
        yield Deed("close", "close it", "all of it has come", needs=Permission.STOCK_ADJUST)
    if is_open and shipment.on_the_way and shipment.sent_on is not None:
        yield Deed(
            "lost",
            "rest is lost",
            f"{shipment.on_the_way} are written off, and it is closed",
            needs=Permission.STOCK_ADJUST,
        )
    if is_open and not has_come:
        yield Deed("cancel", "cancel it", "all goes back to its shelves", needs=Permission.STOCK_SHIP)


def _sent(shipping: ShippingLike, number: str) -> str:
    shipment = shipping.send(number)
    return f"{number} to {shipment.target}. Put its note in: {shipping.note(number)}"


def _noted(shipping: ShippingLike, number: str) -> str:
    return str(shipping.note(number))


def _closed(shipping: ShippingLike, number: str, *, is_lost: bool) -> str:
    lost = shipping.close(number, is_lost=is_lost)
    said = ", ".join(f"{each.item.name} {each.on_the_way} lost" for each in lost[:2])
    more = f", and {counted(len(lost) - 2, 'more lot')}" if len(lost) > 2 else ""
    return f"{number}: {said}{more}" if lost else f"{number}: all of it has come"


def _cancelled(shipping: ShippingLike, number: str) -> str:
    shipment = shipping.cancel(number)
    return f"{number}: put the packs back on the shelves of {shipment.origin}"
