"""Lots held back because a notice from a register names them: a recall is opened for each, under the notice's number."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.inventory import rows
from tracker.inventory.facts import LotState
from tracker.inventory.recall_acts import LONGEST_NUMBER, LONGEST_REASON
from tracker.inventory.recall_cases import open_case
from tracker.inventory.recalling import Recalled
from tracker.inventory.rows import ITEM
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection
from tracker.text import safe


@needs(Permission.STOCK_RECALL)
def quarantine(connection: Connection, pen: Pen, lots: Mapping[int, Recalled]) -> frozenset[int]:
    """Hold every one of ``lots`` back that may still be used; returns those.

    A lot that a person let go from a recall of that lot, as recalled by mistake, is not held again while it is open.
    """
    why: list[Value] = []
    held: set[int] = set()
    for lot_id, found in sorted(lots.items()):
        number = _meant(connection, lot_id)
        if number is None:
            continue
        item = rows.item(
            connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.id = ?", (found.standing.item_id,)).one()
        )
        notice = found.notice
        reason = safe(notice.reason, LONGEST_REASON).strip() or "named by a notice"
        named = safe(notice.number, LONGEST_NUMBER - 5).strip()
        open_case(connection, pen, item, number if item.tracks_lot else None, reason, number=named)
        held.add(lot_id)
        why.append({"item": item.code, "lot": number, "notice": notice.number})
    pen.record(connection, "quarantine", why)
    return frozenset(held)


def _meant(connection: Connection, lot_id: int) -> str | None:
    """The number of a lot that is usable, and was not let go from a recall that is open."""
    found = connection.exec_driver_sql(
        "SELECT t.number FROM lot t WHERE t.id = ? AND t.state = ? AND NOT EXISTS (SELECT 1 FROM recall_lot k"
        " JOIN recall_case c ON c.id = k.recall_id WHERE k.lot_id = t.id AND c.state = 'open')",
        (lot_id, LotState.USABLE),
    ).scalar()
    return str(found) if found is not None else None
