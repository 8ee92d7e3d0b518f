"""All that is kept of one patient, for the patient: 45 CFR 164.524 gives a right to it, in a form that others can read.

Who has seen it belongs to it too (:mod:`tracker.specimens.accesses`; 164.528). Beyond the clinic's own tables nothing is
kept: results are the laboratories'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tracker.specimens.accesses import Access, accesses
from tracker.specimens.family import History
from tracker.specimens.patients import Patient
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.requisition_facts import Requisition
from tracker.specimens.traces import Names


@dataclass(frozen=True, slots=True)
class PatientCopy:
    """``scans`` are raw scans that name the patient, such as a wristband's, each with its time."""

    patient: Patient = field(repr=False)
    made_at: datetime
    requisitions: tuple[Requisition, ...]
    specimens: tuple[History, ...]
    accesses: tuple[Access, ...]
    scans: tuple[tuple[datetime, str], ...] = field(repr=False)


def patient_copy(reader: SpecimenReader, patient_id: int, patient: Patient) -> PatientCopy:
    """``patient`` is the one with this id, in the clear."""
    connection = reader.connection
    codes = [
        row[0]
        for row in connection.exec_driver_sql(
            "SELECT code FROM requisition WHERE patient_id = ? ORDER BY id", (patient_id,)
        )
    ]
    numbers = connection.exec_driver_sql(
        "SELECT s.number FROM specimen s JOIN requisition r ON r.id = s.requisition_id WHERE r.patient_id = ? ORDER BY s.id",
        (patient_id,),
    ).scalars()
    names = Names(patient)
    scans = [
        (datetime.fromisoformat(at), data)
        for at, data in connection.exec_driver_sql("SELECT at, data FROM scan WHERE data IS NOT NULL ORDER BY at")
        if names.are_in(data)
    ]
    found = (reader.requisition(code) for code in codes)
    histories = [reader.timeline(number) for number in list(numbers)]
    return PatientCopy(
        patient,
        reader.now,
        tuple(each for each in found if each is not None),
        tuple(each for each in histories if each is not None),
        tuple(each for each in accesses(connection) if each.patient_id in (None, patient_id)),
        tuple(scans),
    )
