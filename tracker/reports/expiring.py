"""What has expired or soon will, room by room, and what was taken before it although it should have gone first."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from tracker.inventory.month_ends import standing
from tracker.inventory.naming import places_of
from tracker.inventory.passing_over import passed_over
from tracker.inventory.prices import last_prices
from tracker.inventory.reader import Reader
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, number, said_state, unpriced_note
from tracker.reports.fefo import FEFO_DAYS
from tracker.reports.table import Cell, Column, Table, money

EXPIRING_DAYS = 90
COLUMNS = (
    number("days_left", "days left"),
    Column("expiry", "expires"),
    *ITEM,
    Column("location", "where"),
    Column("lot", "lot"),
    Column("state", "state"),
    number("quantity", "on hand"),
    Column("site", "site"),
    Column("room", "room"),
    number("value", "value"),
    number("passed_over", "passed over"),
)


def expiring(reader: Reader, asked: Asked) -> Table:
    """Soonest first. ``passed_over``: base units of newer lots that left the same room within 90 days while this stood
    there, usable (the report fefo has each). Something to do where expired stock stands on a shelf."""
    day, days = asked.as_of or reader.today, EXPIRING_DAYS if asked.days is None else asked.days
    stands = standing(reader.connection, asked.as_of)
    found = reader.connection.exec_driver_sql(
        "SELECT t.expiry, i.code, i.name, l.path, t.number, t.state, b.quantity, i.id, l.id, t.id"
        f" FROM {stands.table} b JOIN lot t ON t.id = b.lot_id JOIN item i ON i.id = b.item_id"
        " JOIN location l ON l.id = b.location_id WHERE b.quantity > 0 AND t.expiry <= :last"
        f"{asked.scope.where('b.item_id', 'b.location_id')} ORDER BY t.expiry, t.number, l.path, l.id",
        {**stands.values, **asked.scope.values, "last": (day + timedelta(days=days)).isoformat()},
    ).all()
    places, prices = places_of(reader.connection), last_prices(reader.connection, day)
    passed = _passed_over(reader, asked, day)
    rows: list[tuple[Cell, ...]] = []
    for expiry, code, name, path, lot, state, quantity, item_id, place_id, lot_id in found:
        where, price, expires = places[place_id], prices.get(item_id), date.fromisoformat(expiry)
        room_id = place_id if where.place.room_id is None else where.place.room_id
        value = money(quantity * price.micros) if price else None
        held: tuple[Cell, ...] = (
            (expires - day).days,
            expires,
            code,
            name,
            path,
            lot,
            said_state(state, expires, day),
            quantity,
        )
        rows.append((*held, where.site, where.room, value, passed[room_id, lot_id] or None))
    is_any_expired = any(row[0] < day.isoformat() for row in found)
    title = f"Expires within {days} days{asked.scope.words}"
    notes = unpriced_note(len({row[7] for row in found} - prices.keys()))
    return Table("expiring", title, day, COLUMNS, tuple(rows), notes, has_findings=is_any_expired)


def _passed_over(reader: Reader, asked: Asked, day: date) -> Counter[tuple[int, int]]:
    """By room and lot."""
    found: Counter[tuple[int, int]] = Counter()
    since = day - timedelta(days=FEFO_DAYS - 1)
    for each in passed_over(reader.connection, since, day, asked.scope):
        found[each.room_id, each.older_lot_id] += each.quantity
    return found
