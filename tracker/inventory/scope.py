"""Which places and which item a question is about: a site, a room, an item, or everything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Item, Place, PlaceKind
from tracker.inventory.rows import PLACE
from tracker.store.connection import Connection

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """``place_ids`` None stands for every place."""

    item: Item | None = None
    site: Place | None = None
    room: Place | None = None
    place_ids: frozenset[int] | None = None

    def where(self, item: str, *places: str) -> str:
        """Conditions for a statement, each with `` AND`` before it, on the column ``item`` and on one of the columns
        ``places``, which hold ids. Their values are :meth:`values`."""
        said = f" AND {item} = :scope_item" if self.item is not None else ""
        if self.place_ids is not None and places:
            inside = " OR ".join(f"{place} IN (SELECT value FROM json_each(:scope_places))" for place in places)
            said += f" AND ({inside})"
        return said

    def has(self, *place_ids: int) -> bool:
        """Whether one of the places belongs to it."""
        return self.place_ids is None or not self.place_ids.isdisjoint(place_ids)

    @property
    def values(self) -> Mapping[str, object]:
        found: dict[str, object] = {}
        if self.item is not None:
            found["scope_item"] = self.item.id
        if self.place_ids is not None:
            found["scope_places"] = json.dumps(sorted(self.place_ids))
        return found

    @property
    def words(self) -> str:
        """`` in Northgate, Exam 1, of Syringe 3 mL``, for a title; empty for everything."""
        where = ", ".join(place.name for place in (self.site, self.room) if place is not None)
        return (f" in {where}" if where else "") + (f" of {self.item.name}" if self.item else "")


EVERYTHING = Scope()


def scope_of(connection: Connection, *, item: Item | None = None, site: str = "", room: str = "") -> Scope:
    """``site`` and ``room`` are codes or names; empty for all.

    Raises :class:`Refusal`: ``unknown_place``, or ``several_places`` where two bear the name.
    """
    at_site = _named(connection, PlaceKind.SITE, site, None) if site else None
    below = _below(connection, at_site) if at_site else None
    in_room = _named(connection, PlaceKind.ROOM, room, below) if room else None
    within = _below(connection, in_room) if in_room else below
    return Scope(item, at_site, in_room, within)


def _named(connection: Connection, kind: PlaceKind, said: str, within: frozenset[int] | None) -> Place:
    known = [
        rows.place(row)
        for row in connection.exec_driver_sql(
            f"SELECT {PLACE} FROM location l WHERE l.kind = ? ORDER BY l.path", (kind,)
        )
        if within is None or row[0] in within
    ]
    found = [place for place in known if said.upper() == place.code]
    found = found or [place for place in known if said.casefold() == place.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(place.code for place in found)
        raise Refusal(
            f"Several {kind.value}s are called '{said}'.", hint=f"Give a code: {codes}.", code="several_places"
        )
    names = ", ".join(place.name for place in known[:_MOST_NAMED]) or "none"
    more = " ..." if len(known) > _MOST_NAMED else "."
    raise Refusal(f"There is no {kind.value} '{said}'.", hint=f"There are: {names}{more}", code="unknown_place")


def _below(connection: Connection, place: Place) -> frozenset[int]:
    """The place and all in it."""
    return frozenset(
        connection.exec_driver_sql(
            "WITH RECURSIVE below(id) AS (SELECT ? UNION SELECT c.id FROM location c JOIN below b ON c.parent_id = b.id)"
            " SELECT id FROM below",
            (place.id,),
        ).scalars()
    )
