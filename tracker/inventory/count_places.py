"""Which places a count is of, from the words of whoever opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from tracker.errors import Refusal
from tracker.inventory.count_rows import CASE, case_of
from tracker.inventory.count_rules import GRADES
from tracker.inventory.count_shares import open_shares
from tracker.store.connection import Connection

_MOST_NAMED = 12
ON_THE_WAY = "(SELECT place_id FROM stock_transfer)"
"""Places of shipments between sites: what stands there is on the road, and nobody can count it."""


def places_named(connection: Connection, said: Sequence[str]) -> tuple[int, ...]:
    """The ids of rooms, shelves or sites by code, path or name; of everything that holds stock where nothing was said.

    Raises :class:`Refusal`: ``unknown_place``, or ``several_places`` where two bear the name.
    """
    known = connection.exec_driver_sql(
        "SELECT id, code, name, path, parent_id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin')"
        f" AND id NOT IN {ON_THE_WAY} ORDER BY path, id"
    ).all()
    if not said:
        return tuple(row[0] for row in known if row[4] is None)
    return tuple(_named(known, each) for each in said)


def _named(known: Sequence[tuple[int, str, str, str, int | None]], said: str) -> int:
    word = said.casefold()
    found = [row for row in known if row[1].casefold() == word]
    found = found or [row for row in known if row[3].casefold() == word]
    found = found or [row for row in known if row[2].casefold() == word]
    if len(found) == 1:
        return found[0][0]
    if found:
        names = ", ".join(f"{row[3]} ({row[1]})" for row in found[:_MOST_NAMED])
        raise Refusal(f"Several places are called '{said}'.", hint=f"Give a code: {names}.", code="several_places")
    names = ", ".join(row[3] for row in known[:_MOST_NAMED]) or "none"
    raise Refusal(f"There is no place '{said}'.", hint=f"There are: {names} ...", code="unknown_place")


@dataclass(frozen=True, slots=True)
class Places:
    """``free`` are those of which a count has something; ``shared`` pairs a place, free or not, with the id of an open count
    that has it."""

    free: tuple[int, ...]
    shared: tuple[tuple[int, int], ...]


def free_places(connection: Connection, places: Sequence[int], classes: str) -> Places:
    """Of those places and all below them: what no open count has of ``classes`` (empty for all).

    Raises :class:`Refusal`: ``count_places`` where there is none that holds stock, ``count_open_already`` where nothing is
    left.
    """
    within = _below(connection, places)
    if not within:
        raise Refusal("Nothing was named that holds stock.", hint="Name rooms, or a class.", code="count_places")
    taken = open_shares(connection)
    shared = tuple((place_id, case_id) for place_id in within for case_id in taken.get(place_id, ()))
    free = tuple(
        place_id
        for place_id in within
        if set(classes or GRADES).difference(*(each.classes_at(place_id) for each in taken.get(place_id, {}).values()))
    )
    if not free:
        _refuse(connection, sorted({case_id for _, case_id in shared}))
    return Places(free, shared)


def _refuse(connection: Connection, ids: Sequence[int]) -> NoReturn:
    cases = [case_of(connection, connection.exec_driver_sql(f"{CASE} WHERE c.id = ?", (each,)).one()) for each in ids]
    told = "; ".join(f"{case.number}, {case.words}" for case in cases[:_MOST_NAMED])
    raise Refusal(
        f"This is being counted already: {told}.",
        hint=f"tracker count show {cases[0].number}",
        code="count_open_already",
    )


def _below(connection: Connection, places: Sequence[int]) -> list[int]:
    found: dict[int, None] = {}
    for place_id in places:
        below = connection.exec_driver_sql(
            "WITH RECURSIVE below(id) AS (SELECT ? UNION SELECT c.id FROM location c JOIN below b ON c.parent_id = b.id)"
            " SELECT l.id FROM below JOIN location l ON l.id = below.id"
            " WHERE l.kind IN ('site', 'room', 'cabinet', 'bin') ORDER BY l.path, l.id",
            (place_id,),
        ).scalars()
        found |= dict.fromkeys(below)
    return list(found)
