"""What was used: by item, and by room, person or month beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.inventory.flows import Flow, Key, flows
from tracker.inventory.naming import in_order, items_of, places_of
from tracker.inventory.prices import last_prices
from tracker.inventory.reader import Reader
from tracker.money import money
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, UNIT, item_cells, number, unpriced_note
from tracker.reports.table import Cell, Column, Table

BY = ("item", "room", "person", "month")

_COLUMNS = {
    "item": (),
    "room": (Column("site", "site"), Column("room", "room")),
    "person": (Column("person", "person"),),
    "month": (Column("month", "month"),),
}


def usage(reader: Reader, asked: Asked) -> Table:
    """Base units that were used up, and their value at each item's last price. What was undone counts for nothing."""
    by, period = asked.by or "item", asked.period(reader.today)
    keys = () if by == "item" else (Key(by),)
    found = flows(reader.connection, "@use", period.since, period.until, asked.scope, keys)
    prices, items = last_prices(reader.connection, period.until), items_of(reader.connection)
    said = _sayings(reader)[by]
    rows = []
    for flow in sorted(found, key=lambda each: (said(each), in_order(items[each.item_id]))):
        item, price = items[flow.item_id], prices.get(flow.item_id)
        value = money(flow.quantity * price.micros) if price else None
        counted: tuple[Cell, ...] = (flow.quantity, item.base_unit, flow.times, flow.first, flow.last, value)
        rows.append((*said(flow), *item_cells(item), *counted))
    columns = (
        *_COLUMNS[by],
        *ITEM,
        number("quantity", "used"),
        UNIT,
        number("uses", "times"),
        Column("first_used", "first"),
        Column("last_used", "last"),
        number("value", "value"),
    )
    unpriced = len({flow.item_id for flow in found} - prices.keys())
    title = f"Use by {by}{asked.scope.words}, {period.words}"
    return Table("usage", title, period.until, columns, tuple(rows), unpriced_note(unpriced))


def _sayings(reader: Reader) -> Mapping[str, Callable[[Flow], tuple[str, ...]]]:
    """What stands before the item, in words. Nobody's use is that of whoever had not signed in."""
    places = places_of(reader.connection)
    names: dict[str, str] = dict(reader.connection.exec_driver_sql("SELECT badge, name FROM staff").all())

    def room(flow: Flow) -> tuple[str, ...]:
        where = places[int(flow.keys[0] or 0)]
        return where.site, where.room

    def person(flow: Flow) -> tuple[str, ...]:
        badge = str(flow.keys[0] or "")
        return (names.get(badge, badge) or "nobody signed in",)

    return {"item": lambda flow: (), "room": room, "person": person, "month": lambda flow: (str(flow.keys[0]),)}
