"""First expiring first, looked at afterwards: what was taken while an older usable lot stood in the same room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.inventory.facts import LotState
from tracker.inventory.month_ends import standing
from tracker.inventory.naming import Located, places_of
from tracker.inventory.scope import Scope
from tracker.store.connection import Connection, Row


@dataclass(frozen=True, slots=True)
class PassedOver:
    """``quantity`` of ``taken_lot_id`` left ``room_id`` while ``stood`` of ``older_lot_id`` could have gone."""

    day: date
    event_id: str
    kind: str
    """``use``, or ``transfer`` to another room."""
    room_id: int
    item_id: int
    taken_lot_id: int
    taken_expiry: date | None
    quantity: int
    older_lot_id: int
    older_expiry: date
    stood: int
    by: str | None
    """A badge."""


def passed_over(connection: Connection, since: date, until: date, scope: Scope) -> tuple[PassedOver, ...]:
    """Uses and transfers out of a room, from ``since`` to the end of ``until``, that passed over a lot which expires
    earlier and was still good that day; the oldest such lot each. What was undone counts for nothing.

    The ledger is played from the day before in the order of days, and within a day in the order of entry. A lot that is
    held back today is left out: since when, no table says.
    """
    places, lots = places_of(connection), _dated_lots(connection)
    held: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    before = standing(connection, since - timedelta(days=1))
    for item_id, place_id, lot_id, quantity in connection.exec_driver_sql(
        f"SELECT b.item_id, b.location_id, b.lot_id, b.quantity FROM {before.table} b WHERE TRUE"
        f"{scope.where('b.item_id')}",
        {**before.values, **scope.values},
    ):
        held[_room(places, place_id), item_id][lot_id] += quantity
    return tuple(_played(_movements(connection, since, until, scope), held, places, lots, scope))


def _dated_lots(connection: Connection) -> Mapping[int, tuple[date | None, bool]]:
    return {
        lot_id: (date.fromisoformat(expiry) if expiry else None, state == LotState.USABLE)
        for lot_id, expiry, state in connection.exec_driver_sql("SELECT id, expiry, state FROM lot")
    }


def _room(places: Mapping[int, Located], place_id: int) -> int:
    room_id = places[place_id].place.room_id
    return place_id if room_id is None else room_id


def _movements(connection: Connection, since: date, until: date, scope: Scope) -> Iterator[Row]:
    return iter(
        connection.exec_driver_sql(
            "SELECT p.day, m.event_id, m.kind, p.item_id, p.lot_id, p.from_id, p.to_id, p.quantity,"
            " m.reverses IS NOT NULL OR EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id),"
            " json_extract(CAST(j.body AS TEXT), '$.by')"
            " FROM posting p JOIN movement m ON m.id = p.movement_id LEFT JOIN journal j ON j.event_id = m.event_id"
            f" WHERE p.day BETWEEN :since AND :until{scope.where('p.item_id')}"
            " ORDER BY p.day, p.movement_id, p.line",
            {"since": since.isoformat(), "until": until.isoformat(), **scope.values},
        )
    )


def _played(
    movements: Iterator[Row],
    held: Mapping[tuple[int, int], dict[int, int]],
    places: Mapping[int, Located],
    lots: Mapping[int, tuple[date | None, bool]],
    scope: Scope,
) -> Iterator[PassedOver]:
    for iso, event_id, kind, item_id, lot_id, from_id, to_id, quantity, is_undone, by in movements:
        day, room, target = date.fromisoformat(iso), _room(places, from_id), _room(places, to_id)
        is_taking = kind in ("use", "transfer") and room != target and places[from_id].place.kind.holds_stock
        is_asked = scope.place_ids is None or from_id in scope.place_ids
        if is_taking and is_asked and not is_undone:
            older = _older(held[room, item_id], lots, lots[lot_id][0], day)
            if older is not None:
                expiry = lots[older][0]
                assert expiry is not None
                stood = held[room, item_id][older]
                yield PassedOver(
                    day, event_id, kind, room, item_id, lot_id, lots[lot_id][0], quantity, older, expiry, stood, by
                )
        held[room, item_id][lot_id] -= quantity
        held[target, item_id][lot_id] += quantity


def _older(
    held: Mapping[int, int], lots: Mapping[int, tuple[date | None, bool]], taken: date | None, day: date
) -> int | None:
    """The lot that should have gone: usable, not expired on that day, and expiring before what was taken."""
    found = [
        (expiry, lot_id)
        for lot_id, quantity in held.items()
        if quantity > 0
        for expiry, is_usable in (lots[lot_id],)
        if is_usable and expiry is not None and expiry >= day and (taken is None or expiry < taken)
    ]
    return min(found)[1] if found else None
