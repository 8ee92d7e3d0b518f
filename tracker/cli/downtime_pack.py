"""``tracker label downtime``: the pack that lies in the drawer until the computers are down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli.console import progress
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from labels.card import Paper
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.making import Setting

LABELS = 30
"""In a pack, if nobody says how many: a sheet of the usual stock."""

BADGES = "badges"


def print_pack(
    settings: Settings, printer: Printer, setting: Setting, paper: Paper, count: int, more: tuple[str, ...] = ()
) -> str:
    """What became of it, in words. ``more`` may be ``badges``: a page by which anybody can sign as anybody.

    The labels' numbers are set aside first, and stay so whatever becomes of the printing.
    """
    from tracker.cli.proving import acting, open_as
    from tracker.journal.occasion import stamp
    from tracker.labelling.downtime import downtime_pack
    from tracker.labelling.downtime_facts import pack_facts
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.rolls import reserve_roll
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.station.opening import clock_of, today_of

    if printer.takes != "pdf":
        raise ConfigurationError(
            "A downtime pack is many pages: a PDF.", hint="For example: tracker label downtime --to pack.pdf"
        )
    if more not in ((), (BADGES,)):
        raise ConfigurationError(
            f"A downtime pack has no '{more[0]}'.",
            hint=f"'tracker label downtime {BADGES} --to pack.pdf' adds a page of everybody's badges: lock it away.",
        )
    database, journal = open_as(settings)
    try:
        with database.writing() as connection:
            pen, today = QueuePen(journal, stamp(clock_of(connection)()), acting()), today_of(connection, settings)
            if more:
                require(connection, pen.by, Permission.PEOPLE_ENROL)
            numbers = reserve_roll(connection, pen, today, count or LABELS)
        with database.reading() as connection:
            facts = pack_facts(connection, numbers, today, with_badges=bool(more))
    finally:
        database.close()
    with progress("drawing the pack") as report:
        content = downtime_pack(facts, setting, paper, report)
    is_out = printer.send(content, "downtime pack")
    where = f"in {printer.url}" if is_out else f"taken by {printer.url}: look whether it comes out"
    lines = sum(len(place.lines) for place in facts.places)
    return (
        f"✔ {len(numbers)} labels, {numbers[0]} to {numbers[-1]}, {lines} lines to count in {len(facts.places)} places,"
        f" all read back, {where}"
    )
