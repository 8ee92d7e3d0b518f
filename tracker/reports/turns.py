"""How often an item's stock is used up in a year, and how long what stands there lasts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tracker.inventory.flows import first_moved, flows
from tracker.inventory.moving_days import stock_days
from tracker.inventory.naming import in_order, items_of
from tracker.inventory.reader import Reader
from tracker.reports.asked import YEAR_DAYS, Asked, Period
from tracker.reports.columns import ITEM, UNIT, item_cells, number
from tracker.reports.table import Cell, Table

COLUMNS = (
    *ITEM,
    number("quantity", "used"),
    UNIT,
    number("mean_on_hand", "on hand on average"),
    number("turns", "turns a year"),
    number("days_of_stock", "lasts days"),
)


def turns(reader: Reader, asked: Asked) -> Table:
    """Turns: use, as of a whole year, over what was on hand on average at the end of the days. Both are in base units, so
    that no price has a part in it. An item that came within the period is counted from its first day on; one that was never
    used has no turns, and one of which never any was left at a day's end neither."""
    period, connection = asked.period(reader.today), reader.connection
    found = flows(connection, "@use", period.since, period.until, asked.scope)
    used = {flow.item_id: flow.quantity for flow in found}
    stood = stock_days(connection, period.since, period.until, asked.scope)
    items, first = items_of(connection), first_moved(connection, asked.scope)
    wanted = used.keys() | {item_id for item_id, days in stood.items() if days}
    rows = tuple(
        (
            *item_cells(items[item_id]),
            used.get(item_id, 0),
            items[item_id].base_unit,
            *_figures(used.get(item_id, 0), stood.get(item_id, 0), _days(first[item_id], period)),
        )
        for item_id in sorted(wanted, key=lambda each: in_order(items[each]))
    )
    title = f"Turns of the stock{asked.scope.words}, {period.words}"
    return Table("turns", title, period.until, COLUMNS, rows)


def _days(first: date, period: Period) -> int:
    return (period.until - max(first, period.since)).days + 1


def _figures(used: int, stood: int, days: int) -> tuple[Cell, Cell, Cell]:
    """Mean on hand, turns a year, and for how many days the mean lasts at that use."""
    turned = Decimal(used * YEAR_DAYS) / stood if used and stood > 0 else None
    lasts = Decimal(stood) / used if used else None
    mean = round(Decimal(stood) / days, 1)
    return mean, round(turned, 2) if turned is not None else None, round(lasts) if lasts is not None else None
