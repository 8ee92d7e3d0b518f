"""Where the newer pack was taken although an older one stood beside it."""

from __future__ import annotations

from tracker.inventory.facts import Item
from tracker.inventory.naming import Located, items_of, places_of
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
    rows: list[tuple[Cell, ...]] = []
    for one in passed_over(reader.connection, period.since, period.until, asked.scope):
        head = (one.day, *_of(places[one.room_id], items[one.item_id], one.kind, one.quantity))
        lot: tuple[Cell, ...] = (lots[one.taken_lot_id], one.taken_expiry, lots[one.older_lot_id], one.older_expiry)
        rows.append((*head, *lot, one.stood, names.get(one.by, one.by) if one.by else None, one.event_id))
    for two in opened_twice(reader.connection, period.since, period.until, asked.scope, asked.zone):
        head = (two.day, *_of(places[two.room_id], items[two.item_id], "open", two.quantity))
        lot = (lots[two.lot_id], None, lots[two.older_lot_id], two.older_use_by)
        rows.append((*head, *lot, two.older_quantity, names.get(two.by, two.by) if two.by else None, two.event_id))
    rows.sort(key=lambda row: str(row[0]))
    title = f"Taken although an older lot stood there{asked.scope.words}, {period.words}"
    return Table("fefo", title, period.until, COLUMNS, tuple(rows))


def _of(where: Located, item: Item, kind: str, quantity: int) -> tuple[Cell, ...]:
    return (where.site, where.room, *item_cells(item), kind, quantity, item.base_unit)
