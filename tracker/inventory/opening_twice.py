"""A second container opened while one of the item stood open in the room: both grow old together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from tracker.inventory.scope import Scope
from tracker.journal.days import day_of
from tracker.store.connection import Connection

_OPENINGS = """
    SELECT o.event_id, json_extract(CAST(j.body AS TEXT), '$.day'), o.item_id, o.lot_id, o.quantity, o.opened_by,
        coalesce(l.room_id, l.id), l.id, o.code, o.use_by_day, o.opened_at, (
        SELECT max(m.at) FROM opened_posting p JOIN posting g ON g.movement_id = p.movement_id AND g.line = p.line
        JOIN movement m ON m.id = p.movement_id JOIN location t ON t.id = g.to_id
        WHERE p.opened_id = o.id AND t.kind IN ('use', 'waste', 'difference') AND o.remains = 0 AND m.reverses IS NULL
        AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id))
    FROM opened o JOIN location l ON l.id = o.location_id LEFT JOIN journal j ON j.event_id = o.event_id
    WHERE NOT o.is_taken_back{scope} ORDER BY o.opened_at, o.id"""


@dataclass(frozen=True, slots=True)
class OpenedTwice:
    """``quantity`` of ``lot_id`` was opened in ``room_id`` while ``older_lot_id`` stood open there; its use-by follows."""

    day: date
    event_id: str
    room_id: int
    item_id: int
    lot_id: int
    quantity: int
    older_lot_id: int
    older_use_by: date | None
    older_quantity: int
    by: str | None


@dataclass(frozen=True, slots=True)
class _Opening:
    event_id: str
    day: str
    item_id: int
    lot_id: int
    quantity: int
    by: str | None
    room_id: int
    place_id: int
    code: str
    use_by: str | None
    at: str
    ended_at: str | None


def opened_twice(
    connection: Connection, since: date, until: date, scope: Scope, zone: tzinfo | None = UTC
) -> tuple[OpenedTwice, ...]:
    """From ``since`` to the end of ``until``, days in the clinic's ``zone``. A container that was over by then is no reason
    to wait, and counts for nothing; nor does one that has moved to another room since."""
    statement = _OPENINGS.format(scope=scope.where("o.item_id", "o.location_id"))
    known = [_Opening(*row) for row in connection.exec_driver_sql(statement, dict(scope.values))]
    return tuple(_found(known, since.isoformat(), until.isoformat(), zone))


def _found(known: list[_Opening], since: str, until: str, zone: tzinfo | None) -> Iterator[OpenedTwice]:
    for number, each in enumerate(known):
        day = each.day or day_of(each.at, zone).isoformat()
        if not since <= day <= until:
            continue
        older = [one for one in known[:number] if _stood_open(one, each, day)]
        if older:
            first = min(older, key=lambda one: (one.use_by is None, one.use_by or "", one.code))
            use_by = date.fromisoformat(first.use_by) if first.use_by else None
            yield OpenedTwice(
                date.fromisoformat(day), each.event_id, each.room_id, each.item_id, each.lot_id, each.quantity,
                first.lot_id, use_by, first.quantity, each.by,
            )  # fmt: skip


def _stood_open(one: _Opening, when: _Opening, day: str) -> bool:
    is_same = one.item_id == when.item_id and one.room_id == when.room_id
    was_good = one.use_by is None or one.use_by >= day
    return is_same and was_good and (one.ended_at is None or one.ended_at > when.at)
