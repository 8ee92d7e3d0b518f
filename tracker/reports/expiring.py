"""What has expired or soon will, room by room, and what was taken before it although it should have gone first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from tracker.inventory.facts import LotState, WasteReason
from tracker.inventory.month_ends import standing
from tracker.inventory.naming import places_of
from tracker.inventory.opening_queries import Inside, insides
from tracker.inventory.passing_over import passed_over
from tracker.inventory.prices import last_prices
from tracker.inventory.reader import Reader
from tracker.money import money
from tracker.reports.asked import Asked
from tracker.reports.columns import ITEM, number, said_state, unpriced_note
from tracker.reports.fefo import FEFO_DAYS
from tracker.reports.table import Cell, Column, Table

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
    Column("opened", "opened"),
)
_Stock: TypeAlias = tuple[str | None, str, str, str, str, str, int, int, int, int]
"""Expiry, item's code and name, path, lot, state, quantity; ids of item, place and lot."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Stock of one lot in one place: what is unopened, or one opened container."""

    until: date
    stock: _Stock
    quantity: int
    opened_on: date | None = None


def expiring(reader: Reader, asked: Asked) -> Table:
    """Soonest first. An opened container counts by its own use-by, and is a line of its own. ``passed_over``: base units of
    newer lots that left the same room within 90 days while this stood there, usable (the report fefo has each). Something
    to do where expired stock stands on a shelf."""
    day, days = asked.as_of or reader.today, EXPIRING_DAYS if asked.days is None else asked.days
    last = day + timedelta(days=days)
    parts = sorted(
        _parts(reader, asked, last), key=lambda each: (each.until, each.stock[4], each.stock[3], each.stock[8])
    )
    places, prices = places_of(reader.connection), last_prices(reader.connection, day)
    passed = _passed_over(reader, asked, day)
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        _, code, name, path, lot, state, _, item_id, place_id, lot_id = part.stock
        where, price = places[place_id], prices.get(item_id)
        room_id = place_id if where.place.room_id is None else where.place.room_id
        value = money(part.quantity * price.micros) if price else None
        held: tuple[Cell, ...] = ((part.until - day).days, part.until, code, name, path, lot, _state(part, state, day))
        over = None if part.opened_on else passed[room_id, lot_id] or None
        rows.append((*held, part.quantity, where.site, where.room, value, over, part.opened_on))
    is_any_expired = any(part.until < day for part in parts)
    title = f"Expires within {days} days{asked.scope.words}"
    notes = unpriced_note(len({part.stock[7] for part in parts} - prices.keys()))
    return Table("expiring", title, day, COLUMNS, tuple(rows), notes, has_findings=is_any_expired)


def _state(part: _Part, state: str, day: date) -> str:
    """``opened`` is said of a container that may still be used, and why of one that may not."""
    by_lot = date.fromisoformat(part.stock[0]) if part.stock[0] else None
    said = said_state(state, by_lot, day)
    if part.opened_on is None or said != LotState.USABLE:
        return said
    return WasteReason.OPENED_TOO_LONG.value if part.until < day else "opened"


def _parts(reader: Reader, asked: Asked, last: date) -> Iterator[_Part]:
    stands = standing(reader.connection, asked.as_of)
    found = reader.connection.exec_driver_sql(
        "SELECT t.expiry, i.code, i.name, l.path, t.number, t.state, b.quantity, i.id, l.id, t.id"
        f" FROM {stands.table} b JOIN lot t ON t.id = b.lot_id JOIN item i ON i.id = b.item_id"
        " JOIN location l ON l.id = b.location_id WHERE b.quantity > 0"
        " AND (t.expiry <= :last OR b.lot_id IN (SELECT lot_id FROM opened WHERE use_by_day <= :last))"
        f"{asked.scope.where('b.item_id', 'b.location_id')}",
        {**stands.values, **asked.scope.values, "last": last.isoformat()},
    ).all()
    opened: defaultdict[tuple[int, int, int], list[Inside]] = defaultdict(list)
    for each in insides(reader.connection, asked.as_of, asked.zone):
        opened[each.item_id, each.place_id, each.lot_id].append(each)
    for row in found:
        stock: _Stock = tuple(row)
        inside = opened[stock[7], stock[8], stock[9]]
        for each in inside:
            if each.use_by is not None and each.use_by <= last:
                yield _Part(each.use_by, stock, each.quantity, each.opened_on)
        unopened = stock[6] - sum(each.quantity for each in inside)
        if unopened > 0 and stock[0] and date.fromisoformat(stock[0]) <= last:
            yield _Part(date.fromisoformat(stock[0]), stock, unopened)


def _passed_over(reader: Reader, asked: Asked, day: date) -> Counter[tuple[int, int]]:
    """By room and lot."""
    found: Counter[tuple[int, int]] = Counter()
    since = day - timedelta(days=FEFO_DAYS - 1)
    for each in passed_over(reader.connection, since, day, asked.scope):
        found[each.room_id, each.older_lot_id] += each.quantity
    return found
