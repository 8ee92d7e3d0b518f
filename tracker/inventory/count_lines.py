"""Counts read from the tables: which there are, and each with its lines as they are now.

Lines are what was counted, and what the books had when the count was opened and have still: that must be asked. What has
come since, and what has gone before anybody counted it, is no line.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.count_facts import (
    CaseHere,
    CaseState,
    CountCase,
    CountLine,
    CountReason,
    CountSheet,
    ItemHere,
    LineState,
    Tally,
    judged,
)
from tracker.inventory.count_rules import CountRules
from tracker.inventory.facts import Item, Lot, Place
from tracker.inventory.prices import last_prices
from tracker.inventory.rows import ITEM, ITEM_WIDTH, LOT, LOT_WIDTH, PLACE, PLACE_WIDTH
from tracker.store.connection import Connection, Row

Key = tuple[int, int, int]
"""Ids of a line's place, item and lot."""

_CASE = (
    "SELECT c.id, c.number, c.classes, c.state, c.position, c.opened_by, c.opened_at, c.ended_by, c.ended_at,"
    " c.reversed_by, c.reversed_at FROM count_case c"
)


class Moved(NamedTuple):
    """One posting since a count was opened, as one of its places saw it: ``quantity`` below zero for what left."""

    movement_id: int
    kind: str
    reverses: int | None
    quantity: int


def count_cases(connection: Connection, limit: int = 1_000_000) -> tuple[CountCase, ...]:
    """The open ones first, then the newest first."""
    found = connection.exec_driver_sql(f"{_CASE} ORDER BY c.state <> 'open', c.id DESC LIMIT ?", (limit,)).all()
    return tuple(_case(connection, row) for row in found)


def case_numbered(connection: Connection, number: str) -> CountCase:
    """Raises :class:`Refusal` (``unknown_count``)."""
    found = connection.exec_driver_sql(f"{_CASE} WHERE c.number = ? COLLATE NOCASE", (number,)).first()
    if found is None:
        raise Refusal(
            f"There is no count {number}.", hint="'tracker count list' names all of them.", code="unknown_count"
        )
    return _case(connection, found)


def open_case_at(connection: Connection, place_id: int) -> CountCase | None:
    """The open count that this very place belongs to; there is never more than one."""
    found = connection.exec_driver_sql(
        f"{_CASE} JOIN count_place p ON p.case_id = c.id WHERE p.location_id = ? AND c.state = 'open'", (place_id,)
    ).first()
    return _case(connection, found) if found is not None else None


def lines_of(
    connection: Connection, case: CountCase, rules: CountRules, *, place_id: int | None = None, is_priced: bool = True
) -> tuple[CountLine, ...]:
    """The lines of the count, or of one place in it, by place and item's name. Of one that is over they are told as they
    were at its closing.

    ``is_priced``: prices are read from all receipts, for which no scan should wait.
    """
    tallies = _tallies(connection, case, place_id)
    keys = set(tallies)
    held: dict[Key, int] = {}
    if case.is_open:
        moved = _moved(connection, case, place_id)
        held = _held(connection, case, place_id)
        tallies = {key: tuple(_since(each, moved[key]) for each in found) for key, found in tallies.items()}
        keys |= {key for key, quantity in held.items() if quantity > 0 and _stood(quantity, moved[key]) > 0}
    grades = grades_in(connection, case)
    keys = {key for key in keys if key in tallies or case.counts(grades.get(key[1], "C"))}
    reasons = _reasons(connection, case)
    prices = _prices(connection, case, keys) if is_priced else {}
    made = []
    for place, item, lot in _named(connection, keys):
        key = (place.id, item.id, lot.id)
        grade, said = grades.get(item.id, "C"), _positioned(tallies.get(key, ()))
        state, again = judged(said, grade, rules)
        reason = reasons.get(key, CountReason.UNEXPLAINED)
        price = prices.get(key)
        made.append(CountLine(place, item, lot, grade, state, again, said, held.get(key, 0), reason, price))
    return tuple(made)


def sheet_of(connection: Connection, case: CountCase, rules: CountRules) -> CountSheet:
    found = connection.exec_driver_sql(
        "SELECT n.location_id, max(n.day) FROM count_place p JOIN last_count n ON n.location_id = p.location_id"
        " WHERE p.case_id = ? GROUP BY 1",
        (case.id,),
    )
    last = {place_id: date.fromisoformat(day) for place_id, day in found}
    return CountSheet(case, lines_of(connection, case, rules), rules, last)


def counted_at(connection: Connection, place_id: int, rules: CountRules, *, is_whole: bool = False) -> CaseHere | None:
    """The open count of a place, with how much of it is done there, or in all; None where none is open there."""
    case = open_case_at(connection, place_id)
    if case is None:
        return None
    within = None if is_whole else place_id
    return _case_here(case, lines_of(connection, case, rules, place_id=within, is_priced=False))


def item_here(connection: Connection, place_id: int, item_id: int, rules: CountRules) -> ItemHere | None:
    """The same for one item in it."""
    case = open_case_at(connection, place_id)
    if case is None:
        return None
    lines = lines_of(connection, case, rules, place_id=place_id, is_priced=False)
    grade = grades_in(connection, case).get(item_id, "C")
    own = tuple(each for each in lines if each.item.id == item_id)
    return ItemHere(_case_here(case, lines), grade, case.counts(grade), own)


def _case_here(case: CountCase, lines: Sequence[CountLine]) -> CaseHere:
    return CaseHere(case.number, case.words, sum(each.state is LineState.COUNTED for each in lines), len(lines))


def grades_in(connection: Connection, case: CountCase) -> dict[int, str]:
    """The classes A and B of its items, by item id; all others are C."""
    return dict(
        connection.exec_driver_sql("SELECT item_id, grade FROM count_grade WHERE case_id = ?", (case.id,)).all()
    )


# -- from rows --------------------------------------------------------------------------------------------------------


class _Said(NamedTuple):
    """A tally with the ledger's position at which it was said."""

    tally: Tally
    position: int


def _case(connection: Connection, row: Row) -> CountCase:
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
    )


def _tallies(connection: Connection, case: CountCase, place_id: int | None) -> dict[Key, tuple[_Said, ...]]:
    found = connection.exec_driver_sql(
        "SELECT location_id, item_id, lot_id, counted, expected, by, at, event_id, day, position FROM count_entry"
        " WHERE case_id = ?1 AND taken_back = 0 AND (?2 IS NULL OR location_id = ?2) ORDER BY id",
        (case.id, place_id),
    )
    said: dict[Key, list[_Said]] = defaultdict(list)
    for row in found:
        said[tuple(row[:3])].append(_Said(Tally(*row[3:9]), row[9]))
    return {key: tuple(each) for key, each in said.items()}


def _positioned(said: Iterable[_Said]) -> tuple[Tally, ...]:
    return tuple(each.tally for each in said)


_MOVED = """
    SELECT p.location_id, o.item_id, o.lot_id, m.id, m.kind, m.reverses,
        CASE WHEN o.to_id = p.location_id THEN o.quantity ELSE -o.quantity END
    FROM posting o JOIN movement m ON m.id = o.movement_id
    JOIN count_place p ON p.case_id = ?1 AND p.location_id IN (o.from_id, o.to_id)
    WHERE o.movement_id > ?2 AND (?3 IS NULL OR p.location_id = ?3) ORDER BY m.id"""


def _moved(connection: Connection, case: CountCase, place_id: int | None) -> Mapping[Key, list[Moved]]:
    """All that has moved in the count's places since it was opened: by the ledger's order, and by no clock."""
    moved: dict[Key, list[Moved]] = defaultdict(list)
    for row in connection.exec_driver_sql(_MOVED, (case.id, case.position, place_id)):
        moved[tuple(row[:3])].append(Moved(*row[3:]))
    return moved


def _since(said: _Said, moved: Iterable[Moved]) -> _Said:
    later = [each for each in moved if each.movement_id > said.position]
    is_overtaken = any(
        each.kind == "adjust" or (each.reverses is not None and each.reverses <= said.position) for each in later
    )
    known = said.tally
    total = sum(each.quantity for each in later)
    tally = Tally(
        known.counted, known.expected, known.by, known.at, known.event_id, known.day, total, is_overtaken=is_overtaken
    )
    return _Said(tally, said.position)


def _stood(held: int, moved: Iterable[Moved]) -> int:
    """What the books had when the count was opened, as they are known today."""
    return held - sum(each.quantity for each in moved)


def _held(connection: Connection, case: CountCase, place_id: int | None) -> dict[Key, int]:
    found = connection.exec_driver_sql(
        "SELECT b.location_id, b.item_id, b.lot_id, b.quantity FROM count_place p"
        " JOIN balance b ON b.location_id = p.location_id WHERE p.case_id = ?1 AND (?2 IS NULL OR p.location_id = ?2)",
        (case.id, place_id),
    )
    return {tuple(row[:3]): row[3] for row in found}


def _reasons(connection: Connection, case: CountCase) -> dict[Key, CountReason]:
    found = connection.exec_driver_sql(
        "SELECT location_id, item_id, lot_id, reason FROM count_reason WHERE case_id = ?", (case.id,)
    )
    return {tuple(row[:3]): CountReason(row[3]) for row in found}


def _prices(connection: Connection, case: CountCase, keys: Iterable[Key]) -> dict[Key, int]:
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


def _named(connection: Connection, keys: Iterable[Key]) -> Iterator[tuple[Place, Item, Lot]]:
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
