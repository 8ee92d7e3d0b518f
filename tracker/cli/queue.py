"""``tracker queue``: what waits to be printed, what may have come out, and printing a label again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, say
from tracker.cli.options import DatabaseOption, settings_for
from tracker.cli.printing import open_press, what_now
from tracker.errors import ConfigurationError, TrackerError

if TYPE_CHECKING:
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.printing import Press
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.specimens.vault import Vault


ACTIONS = ("list", "print", "yes", "no", "cancel", "reprint")
SHOWN = 30
MOST_JOBS = 99_999_999
"""A larger number is a specimen's, of ten digits."""


def queue(
    action: Annotated[str, typer.Argument(help="list, print, yes, no, cancel or reprint.")] = "list",
    job: Annotated[
        int | None, typer.Argument(help="The job's number; for yes and no also a specimen's, as its label has it.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why it is printed again.")] = "",
    to: Annotated[
        str | None, typer.Option("--to", metavar="PRINTER", help="Another printer: for a reprint, or with --gone.")
    ] = None,
    is_gone: Annotated[
        bool, typer.Option("--gone", help="For no: the printer is gone for good, so that nobody can ask it.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Labels on their way to printers: go on, say whether one came out, cancel, print again."""
    if action not in ACTIONS:
        raise ConfigurationError(f"There is no action '{action}'.", hint=f"There are: {', '.join(ACTIONS)}.")
    if (job is None) != (action in ("list", "print")):
        raise ConfigurationError(
            f"'{action}' {'needs a' if job is None else 'takes no'} job's number.",
            hint="'tracker queue' lists the jobs.",
        )
    if is_gone and action != "no":
        raise ConfigurationError("--gone belongs to 'no'.", hint="For example: tracker queue no 12 --gone")
    if to and not (is_gone or action == "reprint"):
        raise ConfigurationError(
            "--to belongs to 'reprint' and 'no --gone'.", hint="For example: tracker queue no 12 --gone --to front"
        )
    from tracker.cli.specimen_reprint import deny_gone_specimens, settle_specimens
    from tracker.labelling.destinations import destination
    from tracker.station.opening import vault_at_hand
    from tracker.station.own_database import require_own

    settings = settings_for(database)
    if action != "list":
        require_own(settings)
    other = destination(settings, to).printer if to else None
    with open_press(settings, may_be_nobody=action == "list") as press:
        if action == "list":
            _list(press)
        elif job is None:
            _print_all(press)
        elif job > MOST_JOBS and action in ("yes", "no"):
            number, is_yes = f"{job:010}", action == "yes"
            if is_gone:
                _leave(press, deny_gone_specimens(press, settings, number, other), other)
            else:
                settle_specimens(settings, press.database, press.pen(), number, has_come_out=is_yes)
        else:
            if is_gone:
                _deny_gone(press, job, other)
            else:
                vault = vault_at_hand(press.database, settings) if action == "reprint" else None
                _act(press, action, job, reason, other, vault)


def _list(press: Press) -> None:
    from tracker.labelling.lacking import lacking
    from tracker.labelling.queue_listing import count_jobs, shown_jobs
    from tracker.labelling.specimen_doubt import open_doubts

    with press.database.reading() as connection:
        jobs, count = shown_jobs(connection, SHOWN), count_jobs(connection)
    for one in jobs:
        _list_job(press, one)
    if count > len(jobs):
        out(f"   …  and {count - len(jobs)} more")
    doubts = open_doubts(press.database)
    for doubt in doubts:
        _list_doubt(press, doubt)
    with press.database.reading() as connection:
        without = lacking(connection, doubts)
    for each in without:
        is_held = each.state.value == "held"
        out(f"   {'○' if is_held else '✖'}  {'waits' if is_held else 'not out':<9}  {each.about}")
        out(f"      {'Once the one in doubt is answered, if the patient is there.' if is_held else each.once_more}")
    if not jobs and not doubts and not without:
        say("No label for the stock was printed yet, and none of a specimen is in doubt.")


def _list_job(press: Press, one: PrintJob) -> None:
    """With its fault, and what to say of one in doubt."""
    from tracker.labelling.print_jobs import JobState
    from tracker.labelling.queue import before_no

    out(_line(press, one))
    if one.state is JobState.UNKNOWN:
        fault = one.fault.partition(" Look ")[0]
        look = f"Look, then say: tracker queue yes {one.id}, or: tracker queue no {one.id}. {before_no(one.printer)}"
        out(f"      {fault} {look}" if fault else f"      {look}")
    elif one.fault:
        out(f"      {one.fault}")


def _list_doubt(press: Press, doubt: SpecimenDoubt) -> None:
    from tracker.labelling.destinations import called_fully

    number = doubt.numbers[0]
    out(f"   ?  unknown    {doubt.about}  {called_fully(press.printers, doubt.printer)}")
    look = f"Look, then say: tracker queue yes {number}, or: tracker queue no {number}."
    out(f"      {doubt.cause} {look}" if doubt.cause else f"      {look}")


def _print_all(press: Press) -> None:
    """Each printer's jobs in their order; a printer that fails does not keep another's labels waiting."""
    from tracker.hardware.printers.opening import printer_url
    from tracker.labelling.destinations import printer_at
    from tracker.labelling.printing import LeftWaiting, print_waiting
    from tracker.labelling.queue_listing import open_jobs

    with press.database.reading() as connection:
        printers = dict.fromkeys(printer_url(one.printer) for one in open_jobs(connection))
    count, faults = 0, list[TrackerError]()
    for url in printers:
        try:
            count += print_waiting(press, printer_at(press.printers, url))
        except TrackerError as error:
            count += error.count if isinstance(error, LeftWaiting) else 0
            faults.append(error)
            say(what_now(press, url, error))
    if count or not faults:
        say(f"✔ {count} job{'s' if count != 1 else ''} printed" if printers else "Nothing waits to be printed.")
    for fault in faults[:-1]:
        say(f"✖ {fault.message} {fault.hint}")
    if faults:
        raise faults[-1]


def _act(press: Press, action: str, job: int, reason: str, printer: Printer | None, vault: Vault | None) -> None:
    """What was answered goes on at once; a NO only once its printer has borne it out."""
    from tracker.labelling.borne_out import require_deniable
    from tracker.labelling.destinations import printer_at
    from tracker.labelling.queue import answer, cancel, reprint
    from tracker.labelling.queue_listing import job as job_of
    from tracker.specimens.nameless import require_nameless

    if action == "no":
        require_deniable(press.database, press.printers, job)
    with press.database.writing() as connection:
        if action == "reprint":
            made = reprint(connection, press.pen(), job, reason, printer.url if printer else None)
            require_nameless(connection, vault, press.pen(), "queue", reason)
            done = job_of(connection, made)
        elif action == "cancel":
            done = cancel(connection, press.pen(), job)
        else:
            done = answer(connection, press.pen(), job, has_come_out=action == "yes")
    if action in ("cancel", "yes"):
        say(f"✔ {_line(press, done)}")
    if action == "cancel":
        return
    count = _go_on(press, printer or printer_at(press.printers, done.printer), {done.id})
    if action == "yes":
        if count:
            say(f"✔ {count} that waited printed")
        return
    again = f", reprint {done.reprint}" if action == "reprint" else ""
    others = f", and {count - 1} that waited" if count > 1 else ""
    say(f"✔ printed again: {done.about}{again}{others}")


def _deny_gone(press: Press, job: int, other: Printer | None) -> None:
    from tracker.labelling.borne_out import require_deniable, require_other
    from tracker.labelling.queue import answer, leave_printer
    from tracker.labelling.queue_listing import job as job_of

    with press.database.reading() as connection:
        require_other(job_of(connection, job).printer, other)
    require_deniable(press.database, press.printers, job, is_gone=True)
    with press.database.writing() as connection:
        denied = answer(connection, press.pen(), job, has_come_out=False, is_gone=True)
        # At once: the app at another desk would send it to the one that is gone.
        left = leave_printer(connection, press.pen(), denied.printer, other.url if other else None)
    say(f"✔ it did not come out: {denied.about}")
    _go_elsewhere(press, left, other)


def _leave(press: Press, gone: str, other: Printer | None) -> None:
    """Nothing waits any more for a printer that is gone for good."""
    from tracker.labelling.queue import leave_printer

    with press.database.writing() as connection:
        left = leave_printer(connection, press.pen(), gone, other.url if other else None)
    _go_elsewhere(press, left, other)


def _go_elsewhere(press: Press, left: Sequence[PrintJob], other: Printer | None) -> None:
    from tracker.labelling.destinations import called_fully

    if not left:
        return
    about = ", ".join(f"{one.id} ({one.about})" for one in left)
    if other is None:
        say(f"Cancelled, since its printer is gone: {about}. Ask for them again on another, by --to.")
        return
    count = _go_on(press, other, {one.id for one in left})
    say(f"✔ {count} job{'s' if count != 1 else ''} printed by {called_fully(press.printers, other.url)}: {about}")


def _go_on(press: Press, printer: Printer, jobs: set[int]) -> int:
    """Print what waits for a printer; what does not come out is told with what to do about it."""
    from tracker.cli.printing import print_own

    try:
        return print_own(press, printer, jobs)
    except TrackerError as error:
        say(what_now(press, printer.url, error))
        raise


def _line(press: Press, one: PrintJob) -> str:
    from tracker.labelling.destinations import called_fully

    again = f" · reprint {one.reprint} of {one.reprint_of} ({one.reason})" if one.reprint else ""
    copies = f" × {one.setting.copies}" if one.setting.copies > 1 else ""
    return f"{one.id:>4}  {one.state:<9}  {one.about}{copies}  {called_fully(press.printers, one.printer)}{again}"
