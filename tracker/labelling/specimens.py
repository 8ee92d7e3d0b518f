"""A specimen's label: the one place where a patient stands in the clear, for as long as it takes to draw him.

What is made here goes to a printer or a file of mode 0600, and never into the queue's table, a log or the journal.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from labels.capitals import capitals
from labels.page import Page
from tracker.errors import Refusal
from tracker.labelling.making import Setting, drawn_label, on_medium, told
from tracker.labelling.wanted import Wanted, Wants
from tracker.specimens.patients import Patient, read
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection

LONGEST_RECORD = 16
"""Longer record numbers do not fit half of a 2 in label at 2.2 mm; the requisition's code stands in their place."""

_NOT_YET = {"collected": "coll. ____-__-__  __:__", "initials": "by ______"}
"""To be written on by hand: the label comes before the tube is full. ``initials`` is what clinics' own designs call it."""


@dataclass(frozen=True, slots=True)
class Tube:
    """What a label says of the specimen itself. ``parents`` has one number for an aliquot, several for a pool."""

    number: str
    container: str
    tests: tuple[str, ...] = ()
    requisition_code: str | None = None
    collected_at: datetime | None = None
    collector: str = ""
    """The name of who drew it."""
    parents: tuple[str, ...] = ()


def specimen_labels(
    connection: Connection, vault: Vault, numbers: Sequence[str], zone: tzinfo | None
) -> tuple[Wanted, ...]:
    """The labels of these specimens, in this order. Times are printed in ``zone``, None for this machine's.

    Raises Refusal for a number that no specimen has (``specimen_unknown``), and for a patient whose data was erased.
    """
    return tuple(_label(connection, vault, number, zone) for number in numbers)


def patients_of(connection: Connection, numbers: Sequence[str]) -> tuple[int, ...]:
    """The rows of the patients whose names stand on these specimens' labels, each once."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT r.patient_id FROM specimen s JOIN requisition r ON r.id = s.requisition_id"
        " WHERE s.number IN (SELECT value FROM json_each(?)) ORDER BY r.patient_id",
        (json.dumps(list(numbers)),),
    )
    return tuple(row[0] for row in rows)


def _label(connection: Connection, vault: Vault, number: str, zone: tzinfo | None) -> Wanted:
    found = connection.exec_driver_sql(
        "SELECT s.id, c.name, s.collected_at, r.code, r.patient_id FROM specimen s"
        " JOIN container c ON c.id = s.container_id LEFT JOIN requisition r ON r.id = s.requisition_id"
        " WHERE s.number = ?",
        (number,),
    ).first()
    if found is None:
        raise Refusal(
            f"There is no specimen {number}.", hint="Give the ten digits on its label.", code="specimen_unknown"
        )
    specimen_id, container, collected_at, requisition_code, patient_id = found
    tube = Tube(
        number,
        container,
        _all(connection, "test_kind t JOIN specimen_test x ON x.test_id = t.id", "t.code", specimen_id),
        requisition_code,
        datetime.fromisoformat(collected_at) if collected_at else None,
        _collector(connection, specimen_id),
        _all(connection, "specimen p JOIN specimen_parent x ON x.parent_id = p.id", "p.number", specimen_id),
    )
    patient = read(connection, vault, patient_id) if patient_id is not None else None
    if patient_id is not None and patient is None:
        raise Refusal(f"The patient of specimen {number} was erased: there is no name to print.", code="patient_erased")
    return of_specimen(tube, patient, zone)


def _all(connection: Connection, tables: str, column: str, specimen_id: int) -> tuple[str, ...]:
    statement = f"SELECT {column} FROM {tables} WHERE x.specimen_id = ? ORDER BY {column}"
    return tuple(connection.exec_driver_sql(statement, (specimen_id,)).scalars())


def _collector(connection: Connection, specimen_id: int) -> str:
    found = connection.exec_driver_sql(
        "SELECT f.name FROM custody_step k JOIN staff f ON f.badge = k.done_by"
        " WHERE k.specimen_id = ? AND k.do = 'collect' ORDER BY k.seq DESC LIMIT 1",
        (specimen_id,),
    ).scalar()
    return str(found) if found else ""


def of_specimen(tube: Tube, patient: Patient | None, zone: tzinfo | None) -> Wanted:
    """``DOE, JANE``, two identifiers, and what is in the tube. None as patient is a pool of several.

    A vial is too small for a name. It says what it was taken from, and whose order that is: by either number its patient
    is found (CAP GEN.40491 asks that an aliquot can be followed to its primary tube).
    """
    values = {"code": tube.number, "container": tube.container, "test": ", ".join(tube.tests), **_collected(tube, zone)}
    if patient is not None:
        name = f"{patient.family}, {patient.given}" if patient.given else patient.family
        values |= {
            "name": capitals(name),
            "identifier": _identifier(tube, patient),
            "born": patient.born.isoformat(),
        }
    if not tube.parents:
        return Wanted(Wants.SPECIMEN, tube.number, values)
    is_pool = len(tube.parents) > 1
    parent = f"{len(tube.parents)} tubes" if is_pool else f"{tube.parents[0][:8]} {tube.parents[0][8:]}"
    more = {"parent": parent, "requisition": tube.requisition_code or ""}
    return Wanted(Wants.ALIQUOT, tube.number, {**values, **more})


def _identifier(tube: Tube, patient: Patient) -> str:
    """The record number, whole; where there is none, or none that fits, the requisition's code."""
    if patient.record and len(patient.record) <= LONGEST_RECORD:
        return f"MRN {patient.record}"
    return tube.requisition_code or ""


def _collected(tube: Tube, zone: tzinfo | None) -> dict[str, str]:
    if tube.collected_at is None:
        return dict(_NOT_YET)
    by = f"by {tube.collector}" if tube.collector else _NOT_YET["initials"]
    return {"collected": f"{tube.collected_at.astimezone(zone):%Y-%m-%d %H:%M}", "initials": by}


def specimen_pages(labels: Sequence[Wanted], setting: Setting) -> tuple[Page, ...]:
    """A page for each label, read back.

    Raises Refusal, or ConfigurationError for a design that is not for it, that names the specimen and never quotes what
    stands on its label.
    """
    return tuple(told(one, lambda one: on_medium(drawn_label(one, setting), setting.profile)) for one in labels)


def require_drawable(labels: Sequence[Wanted], setting: Setting) -> None:
    """Each drawn, none read back. Raises as :func:`specimen_pages`."""
    for one in labels:
        told(one, lambda one: drawn_label(one, setting))
