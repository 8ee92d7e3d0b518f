"""Holding patients against the journal: the present fields must be those to which its last word commits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.errors import StoreError
from tracker.specimens.ordering import NUMBER
from tracker.specimens.patient_care import CORRECTED, ERASED
from tracker.specimens.patient_rekeying import REINDEXED
from tracker.specimens.patients import commitments, read
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class PatientDifference:
    """One place where patients and journal disagree. It tells row numbers and fields, never a value."""

    code: str
    message: str


@dataclass(slots=True)
class _Told:
    """The journal's last word on each patient and each requisition."""

    patients: dict[int, Mapping[str, str] | None] = field(default_factory=dict)
    """None once erased."""
    requisitions: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str | None] = field(default_factory=dict)
    """Of requisitions, each as its index."""

    def tell(self, event: dict[str, Any]) -> None:
        match event["kind"]:
            case "requisition.entered":
                self.requisitions[event["requisition"]] = event["patient"]
                self.numbers[event["requisition"]] = event["number_index"]
                self.patients[event["patient"]] = event["commitments"]
            case kind if kind == REINDEXED:
                self.numbers |= event["numbers"]
            case kind if kind == CORRECTED:
                self.patients[event["patient"]] = event["commitments"]
            case kind if kind == ERASED:
                self.patients[event["patient"]] = None


def audit_patients(connection: Connection, vault: Vault) -> Iterator[PatientDifference]:
    """Every patient that is not what the journal committed to, that only one of the two knows, or that was erased there
    and is still here; and every requisition that was given to another patient or bears another number."""
    told = _Told()
    for event_id, body in connection.exec_driver_sql(
        "SELECT event_id, body FROM journal WHERE instr(body, CAST('\"patient\":' AS BLOB)) > 0"
        f' OR instr(body, CAST(\'"kind":"{REINDEXED}"\' AS BLOB)) > 0 ORDER BY rowid'
    ):
        try:
            event = json.loads(body)
            if not isinstance(event.get("patient", 0), int) or not isinstance(event.get("requisition", ""), str):
                raise TypeError("no patient of this program's")
            told.tell(event)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            yield PatientDifference("event_unreadable", f"The event {event_id} cannot be read.")
    rows = connection.exec_driver_sql("SELECT id, salt, name_index, record_index FROM patient ORDER BY id").all()
    for patient_id, salt, *indexes in rows:
        if patient_id not in told.patients:
            yield PatientDifference("patient_unknown", f"The journal does not know the patient {patient_id}.")
        elif (told.patients[patient_id] is None) != (salt is None):
            words = "kept here and erased in the journal" if salt else "erased here without a word in the journal"
            yield PatientDifference("patient_erased", f"The patient {patient_id} is {words}.")
        elif salt is not None:
            yield from _changed(connection, vault, patient_id, told.patients[patient_id] or {}, indexes)
    for patient_id in told.patients.keys() - {row[0] for row in rows}:
        yield PatientDifference("patient_missing", f"The patient {patient_id} of the journal is not here.")
    yield from _of_requisitions(connection, vault, told)


def _of_requisitions(connection: Connection, vault: Vault, told: _Told) -> Iterator[PatientDifference]:
    """Whose they are, and their numbers in the ordering system."""
    kept: dict[str, int] = dict(connection.exec_driver_sql("SELECT code, patient_id FROM requisition").all())
    for code in sorted(kept.keys() | told.requisitions.keys()):
        if kept.get(code) != told.requisitions.get(code):
            yield PatientDifference(
                "requisition_patient", f"The requisition {code} is another patient's in the journal."
            )
    for code, number in connection.exec_driver_sql("SELECT code, number FROM requisition ORDER BY code"):
        index = vault.index(NUMBER, number).hex() if number is not None else None
        if told.numbers.get(code, index) != index:
            yield PatientDifference(
                "requisition_number",
                f"The requisition {code} has another number in the ordering system, by the journal.",
            )


def _changed(
    connection: Connection, vault: Vault, patient_id: int, told: Mapping[str, str], indexes: list[bytes | None]
) -> Iterator[PatientDifference]:
    try:
        kept = commitments(connection, vault, patient_id)
        patient = read(connection, vault, patient_id)
    except (StoreError, TypeError, ValueError):
        yield PatientDifference("patient_unreadable", f"The patient {patient_id} cannot be opened with this key.")
        return
    assert patient is not None
    what = [name for name in sorted(told.keys() | kept.keys()) if told.get(name) != kept.get(name)]
    record_index = vault.index("record", patient.record) if patient.record else None
    if indexes != [vault.index("name", patient.name), record_index]:
        what.append("search key")
    if what:
        message = f"The patient {patient_id} is not the one of the journal: {', '.join(what)}."
        yield PatientDifference("patient_changed", message)
