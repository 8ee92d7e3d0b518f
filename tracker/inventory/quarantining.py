"""Lots held back because a recall names them. What holds a lot back is in the journal, and nothing here releases one."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.inventory.facts import LotState
from tracker.inventory.recalling import Recalled
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.store.connection import Connection


def quarantine(connection: Connection, pen: Pen, lots: Mapping[int, Recalled]) -> None:
    """Hold every one of ``lots`` back that may still be used."""
    told: list[Value] = []
    why: list[Value] = []
    for lot_id, found in sorted(lots.items()):
        changed = connection.exec_driver_sql(
            "UPDATE lot SET state = ? WHERE id = ? AND state = ? RETURNING number, expiry",
            (LotState.QUARANTINED, lot_id, LotState.USABLE),
        ).first()
        if changed is None:
            continue
        told.append([found.standing.item_code, changed[0], changed[1], LotState.QUARANTINED.value])
        why.append({"item": found.standing.item_code, "lot": changed[0], "notice": found.notice.number})
    pen.record(connection, "lots", told)
    pen.record(connection, "quarantine", why)
