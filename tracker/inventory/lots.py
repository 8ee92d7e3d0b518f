"""Which lot of the catalogue a number on a pack means: a recall must not be missed for the case of a letter."""

from __future__ import annotations

from datetime import date

from tracker.errors import Refusal
from tracker.inventory.facts import LotState
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


def is_taken_back(connection: Connection, lot_id: int) -> bool:
    """Whether all that ever moved of a usable lot was undone: then nothing in the building bears it, and it counts as new.

    A lot that is held back stays known whatever was undone, and so does one that was entered without any stock. Stock in
    hand answers most scans by one row; the ledger is asked only where none is left.
    """
    read = connection.exec_driver_sql
    found = read("SELECT item_id, state FROM lot WHERE id = ?", (lot_id,)).one()
    if found[1] != "usable" or read("SELECT 1 FROM balance WHERE lot_id = ? AND quantity > 0", (lot_id,)).first():
        return False
    moved = read(
        "SELECT m.reverses IS NOT NULL OR EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id)"
        " FROM posting p JOIN movement m ON m.id = p.movement_id WHERE p.item_id = ? AND p.lot_id = ?",
        (found[0], lot_id),
    ).all()
    return bool(moved) and all(row[0] for row in moved)


def require_usable(connection: Connection, lot_id: int, today: date) -> None:
    """Raises :class:`Refusal` for a lot that is held back, and for one that has expired."""
    number, expiry, state = connection.exec_driver_sql(
        "SELECT number, expiry, state FROM lot WHERE id = ?", (lot_id,)
    ).one()
    if state != LotState.USABLE:
        raise Refusal(f"Lot {number} is {state}.", hint="Do not use it. Put it aside for return.", code=state)
    if expiry is not None and expiry < today.isoformat():
        raise Refusal(f"Lot {number} expired {expiry}.", hint="Put it in the waste bin and scan WASTE.", code="expired")
