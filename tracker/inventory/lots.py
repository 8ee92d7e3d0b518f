"""Which lot of the catalogue a number on a pack means: a recall must not be missed for the case of a letter."""

from __future__ import annotations

from tracker.store.connection import Connection


def lot_called(connection: Connection, item_id: int, number: str) -> int | None:
    """The id of the item's lot ``number``, None where it is new here.

    The very number goes first; then one that differs in the case of letters only, since wedges, typists and suppliers'
    files change that. Among several of those, one that must not be used.
    """
    exact = connection.exec_driver_sql(
        "SELECT id FROM lot WHERE item_id = ? AND number = ?", (item_id, number)
    ).scalar()
    if exact is not None:
        return int(exact)
    found = connection.exec_driver_sql(
        "SELECT id FROM lot WHERE item_id = ? AND number = ? COLLATE NOCASE ORDER BY state = 'usable', id",
        (item_id, number),
    ).first()
    return int(found[0]) if found is not None else None
