"""Where recalled stock waits until it goes back or is destroyed: one room at each site, made when it is first needed."""

from __future__ import annotations

from tracker.barcodes.house import location_code, next_number
from tracker.inventory import daily_use
from tracker.store.connection import Connection
from tracker.store.numbering import given_out

NAME = "Quarantine"

IS_QUARANTINE = "coalesce(l.room_id, l.id) IN (SELECT location_id FROM quarantine)"
"""Of a location ``l``: whether what stands there has been pulled."""


def quarantine_for(connection: Connection, place_id: int) -> int:
    """The id of the quarantine at the site of ``place_id``. A room of that name which the clinic has entered is taken for
    it; where there is none, it is made, with a code of its own whose label can be printed."""
    site_id = daily_use.sites(connection, (place_id,)).get(place_id, 0) or None
    read = connection.exec_driver_sql
    found = read(
        "SELECT l.id FROM quarantine q JOIN location l ON l.id = q.location_id WHERE l.parent_id IS ?", (site_id,)
    ).scalar()
    if found is not None:
        return int(found)
    named = read(
        "SELECT id FROM location WHERE kind = 'room' AND name = ? COLLATE NOCASE AND parent_id IS ? AND NOT is_store",
        (NAME, site_id),
    ).scalar()
    made = int(named) if named is not None else _made(connection, site_id)
    read("INSERT INTO quarantine (location_id) VALUES (?)", (made,))
    return made


def _made(connection: Connection, site_id: int | None) -> int:
    known = connection.exec_driver_sql("SELECT code FROM location").scalars()
    code = location_code(next_number(known, "L", given_out(connection, "L")))
    made = connection.exec_driver_sql(
        "INSERT INTO location (code, name, kind, parent_id, path, is_store) VALUES (?, ?, 'room', ?, ?, 0) RETURNING id",
        (code, NAME, site_id, NAME),
    ).scalar_one()
    connection.exec_driver_sql("UPDATE location SET room_id = id WHERE id = ?", (made,))
    return int(made)


def quarantines(connection: Connection) -> frozenset[int]:
    """The ids of those rooms."""
    return frozenset(connection.exec_driver_sql("SELECT location_id FROM quarantine").scalars())


def is_quarantine(connection: Connection, place_id: int) -> bool:
    return (
        connection.exec_driver_sql(f"SELECT 1 FROM location l WHERE l.id = ? AND {IS_QUARANTINE}", (place_id,)).first()
        is not None
    )
