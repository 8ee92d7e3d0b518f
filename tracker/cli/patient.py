"""``tracker patient``: look at, correct, hand out or erase a patient's data. Each is in the journal, none of it on argv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asking import ask_fields
from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.specimens.patients import Patient
    from tracker.specimens.vault import Vault
    from tracker.store.connection import Connection
    from tracker.store.database import Database

ACTIONS = ("show", "correct", "export", "erase")
_COPIES = ("json", "txt", "pdf")
_CORRECTED = ("family_name", "given_name", "birth_date", "record_number")


def patient(
    action: Annotated[str, typer.Argument(help="show, correct, export or erase.")],
    code: Annotated[
        str | None,
        typer.Argument(help="A requisition's code or number; without it the record number is asked for, or piped in."),
    ] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show the name; the journal keeps that you did.")] = False,
    emergency: Annotated[
        bool,
        typer.Option(
            "--emergency", help="With --reveal, where your role does not allow it: for a while, and looked at."
        ),
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays in the journal, so it names nobody.")] = "",
    badge: Annotated[
        str,
        typer.Option(
            "--badge",
            help="Whose hand this is; where the clinic asks for PINs, for the masked view, too.",
        ),
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="export: a new .json, .txt or .pdf; no name in its own.")
    ] = None,
    is_sure: Annotated[bool, typer.Option("--yes", help="erase: ask nothing more, for scripts.")] = False,
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Show a patient masked, or revealed and logged; correct what is known; export all that is kept of a patient who asks
    for it, with who has seen it; or erase it for good."""
    if action not in ACTIONS:
        raise ConfigurationError(f"There is no action '{action}'.", hint=f"There are: {', '.join(ACTIONS)}.")
    if not badge and (reveal or action != "show"):
        from tracker.people.staff import badge_missing

        # Before anything is asked for.
        raise badge_missing()
    _require_file(action, to)
    settings = settings_for(database)
    if action == "correct" and code is None:
        raise ConfigurationError("'correct' needs a requisition's code.", hint="Any of the patient's will do.")
    if emergency and not reveal:
        raise ConfigurationError("--emergency belongs to --reveal.", hint="Nothing else is lent in an emergency.")
    desk = _Desk(settings, badge)  # the PIN is the first line of a pipe
    try:
        is_asking = code is None or action == "correct"
        given = ask_fields(("record_number",) if code is None else _CORRECTED) if is_asking else {}
        if emergency:
            _begin_emergency(desk, settings, code, given, reason)
        if action == "show":
            return _show(desk, code, given, reason if reveal else None, json)
        if action == "correct":
            return _correct(desk, code or "", given)
        if action == "export":
            assert to is not None
            return _export(desk, settings, code, given, reason, to)
        if not (is_sure or _is_confirmed(desk, code, given, reason)):
            say("Nothing was erased.")
            return 1
        return _erase(desk, code, given, reason)
    finally:
        desk.store.close()


def _require_file(action: str, to: Path | None) -> None:
    if (action == "export") != (to is not None):
        raise ConfigurationError("'export' and --to FILE belong together.", hint="See: tracker patient --help")
    if to is not None and to.suffix.lower().removeprefix(".") not in _COPIES:
        raise ConfigurationError(
            "The file's name does not say in which form it is to be.", hint="Let it end in .json, .txt or .pdf."
        )


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


def _begin_emergency(
    desk: _Desk, settings: Settings, code: str | None, given: dict[str, str | None], reason: str
) -> None:
    """On disk before anything is shown; but first whether the patient is known, and the reason names nobody."""
    from tracker.people.break_glass import break_glass
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.specimens.patient_care import require_reason

    with desk.store.writing() as connection:
        require(connection, desk.pen.by, Permission.PATIENT_BREAK_GLASS)
        if reason.strip(" "):
            require_reason(connection, desk.vault, desk.find(connection, code, given), reason)
        until = break_glass(connection, desk.pen, desk.pen.by, reason, settings.emergency_minutes)
    shown = f"{until.astimezone(settings.zone):%H:%M}"
    say(f"! Emergency access until {shown}. It is on record, and somebody will look at it.")


def _show(desk: _Desk, code: str | None, given: dict[str, str | None], reason: str | None, json: bool) -> int:
    from tracker.specimens.patient_care import look_up, reveal

    found: Patient | None = None
    with desk.store.writing() as connection:
        looked = look_up(connection, desk.vault, desk.pen, code, given.get("record_number") or "")
        if reason is not None:
            found = reveal(connection, desk.vault, desk.pen, looked.patient_id, reason)
    answer: dict[str, object] = {"patient": looked.masked, "requisitions": list(looked.requisitions)}
    if found is not None:
        answer |= {"family_name": found.family, "given_name": found.given, "birth_date": found.born.isoformat()}
        answer |= {"record_number": found.record}
    if json:
        out_json(answer)
        return 0
    out(looked.masked)
    if found is not None:
        out(f"{found.family}, {found.given}  born {found.born.isoformat()}  record {found.record or '–'}")
    out(f"requisitions: {' '.join(looked.requisitions)}")
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


def _export(
    desk: _Desk, settings: Settings, code: str | None, given: dict[str, str | None], reason: str, to: Path
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


def _copied(desk: _Desk, settings: Settings, patient_id: int, patient: Patient, ending: str) -> bytes:
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


def _is_confirmed(desk: _Desk, code: str | None, given: dict[str, str | None], reason: str) -> bool:
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
        require_reason(connection, desk.vault, patient_id, reason)
        found, orders = read(connection, desk.vault, patient_id), requisitions_of(connection, patient_id)
    if found is None:
        return True
    out(masked(found))
    out(f"requisitions: {' '.join(orders)}")
    return typer.confirm("Erase this patient for good? Nothing brings the data back", err=True)


def _erase(desk: _Desk, code: str | None, given: dict[str, str | None], reason: str) -> int:
    from tracker.labelling.label_files import labels_of_patient
    from tracker.specimens.patient_care import erase
    from tracker.specimens.patients import read

    with desk.store.writing() as connection:
        patient_id = desk.find(connection, code, given)
        numbers = labels_of_patient(connection, patient_id)
        before = read(connection, desk.vault, patient_id)
        blanked = erase(connection, desk.vault, desk.pen, patient_id, reason)
    _discard(desk, numbers)
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


def _tell_files(desk: _Desk, patient: Patient) -> None:
    """Files beside the database that nobody knew of, by their own names: whoever made them deletes them."""
    from tracker.specimens.traces import files_that_name

    named, closed = files_that_name(desk.labels.parent, patient)
    for path in named:
        say(f"! {path} still names the patient: delete it by hand.")
    for path in closed:
        say(f"! {path} cannot be looked through: open it, and delete it if it names the patient.")


def _discard(desk: _Desk, numbers: Sequence[str]) -> None:
    """Labels that are files and say what is no longer so, or should be known to nobody."""
    from tracker.labelling.label_files import discard_labels

    for trouble in discard_labels(desk.labels, numbers):
        say(f"! {trouble}: a patient's name stands on it; delete it by hand.")
