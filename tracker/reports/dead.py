"""Stock that nobody has used for a long time, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tracker.inventory.flows import first_moved, last_used
from tracker.inventory.month_ends import standing
from tracker.inventory.naming import items_of
from tracker.inventory.prices import last_prices
from tracker.inventory.reader import Reader
from tracker.money import money
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, UNIT, item_cells, number, total_words, unpriced_note
from tracker.reports.table import Cell, Column, Table

DEAD_DAYS = 180
COLUMNS = (
    *ITEM,
    number("quantity", "on hand"),
    UNIT,
    Column("last_used", "last used"),
    number("days_since", "days since"),
    number("value", "value"),
)


def dead(reader: Reader, asked: Asked) -> Table:
    """On hand and not used for so many days; the dearest first. ``days_since`` is from the last use, and from the first
    movement there where there was none: what came last week, from a supplier or another site, is not dead."""
    day, days = asked.as_of or reader.today, DEAD_DAYS if asked.days is None else asked.days
    used, first = last_used(reader.connection, day, asked.scope), first_moved(reader.connection, asked.scope)
    prices, items = last_prices(reader.connection, day), items_of(reader.connection)
    rows: list[tuple[int, str, tuple[Cell, ...]]] = []
    for item_id, quantity in _on_hand(reader, asked).items():
        since = used.get(item_id, first[item_id])
        if since > day - timedelta(days=days):
            continue
        item, price = items[item_id], prices.get(item_id)
        micros = quantity * price.micros if price else None
        cells = (*item_cells(item), quantity, item.base_unit, used.get(item_id), (day - since).days, money(micros))
        rows.append((-(micros or 0), item.name, cells))
    told = tuple(cells for _, _, cells in sorted(rows, key=lambda each: each[:2]))
    is_known = not told or any(cells[-1] is not None for cells in told)
    total = total_words(-sum(value for value, _, _ in rows), is_known=is_known)
    notes = (f"In all: {total}.", *unpriced_note(sum(cells[-1] is None for cells in told)))
    return Table("dead", f"Not used for {days} days{asked.scope.words}", day, COLUMNS, told, notes)


def _on_hand(reader: Reader, asked: Asked) -> Mapping[int, int]:
    stands = standing(reader.connection, asked.as_of)
    found = reader.connection.exec_driver_sql(
        f"SELECT b.item_id, sum(b.quantity) FROM {stands.table} b WHERE TRUE"
        f"{asked.scope.where('b.item_id', 'b.location_id')} GROUP BY 1 HAVING sum(b.quantity) > 0",
        {**stands.values, **asked.scope.values},
    )
    return dict(found.all())
