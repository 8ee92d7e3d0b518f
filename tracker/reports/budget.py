"""What was spent, with whom and in which month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tracker.inventory.facts import Item
from tracker.inventory.naming import items_of
from tracker.inventory.reader import Reader
from tracker.inventory.spending import Bought, bought
from tracker.money import money
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, UNIT, item_cells, number, total_words
from tracker.reports.table import Cell, Column, Table

BY = ("month", "supplier", "item")

_NOTE = "Receipts without an order are counted to the catalogue's supplier; how much that is stands in its own column."


def budget(reader: Reader, asked: Asked) -> Table:
    """Receipts that stand, at their own prices; a return is none of them. What came without a price adds nothing, and is
    counted."""
    period, by = asked.period(reader.today), asked.by or "month"
    found = bought(reader.connection, period.since.isoformat(), period.until.isoformat(), asked.scope)
    groups: defaultdict[tuple[str, ...], list[Bought]] = defaultdict(list)
    for each in found:
        groups[_key(each, by)].append(each)
    items = items_of(reader.connection)
    rows = tuple((*_said(key, by), *_of_item(groups[key], by, items), *_sums(groups[key])) for key in sorted(groups))
    columns = (
        *((Column("month", "month"),) if by == "month" else ()),
        Column("supplier", "supplier"),
        *((*ITEM, number("quantity", "received"), UNIT) if by == "item" else ()),
        number("receipts", "receipts"),
        number("spent", "spent"),
        number("by_catalogue", "without order"),
        number("unpriced_receipts", "items unpriced"),
    )
    is_known = not found or any(each.unpriced < each.quantity for each in found)
    total = total_words(sum(each.spent_micros for each in found), is_known=is_known)
    title = f"Spent by supplier and {by}" if by != "supplier" else "Spent by supplier"
    notes = (f"In all: {total}.", _NOTE)
    return Table("budget", f"{title}{asked.scope.words}, {period.words}", period.until, columns, rows, notes)


def _key(each: Bought, by: str) -> tuple[str, ...]:
    """Without a supplier comes last: no name sorts behind the last letter."""
    supplier = each.supplier if each.supplier is not None else "\U0010ffff"
    if by == "month":
        return each.month, supplier
    return (supplier, f"{each.item_id:020}") if by == "item" else (supplier,)


def _said(key: tuple[str, ...], by: str) -> tuple[Cell, ...]:
    named = tuple(part if part != "\U0010ffff" else None for part in key)
    return named[:1] if by == "item" else named


def _of_item(group: Sequence[Bought], by: str, items: Mapping[int, Item]) -> tuple[Cell, ...]:
    if by != "item":
        return ()
    item = items[group[0].item_id]
    return (*item_cells(item), sum(each.quantity for each in group), item.base_unit)


def _sums(group: Sequence[Bought]) -> tuple[Cell, ...]:
    """Where nothing that came has a price, nobody knows what was spent: it was not nothing."""
    is_known = any(each.unpriced < each.quantity for each in group)
    return (
        sum(each.receipts for each in group),
        money(sum(each.spent_micros for each in group)) if is_known else None,
        money(sum(each.assumed_micros for each in group)) if is_known else None,
        sum(each.unpriced > 0 for each in group),
    )
