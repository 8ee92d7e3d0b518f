"""``tracker label roll`` and ``tracker label specimen``: the two kinds that write before they print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.cli.console import out
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted


EXAMPLE = "tracker label specimen 2600447102 --badge B0000000820 --reason smeared --to label.pdf"


@dataclass(frozen=True, slots=True)
class Why:
    """In whose name a label that names a patient is made again, and why."""

    badge: str
    reason: str


def made_roll(settings: Settings, count: int) -> Sequence[Wanted]:
    """The labels of a new roll. Its numbers are set aside, and stay so whatever becomes of the printing."""
    from tracker.journal.occasion import stamp
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.rolls import reserve_roll
    from tracker.labelling.wanted import of_roll
    from tracker.station.opening import clock_of, open_pen, today_of

    database, journal = open_pen(settings)
    try:
        with database.writing() as connection:
            today = today_of(connection, settings)
            codes = reserve_roll(connection, QueuePen(journal, stamp(clock_of(connection)())), today, count)
    finally:
        database.close()
    for code in codes:
        out(code)
    return [of_roll(code) for code in codes]


def refuse_specimens(setting: Setting) -> None:
    """Labels of specimens are printed in the patient's presence, one patient at a time, and a roll's when the program has
    numbered it: Refusal for a design of theirs."""
    from labels.design import Purpose
    from labels.loading import design_named
    from tracker.labelling.faults import in_families

    if setting.design is None:
        return
    with in_families():
        design = design_named(setting.design, setting.designs)
    if design.purpose is not Purpose.SUPPLY:
        raise Refusal(
            "Labels of specimens are not made from a file: they are printed in the patient's presence, one by one.",
            hint="COLLECT prints them there. For tubes labelled before the draw: tracker label roll --count 100.",
            code="label_at_the_bedside",
        )


def reprint_specimens(settings: Settings, printer: Printer, numbers: Sequence[str], why: Why, setting: Setting) -> str:
    """Each specimen's label once more; gives where they went. In the journal first, also as a look at each patient's name,
    and past the stored queue."""
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.labelling.bedside import print_specimen_labels, require_at_the_bedside
    from tracker.labelling.destinations import called, called_fully
    from tracker.labelling.faults import in_families
    from tracker.labelling.queue import require_settled
    from tracker.labelling.reprinting import record_specimen_reprint
    from tracker.labelling.specimen_doubt import doubt_left_open, require_not_doubted
    from tracker.labelling.specimens import specimen_labels, specimen_pages
    from tracker.people.staff import require_badge
    from tracker.station.opening import clock_of, open_pen, open_vault

    _require_printable(numbers, printer)
    vault = open_vault(settings)
    database, journal = open_pen(settings)
    try:
        with database.reading() as connection:
            require_badge(connection, why.badge)
            require_settled(connection, printer.url, called(settings.printers, printer.url))
            require_not_doubted(doubt_left_open(connection, journal.station_id), numbers)
            require_at_the_bedside(connection, numbers)
            labels = specimen_labels(connection, vault, numbers, settings.zone)
        # Drawn on trial: the journal is not to tell of a label that could never be made.
        with in_families():
            specimen_pages(labels, setting)
        with database.writing() as connection:
            pen = Pen(journal, stamp(clock_of(connection)()), why.badge, settings.zone)
            record_specimen_reprint(connection, vault, pen, numbers, why.reason)
    finally:
        database.close()
    dpi, profile = setting.resolution.value, setting.profile
    is_out = print_specimen_labels(printer.url, labels, setting.designs, dpi, setting.design, profile)
    where = called_fully(settings.printers, printer.url)
    if not is_out:
        return f"taken by {where}: look whether they come out"
    return f"in {where}" if printer.url.startswith("file:") else f"printed by {where}"


def _require_printable(numbers: Sequence[str], printer: Printer) -> None:
    if not numbers:
        raise ConfigurationError(
            "Say which specimens: the numbers on their labels.",
            hint=f"For example: {EXAMPLE}",
        )
    if len(set(numbers)) < len(numbers) or (len(numbers) > 1 and printer.takes in ("png", "svg")):
        raise ConfigurationError("Name each specimen once; a picture holds one.", hint="Choose a .pdf file.")
