"""Looking at a patient's data, correcting it and erasing it: each on request, and each told in the journal.

What an event says of the patient is the row's number, the requisitions, and salted commitments: never a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.break_glass import is_in_emergency
from tracker.people.permissions import Permission
from tracker.people.permitting import may, needs
from tracker.specimens.identifying import forget
from tracker.specimens.known_names import tell_changed
from tracker.specimens.nameless import names_this, require_nameless
from tracker.specimens.naming import Hand, NamesPatient
from tracker.specimens.patients import Patient, cleaned, commitments, differing, id_by_record, masked, read, sealed_row
from tracker.specimens.requisition_facts import Requisition
from tracker.specimens.requisitions import requisition_by_code
from tracker.specimens.states import ENDED
from tracker.specimens.traces import Names, erase_traces
from tracker.specimens.vault import Vault, require_current
from tracker.store.connection import Connection

LONGEST_REASON = 200
CORRECTED, ERASED, EXPORTED = "patient.corrected", "patient.erased", "patient.exported"
REVEALED = "patient.revealed"
"""Kinds of events."""


def patient_of_requisition(connection: Connection, text: str) -> int:
    """The patient of the requisition with this house code or number. Raises :class:`Refusal` (``patient_unknown``)."""
    found = connection.exec_driver_sql(
        "SELECT patient_id FROM requisition WHERE code = ? OR number = ?", (text, text)
    ).scalar()
    if found is None:
        raise _unknown("No requisition has this code or number.")
    return int(found)


def patient_of_record(connection: Connection, vault: Vault, record: str) -> int:
    """The patient with this record number. Raises :class:`Refusal` (``patient_unknown``), which does not quote it."""
    found = id_by_record(connection, vault, record)
    if found is None:
        raise _unknown("No patient has this record number.")
    return found


def _unknown(message: str) -> Refusal:
    return Refusal(message, hint="Scan the requisition, or compare what was entered.", code="patient_unknown")


@dataclass(frozen=True, slots=True)
class Looked:
    """A patient as who may look sees him: masked, with the house codes of his orders."""

    patient_id: int
    masked: str
    requisitions: tuple[str, ...]


@needs(Permission.PATIENT_SEE, unless=is_in_emergency)
def look_up(connection: Connection, vault: Vault, pen: Pen, code: str | None, record: str) -> Looked:
    """The patient of the requisition ``code``, or with this record number; nothing is told of it in the journal. Raises
    :class:`Refusal` (``patient_unknown``)."""
    found = patient_of_requisition(connection, code) if code else patient_of_record(connection, vault, record)
    return Looked(found, shown(connection, vault, found), requisitions_of(connection, found))


@needs(Permission.PATIENT_SEE, unless=is_in_emergency)
def look_up_order(connection: Connection, vault: Vault, pen: Pen, code: str) -> Requisition:
    """The order of this house code or number, its patient masked. Raises :class:`Refusal` (``requisition_unknown``)."""
    found = requisition_by_code(connection, vault, code)
    if found is None:
        raise Refusal(
            "No requisition has this code or number.", hint="Scan it again, or import it.", code="requisition_unknown"
        )
    return found


def shown(connection: Connection, vault: Vault, patient_id: int) -> str:
    """The patient as anybody may see it: masked."""
    return masked(read(connection, vault, patient_id))


def requisitions_of(connection: Connection, patient_id: int) -> tuple[str, ...]:
    """House codes, oldest first."""
    rows = connection.exec_driver_sql("SELECT code FROM requisition WHERE patient_id = ? ORDER BY id", (patient_id,))
    return tuple(row[0] for row in rows)


@needs(Permission.PATIENT_REVEAL, unless=is_in_emergency)
def reveal(connection: Connection, vault: Vault, pen: Pen, patient_id: int, reason: str) -> Patient:
    """The patient in the clear, and an event that says who looked and why. Show it only after the commit.

    Raises :class:`Refusal`: ``patient_erased``, ``reason_missing``, ``reason_names_patient``.
    """
    patient = _present(connection, vault, patient_id)
    line = _reason(connection, vault, pen, reason, patient)
    more: dict[str, Value] = {} if may(connection, pen.by, Permission.PATIENT_REVEAL) else {"emergency": True}
    _tell(connection, pen, REVEALED, patient_id, reason=line, **more)
    return patient


@needs(Permission.PATIENT_CORRECT)
def correct(connection: Connection, vault: Vault, pen: Pen, patient_id: int, patient: Patient) -> tuple[str, ...]:
    """Replace what is known by ``patient``, under a new salt; returns the open specimens whose labels say the old name.

    Scans and labels in the queue that say what he is no longer called are blanked: they would outlast his erasure, which
    knows only what he is called then. The commitments made before stay in the chain, and can no longer be opened: nobody
    needs the wrong name. Raises :class:`Refusal`: ``patient_erased``, ``patient_incomplete``, ``patient_unchanged``,
    ``record_taken``.
    """
    before, patient = _present(connection, vault, patient_id), cleaned(patient)
    require_current(connection, vault)
    if before == patient:
        raise Refusal("The patient's data is so already.", hint="Nothing was changed.", code="patient_unchanged")
    if patient.record is not None and id_by_record(connection, vault, patient.record) not in (None, patient_id):
        raise Refusal(
            "Another patient has this record number.", hint="A record number is one patient's.", code="record_taken"
        )
    connection.exec_driver_sql(
        "UPDATE patient SET salt = ?, name = ?, born = ?, record = ?, name_index = ?, record_index = ? WHERE id = ?",
        (*sealed_row(vault, patient), patient_id),
    )
    forget(connection, patient_id)
    tell_changed(connection)
    erase_traces(connection, before, patient)
    what = list(differing(before, patient)) or ["spelling"]
    _tell(connection, pen, CORRECTED, patient_id, commitments=commitments(connection, vault, patient_id), what=what)
    return _open_specimens(connection, patient_id)


@needs(Permission.PATIENT_ERASE)
def erase(connection: Connection, vault: Vault, pen: Pen, patient_id: int, reason: str) -> int:
    """Take the patient's data out for good; returns how many raw scans were blanked with it.

    After the commit call :meth:`tracker.store.database.Database.scrub`. What stays is the requisition with its number
    (so that the same file does not bring the patient back), its tests, and every step of custody. Raises
    :class:`Refusal`: ``patient_erased``, ``patient_in_use`` while a specimen of the patient's is not disposed of,
    ``reason_missing``, ``reason_names_patient``.
    """
    patient = _present(connection, vault, patient_id)
    if waiting := _open_specimens(connection, patient_id):
        raise Refusal(
            f"{len(waiting)} specimens of this patient are still kept or on their way.",
            hint="Dispose of them first: a tube whose patient nobody knows helps nobody.",
            code="patient_in_use",
        )
    reason = _reason(connection, vault, pen, reason, patient)
    blanked = erase_traces(connection, patient)
    connection.exec_driver_sql(
        "UPDATE patient SET salt = NULL, name = NULL, born = NULL, record = NULL, name_index = NULL,"
        " record_index = NULL, erased_at = ? WHERE id = ?",
        (pen.at, patient_id),
    )
    forget(connection, patient_id)
    tell_changed(connection)
    _tell(connection, pen, ERASED, patient_id, reason=reason, scans=blanked)
    return blanked


@needs(Permission.PATIENT_EXPORT)
def record_export(
    connection: Connection, vault: Vault, pen: Pen, patient_id: int, reason: str, file_name: str
) -> Patient:
    """The patient in the clear, once the journal tells that all that is kept of it is handed out, and why. Commit before a
    byte is written.

    Raises :class:`Refusal`: ``patient_erased``, ``reason_missing``, ``reason_names_patient``, ``file_names_patient``.
    """
    patient = _present(connection, vault, patient_id)
    if Names(patient).are_in(file_name):
        raise Refusal(
            "The file's name would name the patient.",
            hint="Call it by the requisition's code: every program that lists files shows a name.",
            code="file_names_patient",
        )
    _tell(connection, pen, EXPORTED, patient_id, reason=_reason(connection, vault, pen, reason, patient))
    return patient


def require_reason(connection: Connection, vault: Vault, hand: Hand, patient_id: int, reason: str) -> None:
    """Refuse, before anything is written, what :func:`reveal` would refuse behind it."""
    _reason(connection, vault, hand, reason, _present(connection, vault, patient_id))


def _present(connection: Connection, vault: Vault, patient_id: int) -> Patient:
    patient = read(connection, vault, patient_id)
    if patient is None:
        raise Refusal("This patient's data has been erased.", hint="Nothing of it is left.", code="patient_erased")
    return patient


def _open_specimens(connection: Connection, patient_id: int) -> tuple[str, ...]:
    marks = ", ".join("?" for _ in ENDED)
    rows = connection.exec_driver_sql(
        "SELECT s.number FROM specimen s JOIN requisition r ON r.id = s.requisition_id WHERE r.patient_id = ?"
        f" AND s.state NOT IN ({marks}) ORDER BY s.number",
        (patient_id, *ENDED),
    )
    return tuple(row[0] for row in rows)


def _reason(connection: Connection, vault: Vault, hand: Hand, reason: str, patient: Patient) -> str:
    """A reason that the journal, which forgets nothing, may keep. Whoever gives one may see patients: he never waits."""
    line = re.sub(" +", " ", reason).strip(" ")
    if not line or not line.isprintable() or len(line) > LONGEST_REASON:
        hint = f"One line of at most {LONGEST_REASON} characters: 'call from the ordering clinic'."
        raise Refusal("A reason is needed.", hint=hint, code="reason_missing")
    if names_this(patient, line):
        raise NamesPatient(hand.by, "patient")
    require_nameless(connection, vault, hand, "patient", line, may_wait=False)
    return line


def _tell(connection: Connection, pen: Pen, kind: str, patient_id: int, **more: Value) -> None:
    requisitions: Sequence[str] = requisitions_of(connection, patient_id)
    body: dict[str, Value] = {"by": pen.by, "patient": patient_id, "requisitions": requisitions, **more}
    pen.journal.append(connection, new_id(), kind, pen.at, body)
