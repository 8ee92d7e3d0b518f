"""``tracker patient``: look at, correct, hand out or erase a patient's data. Each is in the journal, none of it on argv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asking import ask_fields
from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.cli.patient_copies import export_patient, require_file
from tracker.cli.patient_desk import PatientDesk, discard
from tracker.cli.patient_erasing import erase_patient, is_confirmed
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.specimens.patients import Patient


ACTIONS = ("show", "correct", "export", "erase")
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
    require_file(action, to)
    settings = settings_for(database)
    if action == "correct" and code is None:
        raise ConfigurationError("'correct' needs a requisition's code.", hint="Any of the patient's will do.")
    if emergency and not reveal:
        raise ConfigurationError("--emergency belongs to --reveal.", hint="Nothing else is lent in an emergency.")
    desk = PatientDesk(settings, badge)  # the PIN is the first line of a pipe
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
            return export_patient(desk, settings, code, given, reason, to)
        if not (is_sure or is_confirmed(desk, code, given, reason)):
            say("Nothing was erased.")
            return 1
        return erase_patient(desk, code, given, reason)
    finally:
        desk.store.close()


def _begin_emergency(
    desk: PatientDesk, settings: Settings, code: str | None, given: dict[str, str | None], reason: str
) -> None:
    """On disk before anything is shown; but first whether the patient is known, and the reason names nobody."""
    from tracker.people.break_glass import break_glass
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.specimens.patient_care import require_reason

    with desk.store.writing() as connection:
        require(connection, desk.pen.by, Permission.PATIENT_BREAK_GLASS)
        if reason.strip(" "):
            require_reason(connection, desk.vault, desk.pen, desk.find(connection, code, given), reason)
        until = break_glass(connection, desk.pen, desk.pen.by, reason, settings.emergency_minutes)
    shown = f"{until.astimezone(settings.zone):%H:%M}"
    say(f"! Emergency access until {shown}. It is on record, and somebody will look at it.")


def _show(desk: PatientDesk, code: str | None, given: dict[str, str | None], reason: str | None, json: bool) -> int:
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


def _correct(desk: PatientDesk, code: str, given: dict[str, str | None]) -> int:
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
    discard(desk, waiting)
    if waiting:
        which = "1 specimen bears a label" if len(waiting) == 1 else f"{len(waiting)} specimens bear labels"
        say(f"! {which} of before: print again. {' '.join(waiting)}")
    return 0
