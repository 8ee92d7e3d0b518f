"""Works the queue off: one process at a time, one job after the other, until something stands in the way."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from labels.card import Paper
from labels.design import Design
from labels.page import Page
from labels.resolution import resolution
from labels.stocks import Stock, stock_named
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.printer import Printer, PrinterFault
from tracker.labelling.asked_for import asked_by, why_unasked
from tracker.labelling.asking import clinic_name
from tracker.labelling.borne_out import no_too_early
from tracker.labelling.commands import cards_named, command_pages
from tracker.labelling.destinations import called, profile_at
from tracker.labelling.faults import in_families
from tracker.labelling.held_to_records import require_still_true
from tracker.labelling.making import Setting, as_sent, make_labels, make_pages
from tracker.labelling.others_badges import require_own_badges
from tracker.labelling.print_jobs import CANCEL, UNREADABLE, JobState, PrintJob, PrintSetting
from tracker.labelling.queue import QueuePen, claim_next, doubt_interrupted, settle
from tracker.labelling.reprinting import reprint_value
from tracker.labelling.specimen_doubt import open_doubts, require_not_doubted
from tracker.labelling.waiting import require_queueable
from tracker.labelling.wanted import Wanted, Wants
from tracker.media import PrinterSetting
from tracker.store.connection import Connection
from tracker.store.database import Database

Report = Callable[[int, int], None]
_NEVER_PRINTED = (
    "label_anothers", "label_changed", "specimen_not_queued", "label_specimen_number", "label_roll",
)  # fmt: skip
"""Codes of what is wrong with a job whatever its printer or design."""


@dataclass(frozen=True, slots=True)
class Press:
    """What it takes to print: the store, a fresh pen for each step, and what labels are made of."""

    database: Database
    pen: Callable[[], QueuePen]
    designs: Mapping[str, Design]
    stocks: Mapping[str, Stock]
    printers: Sequence[PrinterSetting] = ()
    """What the settings say of them."""


class LeftWaiting(Refusal):
    """What waits in vain, with what to do about it. All else that waited was printed: ``count`` jobs."""

    def __init__(self, count: int, left: Mapping[int, str]) -> None:
        number, why = next(iter(left.items()))
        others = f" Nor {'is 1 more' if len(left) == 2 else f'are {len(left) - 1} more'}." if len(left) > 1 else ""
        super().__init__(
            f"Job {number} is not printed: {why.removesuffix(CANCEL).rstrip()}{others}",
            hint=f"Cancel it, tracker queue cancel {number}, then ask for it anew."
            if why.endswith(CANCEL)
            else "Mend that, then: tracker queue print.",
            code="print_job_left",
        )
        self.count = count
        self.jobs = frozenset(left)


@contextmanager
def printing_alone(database: Path) -> Iterator[None]:
    """Waits until no other process prints from this database. The lock ends with the process, however it ends."""
    with database.with_suffix(".printing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def print_waiting(press: Press, printer: Printer) -> int:
    """Print all that waits for ``printer``; returns how many jobs went out.

    What cannot be read, or does not agree with the records any more, is left, and told at the end (:class:`LeftWaiting`).
    Raises Refusal where an earlier job or a specimen's label may have come out, and :class:`PrinterFault` for what stopped
    the printer. The job in hand then waits again or is in doubt, and those behind it wait.
    """
    _require_specimens_settled(press, printer)
    with printing_alone(press.database.path):
        with press.database.writing() as connection:
            doubt_interrupted(connection, press.pen())
        count, found = 0, dict[int, str]()
        while (job := _next(press, printer, found)) is not None:
            _print(press, printer, job)
            count += 1
    left = {number: why for number, why in found.items() if why}
    if left:
        raise LeftWaiting(count, left)
    return count


def _require_specimens_settled(press: Press, printer: Printer) -> None:
    doubts = open_doubts(press.database)
    named = [replace(each, called=called(press.printers, each.printer)) for each in doubts]
    require_not_doubted(named, printer.url)


def _next(press: Press, printer: Printer, found: dict[int, str]) -> PrintJob | None:
    """``found`` is what was found of each job, so that each is held against the records once."""

    def judge(connection: Connection, job: PrintJob) -> str:
        if job.id not in found:
            found[job.id] = why_not(connection, job, lambda: _setting(press, printer, job))
        return found[job.id]

    with press.database.writing() as connection:
        return claim_next(connection, printer.url, called(press.printers, printer.url), judge)


def why_not(connection: Connection, job: PrintJob, setting: Callable[[], Setting]) -> str:
    """What keeps a waiting job from being printed as it is, whatever its printer does; empty where nothing does."""
    if job.is_unreadable or not (job.labels or job.setting.card):
        return UNREADABLE
    return _why_untrue(connection, job, setting) or _why_forged(connection, job)


def _why_untrue(connection: Connection, job: PrintJob, setting: Callable[[], Setting]) -> str:
    """What of it never waits here, or is otherwise on record by now."""
    if job.setting.card:
        return ""
    try:
        require_queueable(connection, job.labels, job.setting.copies)
        require_still_true(connection, job.labels, setting())
    except (Refusal, ConfigurationError) as refusal:
        if refusal.code == "label_words":
            return f"{refusal.message} {refusal.hint}"
        # What is wrong with a design or a roll is told when it is drawn, and mended.
        return f"{refusal.message} {CANCEL}" if refusal.code in _NEVER_PRINTED else ""
    return ""


def _why_forged(connection: Connection, job: PrintJob) -> str:
    """The journal tells who asked for what; a badge among it goes by what he may by now."""
    wrong = why_unasked(connection, job)
    if wrong:
        return f"{wrong} {CANCEL}"
    try:
        require_own_badges(connection, asked_by(connection, job), job.labels)
    except Refusal as refusal:
        return f"{refusal.message} {CANCEL}"
    return ""


def _print(press: Press, printer: Printer, job: PrintJob) -> None:
    """From ``sending`` to what became of it, whatever happens. Before the first byte left, nothing can have come out."""
    is_sent = False
    try:
        content = _content(press, printer, job)
        is_sent = True
        is_out = printer.send(content, f"labels {job.id}")
    except PrinterFault as fault:
        told = no_too_early(fault, printer.url) if job.setting.is_again and fault.may_hold else fault
        state = JobState.UNKNOWN if told.may_have_printed else JobState.QUEUED
        _settle(press, job, state, f"{told.message} {told.hint}")
        raise told from fault
    except BaseException as error:
        _settle(press, job, JobState.UNKNOWN if is_sent else JobState.QUEUED, f"{type(error).__name__}: {error}")
        raise
    _settle(press, job, JobState.CONFIRMED if is_out else JobState.SENT, "")


def _card(press: Press, asked: PrintSetting, setting: Setting) -> tuple[Page, ...]:
    with press.database.reading() as connection:
        clinic = clinic_name(connection)
    cards = cards_named([asked.card])
    return command_pages(press.designs, clinic, Paper(asked.paper), setting.resolution, cards)


def _settle(press: Press, job: PrintJob, state: JobState, fault: str) -> None:
    with press.database.writing() as connection:
        settle(connection, press.pen(), job.id, state, fault)


def _content(press: Press, printer: Printer, job: PrintJob) -> bytes:
    setting = _setting(press, printer, job)
    with in_families(job.about):
        if job.setting.card:
            return as_sent((), _card(press, job.setting, setting), setting, printer.takes)
        labels = _as_reprint(job)
        pages = make_pages(make_labels(labels, setting, lambda done, total: None), setting)
        return as_sent(labels, pages, setting, printer.takes)


def _setting(press: Press, printer: Printer, job: PrintJob) -> Setting:
    """For what is in the printer by now, and its own print head: a job may have waited while the roll was changed, or be
    another printer's, printed again."""
    asked = job.setting
    profile = profile_at(press.printers, printer.url)
    with in_families(job.about):
        stock = stock_named(asked.stock, press.stocks) if asked.stock else None
        dpi = resolution((profile and profile.dpi) or asked.dpi)
        return Setting(press.designs, dpi, stock, asked.start, asked.design, asked.copies, profile)


def _as_reprint(job: PrintJob) -> tuple[Wanted, ...]:
    """A tube's number a second time says so itself."""
    mark = reprint_value(job.reprint)
    return tuple(
        replace(one, values={**one.values, **mark}) if one.wants is Wants.ROLL and mark else one for one in job.labels
    )
