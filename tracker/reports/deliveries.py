"""Orders to suppliers, line by line, with what of them has come: over, short, not ordered, short-dated, damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tracker.inventory.ordering.delivered import arrived_words, differing, in_short, is_awaited, is_late
from tracker.inventory.ordering.orders import purchase_orders
from tracker.inventory.purchase_order_facts import OrderedLine, OrderState, PurchaseOrder
from tracker.reports.columns import ITEM, UNIT, item_cells, number
from tracker.reports.table import Cell, Column, Table, in_lines
from tracker.store.connection import Connection

CLOSED_DAYS = 30
COLUMNS = (
    Column("order", "order"),
    Column("supplier", "supplier"),
    Column("site", "site"),
    Column("state", "state"),
    Column("sent_on", "sent"),
    Column("expected_on", "expected"),
    number("line", "line"),
    *ITEM,
    number("ordered", "ordered"),
    number("arrived", "came"),
    number("short", "short"),
    number("over", "over"),
    number("short_dated", "short-dated"),
    number("damaged", "damaged"),
    UNIT,
)
"""Quantities in base units. Of what is awaited nothing is ``short`` yet. What came with an order's delivery and is on none
of its lines has no ``line``."""


def wanted(connection: Connection, today: date) -> tuple[PurchaseOrder, ...]:
    """All that are on their way, and those that were closed within :data:`CLOSED_DAYS` although something of them was short,
    over or damaged: a supplier's credit is still asked for then."""
    found = purchase_orders(connection, (OrderState.SENT, OrderState.CLOSED))
    since = today - timedelta(days=CLOSED_DAYS)
    return tuple(
        each
        for each in found
        if each.state is OrderState.SENT or (each.closed_on is not None and each.closed_on >= since and differing(each))
    )


def deliveries(orders: Sequence[PurchaseOrder], today: date, *, is_one: bool = False) -> Table:
    """A finding where something came otherwise than it was ordered, or is late; of one that was closed only where it was
    asked for by its number (``is_one``): whoever closed it has seen to it."""
    rows = tuple(row for order in orders for row in _rows(order))
    found = any(
        is_late(order, today) or (differing(order) and not is_awaited(order))
        for order in orders
        if is_one or order.state is not OrderState.CLOSED
    )
    known = f"Order {orders[0].number} and its delivery" if is_one else ""
    title = known or "Orders on their way, what has come, and what was closed with a difference"
    lines = tuple(line for order in orders for line in _lines(order, today))
    notes = () if rows else ("No order is on its way.",)
    return Table("deliveries", title, today, COLUMNS, rows, notes, bool(found), lines)


def _rows(order: PurchaseOrder) -> Iterator[tuple[Cell, ...]]:
    head = (order.number, order.supplier, order.site, order.state_words, order.sent_on, order.expected_on)
    for each in order.lines:
        short = None if is_awaited(order) else each.lacks
        found = (each.quantity, each.arrived, short, each.over, each.short_dated, each.damaged)
        yield (*head, each.line, *item_cells(each.item), *found, each.item.base_unit)
    for beside in order.beside:
        found = (0, beside.arrived, 0, beside.arrived, beside.short_dated, beside.damaged)
        yield (*head, None, *item_cells(beside.item), *found, beside.item.base_unit)


def _lines(order: PurchaseOrder, today: date) -> Iterator[str]:
    """For a terminal: every order once, and under it what of each line has come."""
    word = "" if order.state_words == "sent" else ", sent"
    sent = f"{word} {order.sent_on}" if order.sent_on is not None else ""
    is_coming = order.expected_on is not None and any(each.lacks for each in order.lines)
    expected = f", expected {order.expected_on}" if is_coming else ""
    late = ": late" if is_late(order, today) else ""
    said = "" if is_awaited(order) else in_short(order)
    yield from in_lines(f"{order.number}, {order.supplier}: {order.state_words}{sent}{expected}{late}", "")
    if said:
        yield from in_lines(said)
    for line in order.lines:
        yield from in_lines(_words(order, line), "       -")
    for beside in order.beside:
        yield from in_lines(f"{beside.item.name} ({beside.item.base_unit}): {arrived_words(beside)}", "       -")


def _words(order: PurchaseOrder, line: OrderedLine) -> str:
    said = f"{line.quantity} ordered" if is_awaited(order) else arrived_words(line)
    return f"{line.item.name} ({line.item.base_unit}): {said}"
