"""Labels for the front of shelves and bins: which item belongs there, and how many, as the par levels on record say."""

from __future__ import annotations

import json

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Item, Place
from tracker.inventory.rows import ITEM, ITEM_WIDTH, PLACE, PLACE_WIDTH
from tracker.labelling.wanted import Wanted, of_shelf
from tracker.store.connection import Connection, Row

_UNDER = (
    "WITH RECURSIVE under(id) AS (SELECT id FROM location WHERE code IN (SELECT value FROM json_each(?))"
    " UNION SELECT l.id FROM location l JOIN under u ON l.parent_id = u.id)"
)
_SHELVES = (
    f"SELECT {ITEM}, {PLACE}, p.par FROM par_level p JOIN item i ON i.id = p.item_id"
    " JOIN location l ON l.id = p.location_id"
)
_ORDER = "ORDER BY l.path, i.name COLLATE NOCASE, i.id"


def shelves_under(connection: Connection, *place_codes: str) -> tuple[Wanted, ...]:
    """One for each par level in these places and in all that is in them. Raises Refusal where there is none."""
    found = connection.exec_driver_sql(
        f"{_UNDER} {_SHELVES} WHERE l.id IN (SELECT id FROM under) {_ORDER}", (json.dumps(place_codes),)
    ).all()
    return tuple(map(_label, found)) or _none("No par level is set there.")


def shelf_count(connection: Connection, place: Place) -> int:
    """How many shelf labels a place has, in it and in all below it."""
    found = connection.exec_driver_sql(
        f"{_UNDER} SELECT count(*) FROM par_level WHERE location_id IN (SELECT id FROM under)",
        (json.dumps([place.code]),),
    )
    return int(found.scalar_one())


def shelf_of(connection: Connection, item_code: str, place_code: str) -> Wanted:
    """The shelf of one item in one place. Raises Refusal where it has no par level there any more."""
    found = connection.exec_driver_sql(f"{_SHELVES} WHERE i.code = ? AND l.code = ?", (item_code, place_code)).first()
    return _label(found) if found is not None else _none("This item has no par level there.")[0]


def shelves_in_room(connection: Connection, item: Item, place_id: int) -> tuple[tuple[Place, int], ...]:
    """Where in the room of a place an item belongs, and how many of it."""
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, p.par FROM par_level p JOIN location l ON l.id = p.location_id"
        " WHERE p.item_id = ? AND l.room_id = (SELECT coalesce(room_id, id) FROM location WHERE id = ?) ORDER BY l.path",
        (item.id, place_id),
    ).all()
    return tuple((rows.place(row), int(row[PLACE_WIDTH])) for row in found)


def _label(row: Row) -> Wanted:
    item, place, par = rows.item(row), rows.place(row[ITEM_WIDTH:]), int(row[ITEM_WIDTH + PLACE_WIDTH])
    return of_shelf(item, place, par)


def _none(message: str) -> tuple[Wanted, ...]:
    raise Refusal(message, hint="Import them first: tracker import par FILE.csv.", code="label_no_par")
