"""The fronts of bins: what belongs in a room by its par levels, one label for each item."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.facts import Place
from tracker.inventory.rows import ITEM, PLACE, PLACE_WIDTH
from tracker.labelling.wanted import Wanted, of_shelf
from tracker.store.connection import Connection


def shelves(connection: Connection, places: Sequence[Place]) -> tuple[Wanted, ...]:
    """For every item with a par level in one of these rooms, cabinets or bins. Raises Refusal where there is none."""
    found = connection.exec_driver_sql(
        f"SELECT {PLACE}, {ITEM}, r.par FROM par_level r JOIN location l ON l.id = r.location_id"
        " JOIN item i ON i.id = r.item_id WHERE l.id IN (SELECT value FROM json_each(?))"
        " ORDER BY l.path, l.id, i.name COLLATE NOCASE, i.id",
        (json.dumps([place.id for place in places]),),
    ).all()
    if not found:
        raise Refusal(
            "No par level is set there: no item has a shelf to be labelled.",
            hint="Set them: tracker import par FILE.",
            code="label_none",
        )
    return tuple(of_shelf(rows.item(row[PLACE_WIDTH:-1]), rows.place(row[:PLACE_WIDTH]), row[-1]) for row in found)
