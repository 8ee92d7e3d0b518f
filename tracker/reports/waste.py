"""What was thrown away, why, and what it was worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tracker.inventory.facts import WasteReason
from tracker.inventory.flows import Flow, Key, flows
from tracker.inventory.naming import in_order, items_of
from tracker.inventory.prices import Price, last_prices
from tracker.inventory.reader import Reader
from tracker.money import money
from tracker.reports.asked import Asked, Period
from tracker.reports.columns import ITEM, UNIT, item_cells, number, unpriced_note
from tracker.reports.table import Cell, Column, Table

BY = ("reason", "item")


def waste(reader: Reader, asked: Asked) -> Table:
    """By month and reason, or by item as well; values at each item's last price. What was undone counts for nothing."""
    period = asked.period(reader.today)
    keys = (Key.MONTH, Key.REASON)
    found = flows(reader.connection, "@waste", period.since, period.until, asked.scope, keys)
    prices = last_prices(reader.connection, period.until)
    columns, rows = _by_item(reader, found, prices) if asked.by == "item" else _by_reason(found, prices)
    unpriced = len({flow.item_id for flow in found} - prices.keys())
    return Table("waste", _title(asked, period), period.until, columns, rows, (*unpriced_note(unpriced), *_lost(found)))


def _lost(found: Sequence[Flow]) -> tuple[str, ...]:
    is_any = any(flow.keys[1] == WasteReason.LOST_IN_TRANSIT for flow in found)
    return ("What was lost in transit stands with the site that sent it.",) if is_any else ()


def _title(asked: Asked, period: Period) -> str:
    return f"Thrown away by month and reason{asked.scope.words}, {period.words}"


_Rows = tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]
_MONTH_AND_REASON = (Column("month", "month"), Column("reason", "reason"))


def _by_reason(found: Sequence[Flow], prices: Mapping[int, Price]) -> _Rows:
    grouped: defaultdict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in found:
        grouped[_said(flow)].append(flow)
    rows = tuple(
        (
            *said,
            len(grouped[said]),
            sum(flow.times for flow in grouped[said]),
            money(sum(flow.quantity * prices[flow.item_id].micros for flow in grouped[said] if flow.item_id in prices)),
            sum(flow.item_id not in prices for flow in grouped[said]),
        )
        for said in sorted(grouped)
    )
    counted = (number("items", "items"), number("times", "times"), number("value", "value lost"))
    return (*_MONTH_AND_REASON, *counted, number("unpriced_items", "without price")), rows


def _by_item(reader: Reader, found: Sequence[Flow], prices: Mapping[int, Price]) -> _Rows:
    items = items_of(reader.connection)
    rows = []
    for flow in sorted(found, key=lambda each: (_said(each), in_order(items[each.item_id]))):
        item, price = items[flow.item_id], prices.get(flow.item_id)
        value = money(flow.quantity * price.micros) if price else None
        rows.append((*_said(flow), *item_cells(item), flow.quantity, item.base_unit, flow.times, value))
    counted = (number("quantity", "wasted"), UNIT, number("times", "times"), number("value", "value lost"))
    return (*_MONTH_AND_REASON, *ITEM, *counted), tuple(rows)


def _said(flow: Flow) -> tuple[str, str]:
    month, reason = flow.keys
    return str(month), str(reason or "no reason")
