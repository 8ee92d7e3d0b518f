"""Rows of the counts' tables, and of the ledger beside them, as facts: what :mod:`tracker.inventory.count_lines` is made
of. Where ``place_id`` may be given, only that place is read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from tracker.inventory import rows
from tracker.inventory.count_facts import CaseState, CountCase, CountReason, Tally
from tracker.inventory.count_shares import left_out
from tracker.inventory.facts import Item, Lot, Place
from tracker.inventory.prices import last_prices
from tracker.inventory.rows import ITEM, ITEM_WIDTH, LOT, LOT_WIDTH, PLACE, PLACE_WIDTH
from tracker.store.connection import Connection, Row

Key = tuple[int, int, int]
"""Ids of a line's place, item and lot."""

CASE = (
    "SELECT c.id, c.number, c.classes, c.state, c.position, c.opened_by, c.opened_at, c.ended_by, c.ended_at,"
    " c.reversed_by, c.reversed_at FROM count_case c"
)


class Moved(NamedTuple):
    """One posting since a count was opened, as one of its places saw it: ``quantity`` below zero for what left."""

    movement_id: int
    kind: str
    reverses: int | None
    quantity: int


class Said(NamedTuple):
    """A tally with the ledger's position at which it was said."""

    tally: Tally
    position: int


def case_of(connection: Connection, row: Row) -> CountCase:
    paths = connection.exec_driver_sql(
        "SELECT DISTINCT CASE WHEN p.room_id IS l.room_id THEN l.path ELSE r.path END FROM count_place p"
        " JOIN location l ON l.id = p.location_id LEFT JOIN location r ON r.id = p.room_id WHERE p.case_id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM count_place o WHERE o.case_id = ?1 AND o.location_id = l.parent_id) ORDER BY 1",
        (row[0],),
    ).scalars()
    moved = connection.exec_driver_sql(
        "SELECT l.path FROM count_place p JOIN location l ON l.id = p.location_id"
        " WHERE p.case_id = ? AND p.room_id IS NOT l.room_id ORDER BY 1",
        (row[0],),
    ).scalars()
    key, number, classes, state, position, *hands = row
    opened_by, opened_at, ended_by, ended_at, reversed_by, reversed_at = hands
    return CountCase(
        key,
        number,
        classes,
        CaseState(state),
        position,
        opened_by,
        opened_at,
        ended_by,
        ended_at,
        reversed_by,
        reversed_at,
        tuple(paths),
        tuple(moved),
        left_out(connection, key),
    )


def said_in(connection: Connection, case: CountCase, place_id: int | None) -> dict[Key, tuple[Said, ...]]:
    found = connection.exec_driver_sql(
        "SELECT location_id, item_id, lot_id, counted, expected, by, at, event_id, day, position FROM count_entry"
        " WHERE case_id = ?1 AND taken_back = 0 AND (?2 IS NULL OR location_id = ?2) ORDER BY id",
        (case.id, place_id),
    )
    said: dict[Key, list[Said]] = defaultdict(list)
    for row in found:
        said[tuple(row[:3])].append(Said(Tally(*row[3:9]), row[9]))
    return {key: tuple(each) for key, each in said.items()}


_MOVED = """
    SELECT p.location_id, o.item_id, o.lot_id, m.id, m.kind, m.reverses,
        CASE WHEN o.to_id = p.location_id THEN o.quantity ELSE -o.quantity END
    FROM posting o JOIN movement m ON m.id = o.movement_id
    JOIN count_place p ON p.case_id = ?1 AND p.location_id IN (o.from_id, o.to_id)
    WHERE o.movement_id > ?2 AND (?3 IS NULL OR p.location_id = ?3) AND o.movement_id < ?4 ORDER BY m.id"""
_ALL = 2**62


def moved_in(connection: Connection, case: CountCase, place_id: int | None) -> Mapping[Key, list[Moved]]:
    """All that has moved in the count's places since it was opened, and before a closed one booked its differences: by the
    ledger's order, and by no clock. Where it booked none, nobody asks."""
    moved: dict[Key, list[Moved]] = defaultdict(list)
    end = _ALL if case.is_open else _first_booked(connection, case)
    for row in connection.exec_driver_sql(_MOVED, (case.id, case.position, place_id, end)):
        moved[tuple(row[:3])].append(Moved(*row[3:]))
    return moved


def _first_booked(connection: Connection, case: CountCase) -> int:
    found = connection.exec_driver_sql(
        "SELECT min(m.id) FROM count_result r JOIN movement m ON m.event_id = r.event_id WHERE r.case_id = ?",
        (case.id,),
    ).scalar()
    return int(found or 0)


def held_in(connection: Connection, case: CountCase, place_id: int | None) -> dict[Key, int]:
    found = connection.exec_driver_sql(
        "SELECT b.location_id, b.item_id, b.lot_id, b.quantity FROM count_place p"
        " JOIN balance b ON b.location_id = p.location_id WHERE p.case_id = ?1 AND (?2 IS NULL OR p.location_id = ?2)",
        (case.id, place_id),
    )
    return {tuple(row[:3]): row[3] for row in found}


def reasons_in(connection: Connection, case: CountCase) -> dict[Key, CountReason]:
    found = connection.exec_driver_sql(
        "SELECT location_id, item_id, lot_id, reason FROM count_reason WHERE case_id = ?", (case.id,)
    )
    return {tuple(row[:3]): CountReason(row[3]) for row in found}


def prices_in(connection: Connection, case: CountCase, keys: Iterable[Key]) -> dict[Key, int]:
    """For one base unit, in millionths: those of its closing, else the latest."""
    if case.state is not CaseState.CLOSED:
        known = last_prices(connection, date.max)
        return {key: known[key[1]].micros for key in keys if key[1] in known}
    found = connection.exec_driver_sql(
        "SELECT location_id, item_id, lot_id, price_micros FROM count_result"
        " WHERE case_id = ? AND price_micros IS NOT NULL",
        (case.id,),
    )
    return {tuple(row[:3]): row[3] for row in found}


def named(connection: Connection, keys: Iterable[Key]) -> Iterator[tuple[Place, Item, Lot]]:
    """In the order in which a person walks: by place, then by the item's name and the lot's expiry."""
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, {ITEM}, {LOT} FROM json_each(?) k"
        " JOIN location l ON l.id = json_extract(k.value, '$[0]') JOIN item i ON i.id = json_extract(k.value, '$[1]')"
        " JOIN lot t ON t.id = json_extract(k.value, '$[2]')"
        " ORDER BY l.path, l.id, i.name COLLATE NOCASE, i.id, t.expiry IS NULL, t.expiry, t.number",
        (json.dumps(sorted(keys)),),
    )
    for row in found:
        inner = row[PLACE_WIDTH:]
        yield rows.place(row), rows.item(inner), rows.lot(inner[ITEM_WIDTH : ITEM_WIDTH + LOT_WIDTH])
