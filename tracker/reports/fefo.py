"""Where the newer pack was taken although an older one stood beside it."""

from __future__ import annotations

from tracker.inventory.naming import items_of, places_of
from tracker.inventory.opening_twice import opened_twice
from tracker.inventory.passing_over import passed_over
from tracker.inventory.reader import Reader
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, UNIT, item_cells, number
from tracker.reports.table import Cell, Column, Table

FEFO_DAYS = 90
COLUMNS = (
    Column("day", "day"),
    Column("site", "site"),
    Column("room", "room"),
    *ITEM,
    Column("do", "what"),
    number("quantity", "taken"),
    UNIT,
    Column("taken_lot", "of lot"),
    Column("taken_expiry", "expires"),
    Column("older_lot", "before lot"),
    Column("older_expiry", "expires"),
    number("stood", "stood there"),
    Column("by", "by"),
    Column("event_id", "event"),
)


def fefo(reader: Reader, asked: Asked) -> Table:
    """Each use, and each transfer to another room, that passed over a usable lot which expires earlier; and each container
    that was opened (``open``) while one of the item stood open in the room: ``expires`` is then that one's use-by."""
    period = asked.period(reader.today, FEFO_DAYS)
    items, places = items_of(reader.connection), places_of(reader.connection)
    read = reader.connection.exec_driver_sql
    lots: dict[int, str] = dict(read("SELECT id, number FROM lot").all())
    names: dict[str, str] = dict(read("SELECT badge, name FROM staff").all())
    rows: list[tuple[Cell, ...]] = [
        (
            each.day,
            places[each.room_id].site,
            places[each.room_id].room,
            *item_cells(items[each.item_id]),
            each.kind,
            each.quantity,
            items[each.item_id].base_unit,
            lots[each.taken_lot_id],
            each.taken_expiry,
            lots[each.older_lot_id],
            each.older_expiry,
            each.stood,
            names.get(each.by, each.by) if each.by else None,
            each.event_id,
        )
        for each in passed_over(reader.connection, period.since, period.until, asked.scope)
    ]
    for two in opened_twice(reader.connection, period.since, period.until, asked.scope):
        where, item = places[two.room_id], items[two.item_id]
        taken: tuple[Cell, ...] = (
            two.day,
            where.site,
            where.room,
            *item_cells(item),
            "open",
            two.quantity,
            item.base_unit,
        )
        older: tuple[Cell, ...] = (lots[two.lot_id], None, lots[two.older_lot_id], two.older_use_by, two.older_quantity)
        rows.append((*taken, *older, names.get(two.by, two.by) if two.by else None, two.event_id))
    rows.sort(key=lambda row: str(row[0]))
    title = f"Taken although an older lot stood there{asked.scope.words}, {period.words}"
    return Table("fefo", title, period.until, COLUMNS, tuple(rows))
