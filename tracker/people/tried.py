"""What somebody tried at the command line, and may not: on record, as a refused scan is at a station."""

from __future__ import annotations

from datetime import datetime

from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.told import event_told
from tracker.people.permissions import Permission
from tracker.people.staff import name_of
from tracker.store.connection import Connection

TRIED = "command.refused"
MOST_A_DAY = 20
"""Of one badge: a script that is refused every minute must not fill the journal."""


def keep_try(connection: Connection, pen: Pen, permission: Permission, verb: str) -> bool:
    """Keep that ``pen.by`` was refused ``verb``, for want of ``permission``; False where his day has its
    :data:`MOST_A_DAY` already. Of what else stood on the command line nothing is kept: it may name a patient."""
    day = datetime.fromisoformat(pen.at).astimezone(pen.zone).date()
    kept = 0
    rows = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC")
    for (written,) in rows:
        event = event_told(written)
        if event is None:
            continue
        if datetime.fromisoformat(event["at"]).astimezone(pen.zone).date() < day:
            break
        kept += event["kind"] == TRIED and event.get("by") == pen.by
        if kept >= MOST_A_DAY:
            return False
    body: dict[str, Value] = {"by": pen.by, "permission": permission.value, "verb": verb, "verdict": "not_permitted"}
    pen.journal.append(connection, new_id(), TRIED, pen.at, body)
    return True


def hand_of(connection: Connection, by: str, nobody: str) -> str:
    """``by`` where it is the badge of somebody, else ``nobody``: what was typed there may be anything."""
    return by if name_of(connection, by) is not None else nobody
