"""Who has compared a patient's two identifiers, for which requisition and on which day: asked before each label and tube.

The challenge is of whoever labels and draws, at the patient's side, before he does (NPSG.01.01.01; CAP GEN.40491). The job
asks it; here it is required, so that no other way leads to a tube with a patient's name.
"""

from __future__ import annotations

import json

from tracker.errors import Refusal
from tracker.journal.occasion import Occasion
from tracker.specimens.order_of_times import WRITTEN_TO
from tracker.specimens.orders import Identify
from tracker.specimens.requisition_facts import Revealed
from tracker.specimens.rows import when
from tracker.store.connection import Connection

_LATEST_EVENTS = 500
"""More than a clinic writes in ten minutes; the journal has no index by kind."""


def revealed(connection: Connection, requisition_id: int) -> tuple[Revealed, ...]:
    """To whom the name of this requisition's patient was shown, by the journal's latest events."""
    patient_id = connection.exec_driver_sql(
        "SELECT patient_id FROM requisition WHERE id = ?", (requisition_id,)
    ).scalar()
    rows = connection.exec_driver_sql(
        "SELECT body FROM (SELECT body FROM journal ORDER BY rowid DESC LIMIT ?)"
        ' WHERE instr(body, CAST(\'"kind":"patient.revealed"\' AS BLOB)) > 0',
        (_LATEST_EVENTS,),
    )
    told = [json.loads(body) for (body,) in rows]
    return tuple(Revealed(str(each["by"]), when(each["at"])) for each in told if each["patient"] == patient_id)


def record(connection: Connection, order: Identify, occasion: Occasion) -> None:
    """Passed: it holds for this person and day. Failed: what he passed before holds no more."""
    if not order.is_match:
        connection.exec_driver_sql(
            "DELETE FROM patient_identified WHERE requisition_id = ? AND done_by = ?", (order.requisition_id, order.by)
        )
        return
    connection.exec_driver_sql(
        "INSERT INTO patient_identified (requisition_id, done_by, day, event_id) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET day = excluded.day, event_id = excluded.event_id",
        (order.requisition_id, order.by, occasion.today.isoformat(), occasion.event_id),
    )


def has_identified(connection: Connection, requisition_id: int, by: str, occasion: Occasion) -> bool:
    """Whether ``by`` has compared the patient's identifiers today."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM patient_identified WHERE requisition_id = ? AND done_by = ? AND day = ?",
        (requisition_id, by, occasion.today.isoformat()),
    ).first()
    return found is not None


def require(connection: Connection, requisition_id: int, by: str, occasion: Occasion) -> None:
    """Refuse (``not_identified``) whoever has not compared the patient's identifiers today."""
    if not has_identified(connection, requisition_id, by, occasion):
        raise Refusal(
            "You have not compared this patient's two identifiers today.",
            hint="Scan the requisition again, and ask the patient.",
            code="not_identified",
        )
    if occasion.entered_by:
        _require_before(connection, requisition_id, by, occasion)


def _require_before(connection: Connection, requisition_id: int, by: str, occasion: Occasion) -> None:
    """Refuse (``before_identified``) what is entered afterwards of a time at which he had not compared them yet."""
    body = connection.exec_driver_sql(
        "SELECT j.body FROM patient_identified p JOIN journal j ON j.event_id = p.event_id"
        " WHERE p.requisition_id = ? AND p.done_by = ?",
        (requisition_id, by),
    ).scalar()
    identified_at = str(json.loads(body)["at"]) if body is not None else occasion.at
    if when(identified_at) - when(occasion.at) >= WRITTEN_TO:
        raise Refusal(
            f"The patient's identifiers were compared only at {occasion.shown(identified_at)}.",
            hint="Look at the time on the paper. Was it so? COLLECT, and the requisition at this time.",
            code="before_identified",
        )


def forget(connection: Connection, patient_id: int) -> None:
    """The patient's data has changed: nobody has compared what it is now."""
    connection.exec_driver_sql(
        "DELETE FROM patient_identified WHERE requisition_id IN (SELECT id FROM requisition WHERE patient_id = ?)",
        (patient_id,),
    )
