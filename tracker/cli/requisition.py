"""``tracker requisition``: an order entered without a screen. Patients are never told on the command line itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.asking import ask_fields
from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.exchange.rows import Fault
    from tracker.specimens.requisition_facts import Requisition

ACTIONS = ("add", "show")
_FIELDS = (
    *("number", "family_name", "given_name", "birth_date", "record_number", "tests", "provider", "priority"),
    "ordered_at",
)


def requisition(
    action: Annotated[str, typer.Argument(help="add or show.")],
    code: Annotated[str | None, typer.Argument(help="For show: the requisition's code or number.")] = None,
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Enter an order for tests, or show one, its patient masked. 'add' asks for each field, or reads one JSON object from a
    pipe, since every program on the machine can read a command line."""
    if action not in ACTIONS or (code is None) != (action == "add"):
        raise ConfigurationError(
            "'requisition' is followed by 'add', or by 'show' and a code.", hint="See 'tracker requisition --help'."
        )
    from tracker.station.own_database import require_own

    settings = settings_for(database)
    require_own(settings)
    return _add(settings, json) if code is None else _show(settings, code, json)


def _add(settings: Settings, json: bool) -> int:
    from tracker.cli.proving import acting, open_as
    from tracker.exchange import read_requisition
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.specimens.knowing import what_is_known_of_the_lab
    from tracker.specimens.ordering import create_requisition
    from tracker.station.opening import clock_of, today_of, vault_of

    store, journal = open_as(settings)
    try:
        with store.reading() as connection:
            today, lab = today_of(connection, settings), what_is_known_of_the_lab(connection)
            require(connection, acting(), Permission.PATIENT_ENTER)

        def check(name: str, so_far: Mapping[str, str]) -> str:
            faults = read_requisition(so_far, lab, today).faults
            return next((f"{fault.message} {fault.hint}" for fault in faults if fault.column == name), "")

        given = ask_fields(_FIELDS, ("family_name", "given_name", "birth_date", "tests", "provider"), check)
        vault = vault_of(store, settings)
        with store.writing() as connection:
            today, lab = today_of(connection, settings), what_is_known_of_the_lab(connection)
            checked = read_requisition({name: value or "" for name, value in given.items()}, lab, today)
            pen = Pen(journal, stamp(clock_of(connection)()), acting(), settings.zone)
            made = create_requisition(connection, vault, pen, checked.rows[0].new) if checked.rows else ""
    finally:
        store.close()
    _tell_added(made, checked.faults, json)
    return 0 if made else 1


def _tell_added(made: str, faults: Sequence[Fault], json: bool) -> None:
    if json:
        told = [{"column": each.column, "error": each.message, "hint": each.hint} for each in faults]
        out_json({"requisition": made or None, "faults": told})
    elif made:
        out(made)
        say(f"✔ {made} is entered")
    else:
        for fault in faults:
            say(f"✖ {fault.column or 'fields'}: {fault.message}")
            say(f"    {fault.hint}")


def _show(settings: Settings, code: str, json: bool) -> int:
    from tracker.cli.proving import acting, open_as
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.specimens.patient_care import look_up_order
    from tracker.station.opening import clock_of, vault_of

    store, journal = open_as(settings)
    try:
        vault = vault_of(store, settings)
        with store.reading() as connection:
            pen = Pen(journal, stamp(clock_of(connection)()), acting(), settings.zone)
            found = look_up_order(connection, vault, pen, code)
    finally:
        store.close()
    if json:
        out_json(_object(found))
        return 0
    out(f"{found.code}  {found.number or 'entered by hand'}  {found.patient}  {_priority(found)}  {found.provider}")
    out(f"  tests: {' '.join(found.tests)}")
    for line, name, number in _tubes(found):
        out(f"  {line:>3}  {name}  {number or '–'}")
    return 0


def _object(found: Requisition) -> dict[str, object]:
    from tracker.journal.occasion import stamp

    return {
        "requisition": found.code,
        "number": found.number or None,
        "patient": found.patient,
        "ordered_at": stamp(found.ordered_at),
        "provider": found.provider,
        "priority": _priority(found),
        "tests": list(found.tests),
        "tubes": [{"line": line, "container": name, "specimen": number} for line, name, number in _tubes(found)],
    }


def _priority(found: Requisition) -> str:
    return "stat" if found.is_stat else "routine"


def _tubes(found: Requisition) -> list[tuple[int, str, str | None]]:
    return [(tube.line, tube.container.name, tube.specimen.number if tube.specimen else None) for tube in found.tubes]
