"""One order to a supplier: what can be done with it, done on a worker thread, and said when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from tracker.people.permissions import Permission
from tracker.text import counted, safe
from tracker.tui.panes.home import HomePane
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.inventory.purchase_order_facts import OrderedLine, PurchaseOrder
    from tracker.tui.dialogs.deeds import Deed
    from tracker.tui.panes.orders import OrdersPane
    from tracker.tui.panes.reorder import ReorderPane
    from tracker.tui.seam_services import BuyingLike

REORDER, ORDERS = "reorder", "orders"


class WithOneOrder(Asking):
    def read_soon(self) -> None:
        raise NotImplementedError

    @property
    def buying(self) -> BuyingLike | None:
        return self.link.station.buying if self.link.station is not None else None

    @property
    def reorder_pane(self) -> ReorderPane | None:
        from tracker.tui.panes.reorder import ReorderPane

        return next(iter(self.query(f"#{REORDER}").results(ReorderPane)), None)

    @property
    def orders_pane(self) -> OrdersPane | None:
        from tracker.tui.panes.orders import OrdersPane

        return next(iter(self.query(f"#{ORDERS}").results(OrdersPane)), None)

    def _open_order(self) -> None:
        from tracker.tui.dialogs.deeds import DeedsDialog
        from tracker.tui.panes.orders import state_words, total_words

        pane, buying, station = self.orders_pane, self.buying, self.link.station
        order = pane.chosen if pane is not None else None
        if order is None or buying is None or station is None:
            return

        def do(deed: str | None) -> None:
            match deed:
                case "send" if order.below_minimum_micros:
                    self._ask_below_minimum(order)
                case "send":
                    self._deed(partial(_sent, buying, order.number), self._said("SENT"))
                case "export":
                    self._deed(partial(_exported, buying, order.number), self._said("WRITTEN"))
                case "close":
                    self._deed(partial(_closed, buying, order.number), self._said("CLOSED"))
                case "cancel":
                    self._deed(partial(_cancelled, buying, order.number), self._said("CANCELLED"))

        about = (f"{order.supplier}   {counted(len(order.lines), 'line')}   {total_words(order)}",)
        title = f"{order.number}   {state_words(order, station.today())}"
        self._open(DeedsDialog(title, about, self._permitted(_deeds(order))), do)

    def _ask_below_minimum(self, order: PurchaseOrder) -> None:
        """It is money: the person decides, once, and with the sum before him."""
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog
        from tracker.tui.panes.orders import below_minimum_words, total_words

        buying = self.buying
        if buying is None:
            return
        about = (
            f"{order.supplier}   {total_words(order)}: {below_minimum_words(order)}.",
            "Lines that are proposed later go into the same draft.",
        )
        deeds = (
            Deed(LEAVE, "wait", "it stays a draft; order more of it, then send it"),
            Deed("send", "send all the same", "there may be a surcharge, or no delivery"),
        )

        def do(deed: str | None) -> None:
            if deed is not None:
                work = partial(_sent, buying, order.number, may_be_below_minimum=True)
                self._deed(work, self._said("SENT"))

        self._open(DeedsDialog(f"Send {order.number} below the minimum?", about, deeds), do)

    def _said(self, word: str) -> Callable[[str], None]:
        return lambda words: self.app.notify(f"✔ {safe(word)}  {safe(words)}", markup=False, timeout=10)

    def _deed(self, work: Callable[[], object], then: Callable[..., None]) -> None:
        """Done on a worker thread; whether it went well or not, what is shown is read anew."""

        def done(found: object) -> None:
            self._read_anew()
            then(found)

        def failed(words: str) -> None:
            self._read_anew()
            self.app.notify(f"✖ NOT DONE  {safe(words)}", severity="error", markup=False, timeout=12)

        self.link.do(work, done, failed, "buying")

    def _read_anew(self) -> None:
        pane = self.reorder_pane
        if pane is not None:
            pane.forget()
        self.query_one(HomePane).forget()
        self.read_soon()


def _deeds(order: PurchaseOrder) -> Iterator[Deed]:
    from tracker.tui.dialogs.deeds import LEAVE, Deed

    state = order.state.value
    yield Deed(LEAVE, "leave it", "nothing changes")
    if state == "draft":
        yield Deed(
            "send", "it is sent", "marked as sent today, and written as PDF and CSV", needs=Permission.ORDER_SEND
        )
    yield Deed("export", "write its files", "PDF and CSV, for the supplier", needs=Permission.ORDER_MAKE)
    if state == "sent":
        yield Deed("close", "close it", "no more of it will come; what is short is told", needs=Permission.ORDER_SEND)
    if state in ("draft", "sent") and not order.beside and not any(e.arrived or e.damaged for e in order.lines):
        yield Deed("cancel", "cancel it", "it is not on order any more", needs=Permission.ORDER_MAKE)


def _sent(buying: BuyingLike, number: str, *, may_be_below_minimum: bool = False) -> str:
    order = buying.send(number, may_be_below_minimum=may_be_below_minimum)
    return f"{number} to {order.supplier}: {buying.export(number)}"


def _exported(buying: BuyingLike, number: str) -> str:
    return f"{buying.export(number)}, and the same as .csv"


def _closed(buying: BuyingLike, number: str) -> str:
    short = buying.close(number)
    return f"{number}: {_short(short)}" if short else f"{number}: all of it has come"


def _short(lines: tuple[OrderedLine, ...]) -> str:
    first = f"{lines[0].item.name} {lines[0].lacks} short"
    return first if len(lines) == 1 else f"{first}, and {counted(len(lines) - 1, 'more line')}"


def _cancelled(buying: BuyingLike, number: str) -> str:
    buying.cancel(number)
    return f"{number}: what it would have brought is proposed again"
