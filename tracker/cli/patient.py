"""``tracker patient``: look at, correct or erase a patient's data. Each is told in the journal, none of it on argv."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asking import ask_fields
from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.specimens.patients import Patient, Vault
    from tracker.store.connection import Connection
    from tracker.store.database import Database

ACTIONS = ("show", "correct", "erase")
_CORRECTED = ("family_name", "given_name", "birth_date", "record_number")


def patient(
    action: Annotated[str, typer.Argument(help="show, correct or erase.")],
    code: Annotated[
        str | None,
        typer.Argument(help="A requisition's code or number; without it the record number is asked for, or piped in."),
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show the name; the journal keeps that you did.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays in the journal, so it names nobody.")] = "",
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is; needed for all but the masked view.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Show a patient masked, or revealed and logged; correct what is known; or erase it for good."""
    if action not in ACTIONS:
        raise ConfigurationError(f"There is no action '{action}'.", hint=f"There are: {', '.join(ACTIONS)}.")
    if not badge and (reveal or action != "show"):
        from tracker.people.staff import badge_missing

        # Before anything is asked for.
        raise badge_missing()
    settings = settings_for(database)
    given = (
        ask_fields(("record_number",) if code is None else _CORRECTED) if code is None or action == "correct" else {}
    )
    if action == "correct" and code is None:
        raise ConfigurationError("'correct' needs a requisition's code.", hint="Any of the patient's will do.")
    desk = _Desk(settings, badge)
    try:
        if action == "show":
            return _show(desk, code, given, reason if reveal else None, json)
        if action == "correct":
            return _correct(desk, code or "", given)
        return _erase(desk, code, given, reason)
    finally:
        desk.store.close()


class _Desk:
    """The open clinic, its key and a pen under the right name."""

    def __init__(self, settings: Settings, badge: str) -> None:
        from tracker.cli.proving import open_as
        from tracker.journal.occasion import stamp
        from tracker.journal.pen import Pen
        from tracker.labelling.bedside import FOLDER
        from tracker.people.staff import require_badge
        from tracker.station.opening import clock_of, today_of, vault_of

        self.labels: Path = settings.home / FOLDER
        self.store: Database
        self.store, journal = open_as(settings, badge)
        try:
            self.vault: Vault = vault_of(self.store, settings)
            with self.store.reading() as connection:
                if badge:
                    require_badge(connection, badge)
                self.today = today_of(connection, settings)
                self.pen: Pen = Pen(journal, stamp(clock_of(connection)()), badge or "command line", settings.zone)
        except BaseException:
            self.store.close()
            raise

    def find(self, connection: Connection, code: str | None, given: dict[str, str | None]) -> int:
        from tracker.specimens.patient_care import patient_of_record, patient_of_requisition

        if code is not None:
            return patient_of_requisition(connection, code)
        return patient_of_record(connection, self.vault, given.get("record_number") or "")


def _show(desk: _Desk, code: str | None, given: dict[str, str | None], reason: str | None, json: bool) -> int:
    from tracker.specimens.patient_care import requisitions_of, reveal, shown

    found: Patient | None = None
    with desk.store.writing() as connection:
        patient_id = desk.find(connection, code, given)
        masked, requisitions = shown(connection, desk.vault, patient_id), requisitions_of(connection, patient_id)
        if reason is not None:
            found = reveal(connection, desk.vault, desk.pen, patient_id, reason)
    answer: dict[str, object] = {"patient": masked, "requisitions": list(requisitions)}
    if found is not None:
        answer |= {"family_name": found.family, "given_name": found.given, "birth_date": found.born.isoformat()}
        answer |= {"record_number": found.record}
    if json:
        out_json(answer)
        return 0
    out(masked)
    if found is not None:
        out(f"{found.family}, {found.given}  born {found.born.isoformat()}  record {found.record or '–'}")
    out(f"requisitions: {' '.join(requisitions)}")
    return 0


def _correct(desk: _Desk, code: str, given: dict[str, str | None]) -> int:
    from tracker.exchange.requisitions import corrected
    from tracker.specimens.patient_care import correct
    from tracker.specimens.patients import read

    with desk.store.writing() as connection:
        patient_id = desk.find(connection, code, given)
        before = read(connection, desk.vault, patient_id)
        if before is None:
            raise Refusal("This patient's data has been erased.", hint="Nothing of it is left.", code="patient_erased")
        checked = corrected(before, given, desk.today)
        waiting = correct(connection, desk.vault, desk.pen, patient_id, checked.rows[0]) if checked.rows else ()
    for fault in checked.faults:
        say(f"✖ {fault.column or 'fields'}: {fault.message}")
        say(f"    {fault.hint}")
    if checked.faults:
        return 1
    say("✔ corrected")
    _discard(desk, waiting)
    if waiting:
        which = "1 specimen bears a label" if len(waiting) == 1 else f"{len(waiting)} specimens bear labels"
        say(f"! {which} of before: print again. {' '.join(waiting)}")
    return 0


def _erase(desk: _Desk, code: str | None, given: dict[str, str | None], reason: str) -> int:
    from tracker.labelling.label_files import labels_of_patient
    from tracker.specimens.patient_care import erase

    with desk.store.writing() as connection:
        patient_id = desk.find(connection, code, given)
        numbers = labels_of_patient(connection, patient_id)
        blanked = erase(connection, desk.vault, desk.pen, patient_id, reason)
    _discard(desk, numbers)
    desk.store.scrub()
    say(f"✔ erased, with {blanked} raw scans and the label files in {desk.labels}")
    say(
        "! Beyond this program's reach: backups, recordings of scans, imported CSV files, labels on paper or printed to"
    )
    say("  files elsewhere, a print system's kept jobs, specimen-labels of other stations until they start again, and")
    say("  the disk's spare blocks. Let them expire, or destroy them.")
    return 0


def _discard(desk: _Desk, numbers: Sequence[str]) -> None:
    """Labels that are files and say what is no longer so, or should be known to nobody."""
    from tracker.labelling.label_files import discard_labels

    for trouble in discard_labels(desk.labels, numbers):
        say(f"! {trouble}: a patient's name stands on it; delete it by hand.")
