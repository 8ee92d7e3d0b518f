"""Keys for ordering: change a line, make the orders, and send, export, close or cancel one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.text import safe
from tracker.tui.panes.home import HomePane
from tracker.tui.panes.pane import Pane
from tracker.tui.screens.asking import Asking
from tracker.tui.showing import counted

if TYPE_CHECKING:
    from tracker.inventory.facts import OrderedLine, PurchaseOrder
    from tracker.inventory.ordering.facts import Line
    from tracker.tui.dialogs.deeds import Deed
    from tracker.tui.panes.orders import OrdersPane
    from tracker.tui.panes.reorder import ReorderPane
    from tracker.tui.seam import BuyingLike, ReaderLike
    from tracker.tui.widgets.row_choices import RowChoices

REORDER, ORDERS, EXPIRING, ITEM = "reorder", "orders", "expiring", "item"
DESK_VIEWS = frozenset({REORDER, ORDERS, EXPIRING, ITEM, "transfers"})
"""At a desk nothing is scanned: a short terminal has the room of the history for the list."""
MOST_SUPPLIERS = 6
"""Told one by one before orders are made."""


class WithOrders(Asking):
    view: str
    _before_item: str = ""

    @property
    @abstractmethod
    def pane(self) -> Pane[Any]:
        """The middle."""

    @abstractmethod
    def _pane(self, name: str) -> Pane[Any]: ...

    def action_view(self, name: str) -> None:
        raise NotImplementedError

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

    def on_home_pane_unreckoned(self, event: HomePane.Unreckoned) -> None:
        """Reckon on a worker thread what home says of it, once home is drawn."""
        event.stop()
        self.link.ask(_reckoned, lambda found: self.query_one(HomePane).reckoned(*found), "reckoning")

    # -- what to order ------------------------------------------------------------------------------------------

    def action_reorder(self) -> None:
        """What to order, and back."""
        self.action_view("" if self.view == REORDER else REORDER)

    def action_orders(self) -> None:
        self.action_view(ORDERS)

    def action_expiring(self) -> None:
        self.action_view(EXPIRING)

    def action_item(self) -> None:
        """The page of the item that is chosen; from it back to where it was asked for."""
        code = self.pane.shown_code()
        if code:
            self._open_item(code)

    def _open_item(self, code: str) -> None:
        self._before_item = self.view
        page = self._pane(ITEM)
        page.open(code)
        self.action_view(ITEM)

    def action_back_to_reorder(self) -> None:
        self.action_view(REORDER)

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        """Called by its name: the first screen waits for no list that nobody has asked for."""
        if event.rows.id == "reorderlines":
            self._change_line()
        elif event.rows.id == "purchases":
            self._open_order()
        elif event.rows.id == "expiringlots":
            self.action_item()

    def _change_line(self) -> None:
        from tracker.tui.dialogs.packs import PacksDialog

        pane = self.reorder_pane
        chosen = pane.chosen if pane is not None else None
        if pane is None or chosen is None or pane.today is None:
            return
        if chosen.packed is None:
            said = "✖ Nobody knows in what pack it comes: tracker import offers FILE"
            self.app.notify(said, severity="error", markup=False)
            return
        self._open(
            PacksDialog(chosen, pane.today, pane.service, pane.review_days),
            lambda line: pane.change(line) if line is not None else None,
        )

    def action_make_orders(self) -> None:
        """Draft orders by supplier, once it was read what they will be."""
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog
        from tracker.tui.panes.reorder_words import total_words

        pane, buying = self.reorder_pane, self.buying
        if pane is None or buying is None:
            return
        wanted = pane.wanted
        if not wanted:
            self.app.notify("✖ There is no line to order of.", severity="error", markup=False)
            return
        by_supplier = _by_supplier(wanted)
        about = [*_told(by_supplier), f"In all {total_words(wanted)}."]
        if pane.what_if:
            about.append(f"! As it would be with {pane.what_if}, not as it is set.")
        if pane.without_supplier:
            about.append(
                f"{counted(pane.without_supplier, 'line has', 'lines have')} no supplier or pack: not ordered."
            )
        deeds = (
            Deed(LEAVE, "look again", "nothing changes"),
            Deed("make", "make the drafts", "they count as on order; nothing is sent yet"),
        )

        def make(deed: str | None) -> None:
            if deed is not None:
                self._deed(partial(buying.make_drafts, wanted), self._made)

        title = f"Make {counted(len(by_supplier), 'draft order')} of {counted(len(wanted), 'line')}?"
        self._open(DeedsDialog(title, about, deeds), make)

    def _made(self, orders: tuple[PurchaseOrder, ...]) -> None:
        numbers = ", ".join(each.number for each in orders)
        self.app.notify(f"✔ DRAFTS MADE  {safe(numbers, 200)}  Enter on one sends it.", markup=False, timeout=8)
        self.action_view(ORDERS)

    # -- one order ----------------------------------------------------------------------------------------------

    def _open_order(self) -> None:
        from tracker.tui.dialogs.deeds import DeedsDialog
        from tracker.tui.panes.orders import state_words, total_words

        pane, buying, station = self.orders_pane, self.buying, self.link.station
        order = pane.chosen if pane is not None else None
        if order is None or buying is None or station is None:
            return

        def do(deed: str | None) -> None:
            match deed:
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
        self._open(DeedsDialog(title, about, tuple(_deeds(order))), do)

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


def _reckoned(reader: ReaderLike) -> tuple[int, int]:
    lines = reader.proposal()
    return len(lines), sum(each.usable == 0 for each in lines)


def _by_supplier(wanted: tuple[Line, ...]) -> dict[str, list[Line]]:
    """By the supplier and the site, as the orders will be."""
    found: dict[str, list[Line]] = {}
    for each in wanted:
        assert each.situation.supplier is not None
        found.setdefault(f"{each.situation.supplier.name} for {each.situation.site}", []).append(each)
    return found


def _told(by_supplier: dict[str, list[Line]]) -> Iterator[str]:
    from tracker.tui.panes.reorder_words import total_words

    for name, lines in list(by_supplier.items())[:MOST_SUPPLIERS]:
        yield f"  {name}   {counted(len(lines), 'line')}   {total_words(lines)}"
    if len(by_supplier) > MOST_SUPPLIERS:
        yield f"  and {counted(len(by_supplier) - MOST_SUPPLIERS, 'more order')}"


def _deeds(order: PurchaseOrder) -> Iterator[Deed]:
    from tracker.tui.dialogs.deeds import LEAVE, Deed

    state = order.state.value
    yield Deed(LEAVE, "leave it", "nothing changes")
    if state == "draft":
        yield Deed("send", "it is sent", "marked as sent today, and written as PDF and CSV")
    yield Deed("export", "write its files", "PDF and CSV, for the supplier")
    if state == "sent":
        yield Deed("close", "close it", "no more of it will come; what is short is told")
    if state in ("draft", "sent") and not any(each.arrived for each in order.lines):
        yield Deed("cancel", "cancel it", "it is not on order any more")


def _sent(buying: BuyingLike, number: str) -> str:
    order = buying.send(number)
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
