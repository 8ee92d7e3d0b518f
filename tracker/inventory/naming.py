"""Items and places by id, for whoever puts a table together from ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.inventory import rows
from tracker.inventory.facts import Item, Place, PlaceKind
from tracker.inventory.rows import ITEM, PLACE, PLACE_WIDTH
from tracker.store.connection import Connection

WHOLE_CLINIC = "Clinic"
"""What the one site of a clinic without any is called."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place with the room it lies in, by name, and the site at the top of it."""

    place: Place
    room: str
    """Its own name where it lies in no room."""
    site: str
    site_id: int | None


def items_of(connection: Connection) -> Mapping[int, Item]:
    found = connection.exec_driver_sql(f"SELECT {ITEM} FROM item i")
    return {row[0]: rows.item(row) for row in found}


def places_of(connection: Connection) -> Mapping[int, Located]:
    """Every place and account."""
    found = connection.exec_driver_sql(f"SELECT {PLACE}, l.parent_id FROM location l").all()
    places = {row[0]: rows.place(row) for row in found}
    parents = {row[0]: row[PLACE_WIDTH] for row in found}
    located = {}
    for place in places.values():
        top = _top(place.id, parents)
        is_site = places[top].kind is PlaceKind.SITE
        room = places[place.room_id].name if place.room_id is not None else place.name
        located[place.id] = Located(
            place, room, places[top].name if is_site else WHOLE_CLINIC, top if is_site else None
        )
    return located


def _top(place_id: int, parents: Mapping[int, int | None]) -> int:
    while (parent := parents[place_id]) is not None:
        place_id = parent
    return place_id


def in_order(item: Item) -> tuple[str, str]:
    """Items in tables stand by name."""
    return item.name.casefold(), item.code
