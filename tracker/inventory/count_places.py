"""Which places a count is of, from the words of whoever opens it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.store.connection import Connection

_MOST_NAMED = 12


def places_named(connection: Connection, said: Sequence[str]) -> tuple[int, ...]:
    """The ids of rooms, shelves or sites by code, path or name; of everything that holds stock where nothing was said.

    Raises :class:`Refusal`: ``unknown_place``, or ``several_places`` where two bear the name.
    """
    known = connection.exec_driver_sql(
        "SELECT id, code, name, path, parent_id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin')"
        " ORDER BY path, id"
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
