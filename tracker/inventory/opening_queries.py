"""Opened containers as frozen facts: one by its code, those of an item, and those that are over or soon will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from tracker.barcodes.house import next_number, opened_code
from tracker.inventory import rows
from tracker.inventory.opening import Keeps, KeepsUnit, Opened, UseBy
from tracker.inventory.rows import ITEM, ITEM_WIDTH, LOT, LOT_WIDTH, PLACE, PLACE_WIDTH
from tracker.journal.days import day_end, day_of
from tracker.store.connection import Connection
from tracker.store.numbering import given_out

_CONTAINER = (
    f"SELECT {ITEM}, {LOT}, {PLACE}, o.code, o.remains, o.opened_at, coalesce(s.name, o.opened_by, ''), o.use_by_day,"
    " o.use_by_at, coalesce(o.serial, '') FROM opened o JOIN item i ON i.id = o.item_id JOIN lot t ON t.id = o.lot_id"
    " JOIN location l ON l.id = o.location_id LEFT JOIN staff s ON s.badge = o.opened_by"
)
_SOONEST = "ORDER BY o.use_by_day IS NULL, o.use_by_day, o.use_by_at IS NULL, o.use_by_at, o.code"

REMAINS = (
    "(SELECT sum(o.remains) FROM opened o WHERE o.item_id = b.item_id AND o.lot_id = b.lot_id"
    " AND o.location_id = b.location_id AND o.remains > 0{})"
)
"""Of a balance ``b``: so much of it is in opened containers; NULL for none. ``{}`` takes a further condition."""
OVER = REMAINS.format(" AND o.use_by_day < :today")
"""The part of it that is beyond its use-by. By the day: the hour of a container is told at its scan."""


def container(connection: Connection, code: str) -> Opened | None:
    """None for a code that was never given, or whose opening was taken back."""
    found = connection.exec_driver_sql(f"{_CONTAINER} WHERE o.code = ? AND NOT o.is_taken_back", (code,)).first()
    return _opened(found) if found is not None else None


def containers_of(connection: Connection, item_id: int) -> tuple[Opened, ...]:
    """Those of an item with anything left in them, in the order in which they are to be used up."""
    found = connection.exec_driver_sql(f"{_CONTAINER} WHERE o.item_id = ? AND o.remains > 0 {_SOONEST}", (item_id,))
    return tuple(map(_opened, found))


def open_containers(connection: Connection, room_id: int | None = None) -> tuple[Opened, ...]:
    """All with anything left in them, of a room or of the clinic."""
    found = connection.exec_driver_sql(
        f"{_CONTAINER} WHERE o.remains > 0 AND (?1 IS NULL OR l.id = ?1 OR l.room_id = ?1) {_SOONEST}", (room_id,)
    )
    return tuple(map(_opened, found))


def ending(connection: Connection, last: date, limit: int) -> tuple[Opened, ...]:
    """Those whose use-by is ``last`` or earlier."""
    found = connection.exec_driver_sql(
        f"{_CONTAINER} WHERE o.remains > 0 AND o.use_by_day <= ? {_SOONEST} LIMIT ?", (last.isoformat(), limit)
    )
    return tuple(map(_opened, found))


@dataclass(frozen=True, slots=True)
class Inside:
    """What was in one opened container at the end of a day. ``opened_on`` is the clinic's day."""

    item_id: int
    place_id: int
    lot_id: int
    quantity: int
    use_by: date | None
    opened_on: date


_INSIDE = "SELECT id, item_id, lot_id, location_id, remains, use_by_day, opened_at FROM opened"
_MOVED_SINCE = """
    SELECT p.opened_id, p.quantity, f.kind, g.from_id, t.kind FROM opened_posting p
    JOIN posting g ON g.movement_id = p.movement_id AND g.line = p.line AND g.day > ?
    JOIN location f ON f.id = g.from_id JOIN location t ON t.id = g.to_id ORDER BY p.movement_id DESC, p.line DESC"""
_OUTSIDE = ("supplier", "use", "waste", "difference")


def insides(connection: Connection, as_of: date | None, zone: tzinfo | None = UTC) -> tuple[Inside, ...]:
    """Every container that held anything at the end of that day in the clinic's ``zone``, None for now: back from now by
    what has moved since."""
    read = connection.exec_driver_sql
    known = read(f"{_INSIDE} WHERE NOT is_taken_back").all()
    remains, places = {row[0]: row[4] for row in known}, {row[0]: row[3] for row in known}
    for key, quantity, from_kind, from_id, to_kind in read(_MOVED_SINCE, (as_of.isoformat(),)) if as_of else ():
        if from_kind in _OUTSIDE:
            remains[key] -= quantity
        elif to_kind in _OUTSIDE:
            remains[key] += quantity
        else:
            places[key] = from_id
    ended = day_end(as_of, zone)
    return tuple(
        Inside(item_id, places[key], lot_id, remains[key], date.fromisoformat(day) if day else None, day_of(at, zone))
        for key, item_id, lot_id, _, _, day, at in known
        if remains[key] > 0 and at < ended
    )


def opened_by_event(connection: Connection, event_id: str) -> Opened | None:
    """What the scan ``event_id`` opened."""
    found = connection.exec_driver_sql(
        f"{_CONTAINER} WHERE o.event_id = ? AND NOT o.is_taken_back", (event_id,)
    ).first()
    return _opened(found) if found is not None else None


def keeps_of(connection: Connection, item_id: int) -> Keeps | None:
    found = connection.exec_driver_sql("SELECT amount, unit FROM keeps_opened WHERE item_id = ?", (item_id,)).first()
    return Keeps(found[0], KeepsUnit(found[1])) if found is not None else None


def next_opened_code(connection: Connection) -> str:
    latest = connection.exec_driver_sql("SELECT code FROM opened ORDER BY id DESC LIMIT 1").scalars()
    return opened_code(next_number(latest, "V", given_out(connection, "V")))


def _opened(row: Sequence[Any]) -> Opened:
    item, lot = rows.item(row), rows.lot(row[ITEM_WIDTH:])
    place = rows.place(row[ITEM_WIDTH + LOT_WIDTH :])
    code, remains, at, by, day, until, serial = row[ITEM_WIDTH + LOT_WIDTH + PLACE_WIDTH :]
    return Opened(code, item, lot, place, remains, _time(at), by, _use_by(day, until), serial)


def _use_by(day: str | None, at: str | None) -> UseBy | None:
    return UseBy(date.fromisoformat(day), _time(at) if at else None) if day else None


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(UTC)
