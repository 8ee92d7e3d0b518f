"""``tracker label specimen``: a specimen's label once more, and what a person says of one that may have come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tracker.cli.console import say
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from tracker.cli.specimen_labels import Why
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.journal.writing import Journal
    from tracker.labelling.bedside import SpecimenLabelFault
    from tracker.labelling.making import Setting
    from tracker.labelling.printing import Press
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.labelling.wanted import Wanted
    from tracker.specimens.vault import Vault
    from tracker.store.database import Database

EXAMPLE = "tracker label specimen 2600447102 --badge B0000000820 --reason smeared --to label.pdf"


def reprint_specimens(settings: Settings, printer: Printer, numbers: Sequence[str], why: Why, setting: Setting) -> str:
    """Each specimen's label once more; gives where they went. In the journal first, also as a look at each patient's name,
    and past the stored queue. What may have come out is asked about by ``tracker queue``, and by the app."""
    from tracker.cli.proving import open_as
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.labelling.destinations import called_fully
    from tracker.labelling.faults import in_families
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.reprinting import record_specimen_reprint
    from tracker.labelling.specimen_doubt import specimens_alone
    from tracker.labelling.specimens import specimen_pages
    from tracker.station.opening import clock_of, open_vault

    _require_printable(numbers, printer)
    vault = open_vault(settings)
    database, journal = open_as(settings, why.badge)

    try:
        with database.reading() as connection:
            clock = clock_of(connection)

        def pen() -> QueuePen:
            return QueuePen(journal, stamp(clock()), why.badge)

        with specimens_alone(database.path):
            labels = _allowed(settings, database, journal, vault, numbers, why, printer)
            # Drawn on trial: the journal is not to tell of a label that could never be made.
            with in_families():
                specimen_pages(labels, setting)
            with database.writing() as connection:
                hand = Pen(journal, stamp(clock()), why.badge, settings.zone)
                record_specimen_reprint(connection, vault, hand, numbers, why.reason)
            is_out = _sent(settings, database, pen, printer, labels, setting)
    finally:
        database.close()
    where = called_fully(settings.printers, printer.url)
    if not is_out:
        return f"taken by {where}: look whether they come out"
    return f"in {where}" if printer.url.startswith("file:") else f"printed by {where}"


def _allowed(
    settings: Settings,
    database: Database,
    journal: Journal,
    vault: Vault,
    numbers: Sequence[str],
    why: Why,
    printer: Printer,
) -> tuple[Wanted, ...]:
    """The labels, where nothing forbids them: Refusal for no badge, several patients, a label in doubt."""
    from dataclasses import replace

    from tracker.labelling.bedside import require_at_the_bedside
    from tracker.labelling.destinations import called
    from tracker.labelling.queue import require_settled
    from tracker.labelling.reprinting import marked, require_not_ended
    from tracker.labelling.specimen_doubt import open_doubts, require_not_doubted
    from tracker.labelling.specimens import specimen_labels
    from tracker.people.staff import require_badge
    from tracker.specimens.queries import specimens_by_number

    doubts = [
        replace(each, called=called(settings.printers, each.printer)) for each in open_doubts(database, is_alone=True)
    ]
    with database.reading() as connection:
        require_badge(connection, why.badge)
        require_settled(connection, printer.url, called(settings.printers, printer.url))
        require_not_doubted(doubts, printer.url, numbers)
        require_at_the_bedside(connection, numbers)
        for specimen in specimens_by_number(connection, numbers):
            require_not_ended(specimen)
        return marked(connection, specimen_labels(connection, vault, numbers, settings.zone), is_recorded=False)


def _sent(
    settings: Settings,
    database: Database,
    pen: Callable[[], QueuePen],
    printer: Printer,
    labels: Sequence[Wanted],
    setting: Setting,
) -> bool:
    """On record before each label's first byte, and after its last."""
    from tracker.labelling.bedside import SpecimenLabelFault, print_specimen_labels
    from tracker.labelling.print_jobs import JobState
    from tracker.labelling.specimen_doubt import record_sending, record_sent

    def before(numbers: Sequence[str], rest: Sequence[str]) -> None:
        with database.writing() as connection:
            record_sending(connection, pen(), numbers, rest, printer.url)

    def after(numbers: Sequence[str], state: JobState) -> None:
        with database.writing() as connection:
            record_sent(connection, pen(), numbers, state)

    dpi, profile = setting.resolution.value, setting.profile
    try:
        is_out = print_specimen_labels(
            printer.url, labels, setting.designs, dpi, setting.design, profile, before=before
        )
    except SpecimenLabelFault as fault:
        if fault.doubtful:
            _doubt(settings, database, pen(), printer, fault)
        else:
            after(fault.rest, JobState.CANCELLED)
        raise
    after([one.about for one in labels], JobState.CONFIRMED if is_out else JobState.SENT)
    return is_out


def _doubt(settings: Settings, database: Database, pen: QueuePen, printer: Printer, fault: SpecimenLabelFault) -> None:
    """On record, and asked at once: whoever printed it stands at the printer."""
    from tracker.labelling.destinations import called
    from tracker.labelling.specimen_doubt import SpecimenDoubt, record_doubt

    name = called(settings.printers, printer.url)
    doubt = SpecimenDoubt(fault.doubtful, fault.rest, printer.url, name, fault.message)
    with database.writing() as connection:
        record_doubt(connection, pen, doubt)
    number = doubt.numbers[0]
    say(
        f"Did {doubt.about} come out of {doubt.called}? Say 'tracker queue yes {number}' or 'tracker queue no {number}'."
        f" {doubt.before_no}"
    )


def settle_specimens(settings: Settings, database: Database, pen: QueuePen, number: str, *, has_come_out: bool) -> None:
    """A person has looked. Nothing is printed by it: that is asked for again, beside the patient. Raises Refusal
    (``label_doubt_unknown``) where nobody had asked about that label, PrinterFault where its printer may hold it still."""
    from tracker.labelling.borne_out import require_borne_out
    from tracker.labelling.destinations import printer_at
    from tracker.labelling.specimen_doubt import record_settled, specimens_alone

    with specimens_alone(database.path):
        doubt = _doubted(database, number)
        if not has_come_out:
            require_borne_out(printer_at(settings.printers, doubt.printer))
        with database.writing() as connection:
            record_settled(connection, pen, doubt, has_come_out=has_come_out)
    _say_settled(doubt, has_come_out=has_come_out)


def deny_gone_specimens(press: Press, settings: Settings, number: str, other: Printer | None) -> str:
    """A NO of a printer that can never be asked again; gives its URL. ``other`` is where its jobs are to go."""
    from tracker.labelling.borne_out import require_borne_out, require_other
    from tracker.labelling.destinations import printer_at
    from tracker.labelling.specimen_doubt import record_settled, specimens_alone

    with specimens_alone(press.database.path):
        doubt = _doubted(press.database, number)
        require_other(doubt.printer, other)
        require_borne_out(printer_at(settings.printers, doubt.printer), is_gone=True)
        with press.database.writing() as connection:
            record_settled(connection, press.pen(), doubt, has_come_out=False, is_gone=True)
    _say_settled(doubt, has_come_out=False)
    return doubt.printer


def _doubted(database: Database, number: str) -> SpecimenDoubt:
    from tracker.labelling.specimen_doubt import listed, open_doubts

    doubts = open_doubts(database, is_alone=True)
    if (doubt := next((each for each in doubts if number in each.numbers), None)) is not None:
        return doubt
    raise Refusal(
        f"Nobody asks whether the label of {listed([number])} came out.",
        hint="'tracker queue' lists what is in doubt.",
        code="label_doubt_unknown",
    )


def _say_settled(doubt: SpecimenDoubt, *, has_come_out: bool) -> None:
    from tracker.labelling.specimen_doubt import listed

    lacking = doubt.rest if has_come_out else (*doubt.numbers, *doubt.rest)
    say(f"✔ {'it is out' if has_come_out else 'it did not come out'}: {listed(doubt.numbers)}")
    if lacking:
        command = f"tracker label specimen {lacking[0]}"
        ways = f"Once more: {command}." if doubt.is_drawn else f"Beside the patient: COLLECT, or {command}."
        say(f"Not printed: {listed(lacking)}. {ways}")


def _require_printable(numbers: Sequence[str], printer: Printer) -> None:
    from tracker.labelling.bedside import require_paper

    require_paper(printer.url)
    if not numbers:
        raise ConfigurationError(
            "Say which specimens: the numbers on their labels.",
            hint=f"For example: {EXAMPLE}",
        )
    if len(set(numbers)) < len(numbers) or (len(numbers) > 1 and printer.takes in ("png", "svg")):
        raise ConfigurationError("Name each specimen once; a picture holds one.", hint="Choose a .pdf file.")
    _require_new(printer)


def _require_new(printer: Printer) -> None:
    """What is there may be a label that nobody has printed yet, of another patient."""
    from pathlib import Path

    if printer.url.startswith("file:") and (path := Path(printer.url.removeprefix("file:"))).exists():
        raise ConfigurationError(
            f"{path} is there already: it may be another patient's label, not printed yet.",
            hint="Print that one, then delete it; or name another file.",
            code="label_file_there",
        )
