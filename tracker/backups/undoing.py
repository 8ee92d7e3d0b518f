"""What an older backup takes back without a word, if nobody says so: erasures, revoked badges, roles and PINs.

A patient who was erased lies in the backup in the clear, and a badge that was taken back is good again there. Each is told
by kind and number, never by name, and an erasure is a finding until it has been done again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.journal.told import event_told
from tracker.store.connection import Connection

RESTORED = "database.restored"
"""The kind of the event by which a journal tells that it was taken up again from a backup."""
ERASED = "patient.erased"
_WORDS: Mapping[str, str] = {
    ERASED: "patient {patient} erased",
    "patient.corrected": "patient {patient} corrected",
    "staff.revoked": "badge {badge} revoked",
    "staff.replaced": "badge {before} replaced by {badge}",
    "staff.role_given": "badge {badge} another role",
    "staff.permitted": "what the role {role} may do",
    "staff.proof_reset": "PIN of {badge} reset",
    "staff.proof_reset_by_keys": "PIN of {badge} reset by the keys",
    "staff.proof_set": "PIN of {badge} chosen",
    "staff.sign_in_asked": "PINs asked for",
}


@dataclass(frozen=True, slots=True)
class Undone:
    """One act that only the present database knows. ``words`` name no patient."""

    kind: str
    words: str
    at: str
    patient: int | None = None


def undone_by(body: bytes) -> Undone | None:
    """What a backup takes back that has not this event; None for all that is merely missing there."""
    event = event_told(body)
    if event is None or event["kind"] not in _WORDS:
        return None
    patient = event.get("patient")
    words = _WORDS[event["kind"]].format_map(_Said(event))
    return Undone(event["kind"], words, str(event["at"]), patient if isinstance(patient, int) else None)


class _Said(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def erased_again(connection: Connection, undone: tuple[Undone, ...]) -> tuple[int, ...]:
    """The patients whose erasure the database of ``connection`` takes back: those who can be read there."""
    wanted = sorted({each.patient for each in undone if each.kind == ERASED and each.patient is not None})
    return tuple(patient for patient in wanted if _is_there(connection, patient))


def erasures_owed(connection: Connection) -> Iterator[tuple[int, str]]:
    """Patients who were erased, came back with a backup, and have not been erased again; each with one of the orders by
    which he is found."""
    mark = f'"kind":"{RESTORED}"'.encode()
    owed: set[int] = set()
    for (body,) in connection.exec_driver_sql("SELECT body FROM journal WHERE instr(body, ?) > 0", (mark,)):
        event = event_told(body)
        if event is not None and event["kind"] == RESTORED:
            owed |= {each for each in event.get("erasures_undone") or () if isinstance(each, int)}
    for patient in sorted(owed):
        if _is_there(connection, patient):
            code = connection.exec_driver_sql(
                "SELECT code FROM requisition WHERE patient_id = ? ORDER BY id LIMIT 1", (patient,)
            ).scalar()
            yield patient, str(code or "")


def _is_there(connection: Connection, patient: int) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM patient WHERE id = ? AND salt IS NOT NULL", (patient,)).first()
    return found is not None
