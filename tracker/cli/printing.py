"""Labels and cards into the print queue and out of it, as the commands do it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracker.cli.console import progress, say
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from labels.card import Paper
    from tracker.config import Settings
    from tracker.hardware.printers.printer import Printer
    from tracker.labelling.making import Setting
    from tracker.labelling.printing import Press
    from tracker.labelling.wanted import Wanted
    from tracker.labelling.words import CardWords


def print_labels(settings: Settings, printer: Printer, wanted: Sequence[Wanted], setting: Setting) -> str:
    """Into the queue, then out of it: on a roll a job for each label, so that one in doubt leaves no doubt of others."""
    from tracker.labelling.print_jobs import PrintSetting, in_pieces
    from tracker.labelling.queue import enqueue

    pieces, copies = in_pieces(printer.takes, wanted, setting.copies)
    kept = PrintSetting(
        setting.resolution.value,
        copies,
        setting.design,
        setting.stock.name if setting.stock else None,
        setting.start,
    )
    with open_press(settings) as press:
        with press.database.writing() as connection:
            made = {enqueue(connection, press.pen(), printer.url, piece, kept) for piece in pieces}
        return _printed(press, printer, made)


def print_cards(
    settings: Settings, printer: Printer, cards: Sequence[CardWords], paper: Paper, setting: Setting
) -> str:
    """Cards of commands, the same way: a job for each."""
    from tracker.labelling.commands import command_labels
    from tracker.labelling.print_jobs import PrintSetting
    from tracker.labelling.queue import enqueue

    with open_press(settings) as press:
        made = set[int]()
        with press.database.writing() as connection:
            for card in cards:
                kept = PrintSetting(setting.resolution.value, setting.copies, card=card.name, paper=paper.value)
                about = f"card {card.title}"
                made.add(enqueue(connection, press.pen(), printer.url, command_labels([card]), kept, about))
        return _printed(press, printer, made)


def print_own(press: Press, printer: Printer, own: Collection[int]) -> int:
    """All that waits for this printer goes out. Another's job that waits in vain is told of, and is no fault of one's."""
    from tracker.labelling.printing import LeftWaiting, print_waiting

    try:
        return print_waiting(press, printer)
    except LeftWaiting as left:
        if left.jobs & set(own):
            raise
        say(f"! {left.message} {left.hint}")
        return left.count


def _printed(press: Press, printer: Printer, own: Collection[int]) -> str:
    """All that waits for this printer goes out; where it went, in words. What does not is told with what to do about it."""
    from itertools import count as counting

    from tracker.labelling.destinations import called_fully
    from tracker.labelling.watched import WatchedPrinter

    begun = counting()
    try:
        with progress("printing") as report:
            print_own(press, WatchedPrinter(printer, lambda: report(next(begun), len(own))), own)
    except TrackerError as error:
        say(what_now(press, printer.url, error))
        raise
    where = called_fully(press.printers, printer.url)
    return f", printed by {where}" if printer.takes == "zpl" else f", taken by {where}: look whether it comes out"


def what_now(press: Press, printer: str, error: TrackerError) -> str:
    """Of the labels that did not come out, and of the one that may have, where ``error`` itself does not ask about it."""
    from tracker.labelling.destinations import called
    from tracker.labelling.print_jobs import JobState
    from tracker.labelling.queue import before_no
    from tracker.labelling.queue_listing import open_jobs

    with press.database.reading() as connection:
        jobs = open_jobs(connection, printer)
    waiting = sum(one.state is JobState.QUEUED and not one.is_to_cancel for one in jobs)
    wait = f"{waiting} job{'s wait' if waiting != 1 else ' waits'} for {called(press.printers, printer)}"
    words = f"{wait}: go on by 'tracker queue print', or F12 in the app."
    words = words if waiting else ""
    doubtful = next((one for one in jobs if one.state is JobState.UNKNOWN), None)
    if doubtful is None or error.code in ("print_unknown", "label_doubt"):
        return words
    asked = f"Did job {doubtful.id} ({doubtful.about}) come out?"
    answers = f"Say 'tracker queue yes {doubtful.id}' or 'tracker queue no {doubtful.id}'."
    return f"{asked} {answers} {before_no(printer)} {words}".rstrip(" ")


@contextmanager
def open_press(settings: Settings, *, may_be_nobody: bool = False) -> Iterator[Press]:
    from labels.stocks import load_stocks
    from tracker.cli.proving import acting, open_as
    from tracker.hardware.scan import utc_now
    from tracker.journal.occasion import stamp
    from tracker.labelling.faults import in_families
    from tracker.labelling.printing import Press
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.trying_designs import tried_designs

    with in_families():
        designs, stocks = tried_designs(settings.home / "labels"), load_stocks(settings.home / "sheets")
    database, journal = open_as(settings, may_be_nobody=may_be_nobody)
    try:
        yield Press(database, lambda: QueuePen(journal, stamp(utc_now()), acting()), designs, stocks, settings.printers)
    finally:
        database.close()
