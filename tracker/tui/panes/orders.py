"""Orders to suppliers: what is a draft, what is on its way, what has come; each can be sent, exported, closed from here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import Static

from tracker.jobs.desk import Desk
from tracker.money import amount
from tracker.text import counted
from tracker.tui.helping import Help
from tracker.tui.panes.list_pane import ListPane
from tracker.tui.panes.pane import ROOMY, Drawn
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.showing import line, lines, text
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.row_choices import RowChoices

if TYPE_CHECKING:
    from tracker.inventory.purchase_order_facts import OrderedLine, PurchaseOrder

SHOWN = 100
EMPTY = "No orders yet. F9 shows what to order, and F6 there makes a draft for each supplier."
COLUMNS = (
    Column("order", 17),
    Column("supplier"),
    Column("lines", 5, True),
    Column("in all", 9, True),
    Column("state", 15),
)
SIGNS = {
    "draft": ("○", ""),
    "sent": ("▸", ""),
    "partly received": ("!", "$text-warning"),
    "received": ("✔", "$text-success"),
    "closed": ("·", "$muted"),
    "cancelled": ("·", "$muted"),
}


def state_words(order: PurchaseOrder, today: date) -> str:
    """``draft``, ``sent 4 days ago``, ``late 3 days``, ``partly received``."""
    from tracker.inventory.ordering.delivered import is_late

    said = order.state_words
    if said != "sent" or order.sent_on is None:
        return said
    if order.expected_on is not None and is_late(order, today):
        return f"late {counted((today - order.expected_on).days, 'day')}"
    days = (today - order.sent_on).days
    return "sent today" if days == 0 else f"sent {counted(days, 'day')} ago"


def total_words(order: PurchaseOrder) -> str:
    return "–" if order.total_micros is None else amount(order.total_micros)


def below_minimum_words(order: PurchaseOrder) -> str:
    least = amount(order.minimum_micros or 0)
    return f"{amount(order.below_minimum_micros)} below the supplier's minimum order of {least}"


class OrdersPane(ListPane["tuple[PurchaseOrder, ...]"]):
    TITLE = "ORDERS"
    IDLE = ("ORDERS", "Enter: send it, write its files, close or cancel it. RECEIVE takes it in.")
    ABOUT = (
        "○ draft            nobody but we know of it; it counts as on order",
        "▸ sent             on its way",
        "! partly received  some has come; close it when no more will",
        "✔ received         all has come; close it",
        "· closed, cancelled",
        "Enter shows what can be done with the chosen one. Sending marks it as sent and writes its files.",
        "F9 shows what to order. F10 goes back.",
    )
    EVERY_S = 60
    DETAIL = "purchase"

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._rows = RowChoices(id="purchases", about=Help("Orders", self.ABOUT[:6]))
        self.orders: tuple[PurchaseOrder, ...] = ()
        self._today = date.min

    @property
    def chosen(self) -> PurchaseOrder | None:
        number = self._rows.chosen
        return next((each for each in self.orders if each.number == number), None)

    def read(self, reader: ReaderLike, desk: Desk) -> tuple[PurchaseOrder, ...]:
        return reader.purchase_orders(SHOWN)

    def draw(self, desk: Desk, found: tuple[PurchaseOrder, ...], now: datetime) -> Drawn:
        self.orders, self._today = found, now.date()
        rows = [_row(each, now.date()) for each in found]
        self._rows.show(COLUMNS, rows, [each.number for each in found], EMPTY)
        self._explain()
        open_ = sum(each.state.value in ("draft", "sent") for each in found)
        return Drawn(f"{counted(open_, 'order')} open" if found else "")

    @on(RowChoices.Moved)
    def _explain(self) -> None:
        chosen = self.chosen
        said = list(_explained(chosen, is_roomy=self.size.width > ROOMY)) if chosen is not None else []
        self.query_one("#purchase Static", Static).update(lines(said))


def _row(order: PurchaseOrder, today: date) -> Row:
    sign, style = SIGNS[order.state_words]
    said = state_words(order, today)
    if said.startswith("late"):
        sign, style = "!", "$text-warning"
    return Row((order.number, order.supplier, str(len(order.lines)), total_words(order), said), sign, style)


def _explained(order: PurchaseOrder, *, is_roomy: bool) -> Iterator[Content]:
    site = f" for {order.site}" if order.site else ""
    yield line((order.number, "bold"), (f"   {order.supplier}{site}   {total_words(order)}", ""))
    if order.below_minimum_micros and order.state.value == "draft":
        yield text(f"! {below_minimum_words(order)}", "bold $text-warning")
    from tracker.inventory.ordering.delivered import arrived_words, is_awaited

    awaited = is_awaited(order)
    for each in order.lines:
        came = "" if awaited else f"   {arrived_words(each)}"
        is_as_ordered = awaited or not (each.lacks or each.over or each.short_dated or each.damaged)
        yield text(_line_words(each, came, is_roomy=is_roomy), "" if is_as_ordered else "$text-warning")
    for beside in order.beside:
        yield text(f"  –  {beside.item.name}   {arrived_words(beside)}", "$text-warning")


def _line_words(each: OrderedLine, came: str, *, is_roomy: bool) -> str:
    price = f"   {amount(each.price_micros * each.packs)}" if is_roomy and each.price_micros is not None else ""
    size = f" of {each.factor}" if each.factor > 1 else ""
    return f"{each.line:>3}  {each.packs} × {each.package}{size}  {each.item.name}{price}{came}"
