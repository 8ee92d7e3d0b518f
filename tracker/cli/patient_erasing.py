"""``tracker patient erase``: for good, once it is sure, with what lies beyond the program's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tracker.cli.console import out, say
from tracker.cli.patient_desk import PatientDesk, discard

if TYPE_CHECKING:
    from tracker.specimens.patients import Patient


def is_confirmed(desk: PatientDesk, code: str | None, given: dict[str, str | None], reason: str) -> bool:
    """Asked of somebody at a terminal, once it is sure that nothing else stands in the way: nothing brings the data back."""
    from tracker.cli.proving import is_terminal
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.specimens.patient_care import require_reason, requisitions_of
    from tracker.specimens.patients import masked, read

    if not is_terminal():
        return True
    with desk.store.reading() as connection:
        require(connection, desk.pen.by, Permission.PATIENT_ERASE)
        patient_id = desk.find(connection, code, given)
        require_reason(connection, desk.vault, desk.pen, patient_id, reason)
        found, orders = read(connection, desk.vault, patient_id), requisitions_of(connection, patient_id)
    if found is None:
        return True
    out(masked(found))
    out(f"requisitions: {' '.join(orders)}")
    return typer.confirm("Erase this patient for good? Nothing brings the data back", err=True)


def erase_patient(desk: PatientDesk, code: str | None, given: dict[str, str | None], reason: str) -> int:
    from tracker.labelling.label_files import labels_of_patient
    from tracker.specimens.patient_care import erase
    from tracker.specimens.patients import read

    with desk.store.writing() as connection:
        patient_id = desk.find(connection, code, given)
        numbers = labels_of_patient(connection, patient_id)
        before = read(connection, desk.vault, patient_id)
        blanked = erase(connection, desk.vault, desk.pen, patient_id, reason)
    discard(desk, numbers)
    desk.store.scrub()
    say(f"✔ erased, with {blanked} raw scans and the label files in {desk.labels}")
    if before is not None:
        _tell_files(desk, before)
    say(
        "! Beyond this program's reach: backups, recordings of scans, imported CSV files, labels on paper or printed to"
    )
    say("  files elsewhere, a print system's kept jobs, specimen-labels of other stations until they start again, and")
    say("  the disk's spare blocks. Let them expire, or destroy them.")
    return 0


def _tell_files(desk: PatientDesk, patient: Patient) -> None:
    """Files beside the database that nobody knew of, by their own names: whoever made them deletes them."""
    from tracker.specimens.traces import files_that_name

    named, closed = files_that_name(desk.labels.parent, patient)
    for path in named:
        say(f"! {path} still names the patient: delete it by hand.")
    for path in closed:
        say(f"! {path} cannot be looked through: open it, and delete it if it names the patient.")
