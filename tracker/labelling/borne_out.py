"""A NO is believed only where the printer bears it out: what it still holds comes out by itself, and then there are two."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.errors import ConfigurationError
from tracker.hardware.printers.one_printer import may_be_one
from tracker.hardware.printers.printer import Printer, PrinterFault
from tracker.labelling.destinations import printer_at
from tracker.labelling.print_jobs import JobState
from tracker.labelling.queue import keep_in_doubt
from tracker.labelling.queue_listing import job
from tracker.media import PrinterSetting
from tracker.store.database import Database

GONE = "--gone"
"""What the command line takes for a printer that can never be asked again."""
_NOT_THERE = frozenset({"printer_unreachable", "printer_cut_off", "printer_no_queue"})
"""How one is refused that may be gone for good. What takes the connection and is silent is there: Zebra's printers do not
answer while they are out of labels, and what they hold comes out with the next roll."""


def require_borne_out(printer: Printer, *, is_gone: bool = False) -> None:
    """Before it goes on record that a label did not come out. Blocks for as long as the printer takes to answer. One that is
    said to be gone for good is believed to be where nothing is found at its address.

    :raises PrinterFault: the printer holds something, or does not say: the label is still in doubt.
    """
    try:
        printer.require_empty()
    except PrinterFault as fault:
        if is_gone and fault.code in _NOT_THERE:
            return
        told = no_too_early(fault, printer.url)
        if is_gone:
            told.hint = f"It is there, so it is not gone for good. {told.hint}"
        raise told from fault


def require_other(gone: str, other: Printer | None) -> None:
    """:raises ConfigurationError: what is said to be gone is where the labels are to go instead."""
    if other is not None and may_be_one(other.url, gone):
        raise ConfigurationError(
            "That is the printer that is gone.", hint="Name another by --to, or none.", code="printer_gone"
        )


def require_deniable(
    database: Database, printers: Sequence[PrinterSetting], job_id: int, *, is_gone: bool = False
) -> None:
    """The same of a job of the queue that is in doubt; of any other it says nothing. What stands in the way is kept with the
    job, for the screens."""
    with database.reading() as connection:
        asked = job(connection, job_id)
    if asked.state is not JobState.UNKNOWN:
        return
    try:
        require_borne_out(printer_at(printers, asked.printer), is_gone=is_gone)
    except PrinterFault as fault:
        with database.writing() as connection:
            keep_in_doubt(connection, job_id, f"{fault.message} {fault.hint}")
        raise


def no_too_early(fault: PrinterFault, url: str) -> PrinterFault:
    """Of a label that was sent before, and that the printer may hold still: nobody can have seen that it does not come
    out."""
    return PrinterFault(fault.message, hint=_hint(fault, url), code=fault.code, may_have_printed=True, may_hold=True)


def _hint(fault: PrinterFault, url: str) -> str:
    if url.startswith("cups:"):
        queue = url.removeprefix("cups:")
        return (
            f"That may be this very label: see lpstat -o {queue}, cancel it, then say NO again; or wait, then say YES."
        )
    if fault.code == "printer_unreachable":
        return (
            f"It may hold this label: switch it on, then say NO again. Gone for good? tracker queue no NUMBER {GONE}."
        )
    return (
        "That may be this very label: switch the printer off and on, then say NO again; or let it print, then say YES."
    )
