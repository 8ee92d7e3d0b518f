"""The fronts of bins: what belongs in a room by its par levels, one label for each item."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Item, Place
from tracker.inventory.rows import ITEM, PLACE, PLACE_WIDTH
from tracker.labelling.wanted import Wanted, of_shelf
from tracker.store.connection import Connection, Row

_UNDER = (
    "WITH RECURSIVE under(id) AS (SELECT value FROM json_each(?)"
    " UNION SELECT l.id FROM location l JOIN under u ON l.parent_id = u.id)"
)
_SHELVES = (
    f"SELECT {PLACE}, {ITEM}, r.par FROM par_level r JOIN location l ON l.id = r.location_id"
    " JOIN item i ON i.id = r.item_id"
)
_ORDER = "ORDER BY l.path, l.id, i.name COLLATE NOCASE, i.id"


def shelves(connection: Connection, places: Sequence[Place]) -> tuple[Wanted, ...]:
    """For every item with a par level in one of these places, or in what stands in them: a room's carts are among its
    shelves. Raises Refusal where there is none."""
    found = connection.exec_driver_sql(
        f"{_UNDER} {_SHELVES} WHERE l.id IN (SELECT id FROM under) {_ORDER}",
        (json.dumps([place.id for place in places]),),
    ).all()
    if not found:
        raise _none()
    return tuple(map(_label, found))


def shelf_count(connection: Connection, place: Place) -> int:
    """How many labels :func:`shelves` makes of one place."""
    found = connection.exec_driver_sql(
        f"{_UNDER} SELECT count(*) FROM par_level WHERE location_id IN (SELECT id FROM under)",
        (json.dumps([place.id]),),
    )
    return int(found.scalar_one())


def shelf_of(connection: Connection, item_code: str, place_code: str) -> Wanted:
    """The shelf of one item in one place. Raises Refusal where it has no par level there any more."""
    found = connection.exec_driver_sql(f"{_SHELVES} WHERE i.code = ? AND l.code = ?", (item_code, place_code)).first()
    if found is None:
        raise _none()
    return _label(found)


def shelves_in_room(connection: Connection, item: Item, place_id: int) -> tuple[tuple[Place, int], ...]:
    """Where in the room of a place an item belongs, and how many of it."""
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, r.par FROM par_level r JOIN location l ON l.id = r.location_id"
        " WHERE r.item_id = ? AND l.room_id = (SELECT coalesce(room_id, id) FROM location WHERE id = ?) ORDER BY l.path",
        (item.id, place_id),
    ).all()
    return tuple((rows.place(row), int(row[PLACE_WIDTH])) for row in found)


def _label(row: Row) -> Wanted:
    return of_shelf(rows.item(row[PLACE_WIDTH:-1]), rows.place(row[:PLACE_WIDTH]), row[-1])


def _none() -> Refusal:
    return Refusal(
        "No par level is set there: no item has a shelf to be labelled.",
        hint="Set them: tracker import par FILE.",
        code="label_none",
    )
