"""``tracker patient export``: all that is kept of a patient who asks for it, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.console import say
from tracker.cli.patient_desk import PatientDesk
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.specimens.patients import Patient


_COPIES = ("json", "txt", "pdf")


def require_file(action: str, to: Path | None) -> None:
    if (action == "export") != (to is not None):
        raise ConfigurationError("'export' and --to FILE belong together.", hint="See: tracker patient --help")
    if to is not None and to.suffix.lower().removeprefix(".") not in _COPIES:
        raise ConfigurationError(
            "The file's name does not say in which form it is to be.", hint="Let it end in .json, .txt or .pdf."
        )


def export_patient(
    desk: PatientDesk, settings: Settings, code: str | None, given: dict[str, str | None], reason: str, to: Path
) -> int:
    """The file is written once the journal has it on disk: one that fails then is on record though nothing
    was handed out."""
    from tracker.cli.writing import write_new
    from tracker.specimens.patient_care import record_export

    def made() -> bytes:
        with desk.store.writing() as connection:
            patient_id = desk.find(connection, code, given)
            patient = record_export(connection, desk.vault, desk.pen, patient_id, reason, to.name)
        return _copied(desk, settings, patient_id, patient, to.suffix.lower())

    write_new(to, made, may_replace=False)
    say(f"✔ {to}")
    say("! The patient stands in it in the clear: hand it over, and delete it here.")
    return 0


def _copied(desk: PatientDesk, settings: Settings, patient_id: int, patient: Patient, ending: str) -> bytes:
    from json import dumps

    from labels.card import Paper
    from tracker.labelling.faults import in_families
    from tracker.reports.clinic import clinic_name
    from tracker.reports.patient_copy import copy_object, copy_table
    from tracker.reports.table import as_text
    from tracker.reports.table_pdf import table_pdf
    from tracker.specimens.patient_copy import patient_copy
    from tracker.specimens.reader import SpecimenReader
    from tracker.station.opening import clock_of
    from tracker.text import safe

    with desk.store.reading() as connection:
        reader = SpecimenReader(connection, clock_of(connection)(), desk.vault)
        copy, clinic = patient_copy(reader, patient_id, patient), clinic_name(connection)
        people: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
    if ending == ".json":
        return dumps(copy_object(copy, clinic, people, settings.zone), indent=1).encode() + b"\n"
    table = copy_table(copy, people, settings.zone)
    if ending == ".txt":
        return "".join(f"{safe(line, 2000)}\n" for line in as_text(table)).encode()
    with in_families():
        return table_pdf(table, clinic, Paper(settings.paper))
