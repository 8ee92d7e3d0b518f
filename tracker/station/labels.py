"""Labels that the screens ask for: into the queue at once, out of it on a thread of its own.

The thread that draws never waits for a printer, and no scan does either. What is not out when the station closes waits in
the queue; what was on its way then is in doubt, and asked about.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.errors import ConfigurationError, Refusal, TrackerError
from tracker.hardware.printers.printer import Printer, PrinterFault
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.labelling.counting import QueueCounts, counts
from tracker.station.papers import Paper

if TYPE_CHECKING:
    from labels.design import Design
    from labels.raster import Dots
    from labels.stocks import Stock
    from tracker.config import Settings
    from tracker.hardware.scan import Scan
    from tracker.jobs.desk import Desk
    from tracker.labelling.offering import Offered
    from tracker.labelling.printing import Press
    from tracker.labelling.queue import PrintJob, PrintSetting, QueuePen
    from tracker.labelling.wanted import Wanted
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")
_log = logging.getLogger(__name__)
QUEUED_PRINTERS = ("zpl", "cups", "brother-ql", "memory")
"""Schemes of what labels can wait for. A file is written by 'tracker label'."""
MOST_COPIES = 99
CLOSING = "closing"
ANSWER = "Look at the printer, then say YES or NO: F12."


@dataclass(frozen=True, slots=True)
class Picture:
    """A label as its printer would get it, and its size in millimetres."""

    dots: Dots
    width_mm: float
    height_mm: float


class Labels:
    """Whatever a person asks for is written in turn with the scans: make such calls on a worker thread. Listeners are called
    on the printing thread or the writer's."""

    def __init__(self, handler: Handler, settings: Settings, writer: Writer) -> None:
        self.listeners: list[Callable[[Paper], None]] = []
        self._count_listeners: list[Callable[[QueueCounts], None]] = []
        self._handler, self._settings, self._writer = handler, settings, writer
        self._asked: int | None = None
        self._is_wanted, self._is_closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="labels", daemon=True)
        self._thread.start()

    def subscribe(self, listener: Callable[[QueueCounts], None]) -> Callable[[], None]:
        """Hear how the queue stands whenever that changes. Returns the call that ends it."""
        self._count_listeners.append(listener)
        return lambda: self._count_listeners.remove(listener)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why labels are mostly printed again."""
        from tracker.labelling.queue import REASONS

        return REASONS

    @property
    def specimen_reasons(self) -> tuple[str, ...]:
        from tracker.labelling.reprinting import REASONS

        return REASONS

    # -- asked for by a person ----------------------------------------------------------------------------------

    def printers(self) -> tuple[str, ...]:
        """Where labels may go, the likeliest first."""
        from tracker.labelling.queue import printers_used

        with self._handler.database.reading() as connection:
            return printers_used(connection)

    def print_label(self, offered: Offered, copies: int, url: str) -> int:
        """Put a label into the queue of a printer, and begin; the first job's number: on a roll each label is one of its
        own, so that one in doubt leaves no doubt of others.

        Raises Refusal or ConfigurationError for what cannot be printed; then nothing waits.
        """
        from tracker.labelling.offering import wanted_of
        from tracker.labelling.queue import PrintSetting, enqueue

        if not 1 <= copies <= MOST_COPIES:
            raise Refusal(f"Print 1 to {MOST_COPIES} at a time.", hint="Give a smaller number.", code="label_copies")
        printer, dpi = self._printer(url)
        with self._handler.database.reading() as connection:
            wanted = wanted_of(connection, offered)
        # Drawn and read back now: what can never be printed must not wait, and is told to who asked.
        for each in wanted:
            self._drawn(each, dpi)
        setting = PrintSetting(dpi, copies)
        pieces = [(each,) for each in wanted] if printer.takes == "zpl" else [wanted]

        def put(connection: Connection, pen: QueuePen) -> int:
            made = [enqueue(connection, pen, printer.url, piece, setting) for piece in pieces]
            return made[0]

        job = self._written(put)
        self.go_on()
        return job

    def answer(self, job_id: int, *, has_come_out: bool) -> PrintJob:
        """Whether a job in doubt came out; what it held up goes on. Raises Refusal where nobody had asked."""
        from tracker.labelling.queue import answer

        done = self._written(partial(answer, job_id=job_id, has_come_out=has_come_out))
        self.go_on()
        return done

    def cancel(self, job_id: int) -> PrintJob:
        """Raises Refusal for what waits no longer."""
        from tracker.labelling.queue import cancel

        done = self._written(partial(cancel, job_id=job_id))
        self._tell_counts()
        return done

    def cancel_waiting(self, printer: str) -> int:
        """Cancel all that waits for a printer; how many that were."""
        from tracker.labelling.queue import JobState, cancel, open_jobs

        def all_of_it(connection: Connection, pen: QueuePen) -> int:
            waiting = [job for job in open_jobs(connection, printer) if job.state is JobState.QUEUED]
            for job in waiting:
                cancel(connection, pen, job.id)
            return len(waiting)

        count = self._written(all_of_it)
        self._tell_counts()
        return count

    def reprint(self, job_id: int, reason: str) -> PrintJob:
        """The same again, numbered, with its reason on record. Raises Refusal."""
        from tracker.labelling.queue import job, reprint

        def again(connection: Connection, pen: QueuePen) -> PrintJob:
            return job(connection, reprint(connection, pen, job_id, reason))

        made = self._written(again)
        self.go_on()
        return made

    def reprint_specimen(self, number: str, reason: str) -> str:
        """A full tube's label once more, now, past the queue; where it went. On record first, as is the look at the name.

        Blocks for as long as its printer takes. Raises Refusal without a badge or a reason, before the draw, and after
        the tube's end; PrinterFault where it did not come out.
        """
        from labels.loading import load_designs
        from labels.resolution import resolution
        from tracker.labelling.bedside import print_specimen_labels
        from tracker.labelling.reprinting import record_specimen_reprint, require_reprintable
        from tracker.labelling.specimens import specimen_labels, specimen_pages
        from tracker.specimens.queries import specimen_by_number

        settings, vault = self._settings, self._handler.open_vault()
        if not settings.specimen_printer:
            # The folder that stands for one is for tubes to be drawn: a drawn tube's file is cleared away from it.
            raise Refusal(
                "This station has no printer for specimen labels.",
                hint=f"Name it: specimen_printer in settings.toml. Or: tracker label specimen {number} --to FILE.pdf.",
                code="no_specimen_printer",
            )
        designs = load_designs(settings.home / "labels")
        with self._handler.database.reading() as connection:
            specimen = specimen_by_number(connection, number)
            wanted = specimen_labels(connection, vault, (number,), settings.zone)
        if specimen is not None:
            require_reprintable(specimen)
        # Drawn on trial: the journal is not to tell of a label that could never be made.
        specimen_pages(wanted, designs, resolution(settings.specimen_printer_dpi), None)

        def record(desk: Desk) -> None:
            if desk.operator is None:
                raise sign_on_first()
            with self._handler.database.writing() as connection:
                pen = Pen(self._handler.journal, stamp(self._handler.clock()), desk.operator.badge, self._handler.zone)
                record_specimen_reprint(connection, vault, pen, (number,), reason)

        self._writer.in_turn(record)
        where = settings.specimen_printer
        is_sure = print_specimen_labels(where, wanted, designs, settings.specimen_printer_dpi)
        return f"in {where}" if is_sure else f"taken by {where}: look whether it comes out"

    def go_on(self) -> None:
        """Print what waits. Never blocks."""
        self._is_wanted.set()

    def picture(self, of: Offered | int) -> Picture:
        """How a label, or a job's first one, comes out: the dots themselves. Raises Refusal or ConfigurationError."""
        from tracker.labelling.offering import wanted_of
        from tracker.labelling.queue import job

        with self._handler.database.reading() as connection:
            if isinstance(of, int):
                found = job(connection, of)
                return self._drawn(found.labels[0], found.setting.dpi, found.setting)
            return self._drawn(wanted_of(connection, of)[0], 203)

    # -- what a scan answers ------------------------------------------------------------------------------------

    def ask_about(self, job_id: int | None) -> None:
        """From now on YES and NO are about this job, as the screen shows it; None: about the open work again."""
        self._asked = job_id

    def answers(self, scan: Scan) -> bool:
        """Take a YES or NO to the job that is asked about; False for any other scan, and while the work itself waits for an
        answer: a scan of a moment ago may have asked what the screen does not show yet. Never blocks."""
        job_id = self._asked
        is_yes = scan.data == command_code(Command.YES)
        if job_id is None or not (is_yes or scan.data == command_code(Command.NO)):
            return False
        desk = self._writer.desk
        if self._writer.counts().waiting or desk.question or desk.matter or desk.latched:
            return False
        self._asked = None
        from tracker.labelling.queue import answer

        work = self._turn(partial(answer, job_id=job_id, has_come_out=is_yes))
        self._writer.hand_in(work).add_done_callback(partial(self._answered, job_id, is_yes))
        return True

    def _answered(self, job_id: int, is_yes: bool, done: Future[PrintJob]) -> None:
        error = done.exception()
        if isinstance(error, TrackerError):
            self._tell(Paper(False, f"job {job_id}", error.message, error.hint, "not answered"))
        elif error is None:
            words = "it is out" if is_yes else "it did not come out, and is printed again"
            self._tell(Paper(True, done.result().about, words))
        self._tell_counts()
        self.go_on()

    # -- the printing thread ------------------------------------------------------------------------------------

    def close(self, timeout: float) -> None:
        """Print no further job; wait for the one in hand, at most ``timeout`` seconds."""
        self._is_closing.set()
        self._is_wanted.set()
        self._thread.join(timeout)

    def _work(self) -> None:
        try:
            self._settle_interrupted()
        except (TrackerError, OSError) as error:
            _log.error("the print queue was not looked through: %s", type(error).__name__)
        self._tell_counts()
        while True:
            self._is_wanted.wait()
            self._is_wanted.clear()
            if self._is_closing.is_set():
                return
            try:
                self._print_all()
            except TrackerError as error:
                self._tell(Paper(False, "labels", error.message, error.hint))
            except Exception as error:
                _log.error("labels were not printed: %s", type(error).__name__)
                self._tell(Paper(False, "labels", f"the program failed: {type(error).__name__}", "Try it again."))

    def _settle_interrupted(self) -> None:
        """What was on its way when the program last ended is in doubt, before anybody prints anything else."""
        if not self.counts().sending:
            return
        from tracker.labelling.printing import printing_alone
        from tracker.labelling.queue import doubt_interrupted

        with printing_alone(self._handler.database.path), self._handler.database.writing() as connection:
            doubt_interrupted(connection, self._pen())

    def _print_all(self) -> None:
        """Each printer's jobs in their order; one that fails keeps no other's waiting."""
        from tracker.hardware.printers.opening import open_printer
        from tracker.labelling.printing import print_waiting
        from tracker.labelling.queue import open_jobs
        from tracker.labelling.watched import WatchedPrinter

        press = self._press()
        waiting: dict[str, list[PrintJob]] = {}
        with self._handler.database.reading() as connection:
            for job in open_jobs(connection):
                waiting.setdefault(job.printer, []).append(job)
        for url, jobs in waiting.items():
            try:
                count = print_waiting(press, WatchedPrinter(open_printer(url), self._before_sending))
            except TrackerError as error:
                if error.code != CLOSING:
                    self._tell(_fault(url, error))
                continue
            finally:
                self._tell_counts()
            if count:
                self._tell(Paper(True, _told(jobs[:count]), f"printed by {url}"))

    def _before_sending(self) -> None:
        """Before each job: the screens see it go, and a station that closes begins no other."""
        if self._is_closing.is_set():
            raise PrinterFault("The program is closing.", code=CLOSING, may_have_printed=False)
        self._tell_counts()

    def _press(self) -> Press:
        from tracker.labelling.printing import Press

        designs, stocks = self._designs()
        return Press(self._handler.database, self._pen, designs, stocks)

    def _designs(self) -> tuple[dict[str, Design], dict[str, Stock]]:
        from labels.loading import load_designs
        from labels.stocks import load_stocks
        from tracker.labelling.faults import in_families

        with in_families():
            home = self._settings.home
            return dict(load_designs(home / "labels")), dict(load_stocks(home / "sheets"))

    def _printer(self, url: str) -> tuple[Printer, int]:
        """The printer, and the dots per inch that labels for it are drawn in. Raises ConfigurationError."""
        from tracker.hardware.printers.opening import open_printer

        if url.partition(":")[0] not in QUEUED_PRINTERS:
            raise ConfigurationError(
                f"'{url}' names no printer.",
                hint="Write zpl://HOST:9100 or cups:QUEUE. For a file: tracker label ITEM --to labels.pdf.",
                code="printer_url",
            )
        printer = open_printer(url)
        return printer, {"zpl": 203, "pdf": 600}.get(printer.takes, 300)

    def _drawn(self, wanted: Wanted, dpi: int, setting: PrintSetting | None = None) -> Picture:
        from labels.reading import read_back
        from labels.resolution import resolution
        from labels.stocks import stock_named
        from tracker.labelling.faults import in_families
        from tracker.labelling.making import Setting, make_labels
        from tracker.labelling.queue import PrintSetting

        designs, stocks = self._designs()
        kept = setting or PrintSetting(dpi)
        with in_families(wanted.about):
            stock = stock_named(kept.stock, stocks) if kept.stock else None
            made = Setting(designs, resolution(dpi), stock, design=kept.design)
            label = make_labels([wanted], made, lambda done, total: None)[0]
            read_back(label)
        height, width = label.dots.shape
        return Picture(label.dots, made.resolution.mm(width), made.resolution.mm(height))

    def _pen(self) -> QueuePen:
        return self._pen_of(self._writer.desk)

    def _pen_of(self, desk: Desk) -> QueuePen:
        from tracker.labelling.queue import QueuePen

        by = desk.operator.badge if desk.operator else "unsigned"
        return QueuePen(self._handler.journal, stamp(self._handler.clock()), by)

    def _turn(self, work: Callable[[Connection, QueuePen], T]) -> Callable[[Desk], T]:
        """``work`` in a transaction of its own, under the hand of whoever is signed on when its turn comes."""

        def turn(desk: Desk) -> T:
            with self._handler.database.writing() as connection:
                return work(connection, self._pen_of(desk))

        return turn

    def _written(self, work: Callable[[Connection, QueuePen], T]) -> T:
        return self._writer.in_turn(self._turn(work))

    def counts(self) -> QueueCounts:
        with self._handler.database.reading() as connection:
            return counts(connection)

    def _tell_counts(self) -> None:
        try:
            found = self.counts()
        except TrackerError:
            return
        for listener in tuple(self._count_listeners):
            listener(found)

    def _tell(self, paper: Paper) -> None:
        if not paper.is_out:
            _log.warning("%s: %s", paper.failed, paper.about)
        for listener in tuple(self.listeners):
            listener(paper)


def sign_on_first() -> Refusal:
    return Refusal(
        "A specimen's label names a patient: nobody in particular prints it.",
        hint="Scan your badge, then ask again: who prints it is recorded.",
        code="sign_on_first",
    )


def _told(jobs: list[PrintJob]) -> str:
    """``Exam 2``, ``Exam 2 × 3``, ``12 labels``."""
    total = sum(len(job.labels) * job.setting.copies for job in jobs)
    if len(jobs) > 1:
        return f"{total} labels"
    return f"{jobs[0].about} × {jobs[0].setting.copies}" if jobs[0].setting.copies > 1 else jobs[0].about


def _fault(url: str, error: TrackerError) -> Paper:
    """The screen's own way to answer, where the command line's is named."""
    if error.code == "print_unknown":
        return Paper(False, f"a label on {url}", "it may have come out, or not.", ANSWER, "in doubt", is_queued=True)
    if getattr(error, "may_have_printed", False):
        return Paper(False, "a label", error.message, ANSWER, "in doubt", is_queued=True)
    return Paper(False, "labels", f"{error.message} {error.hint}", "They wait: F12.", is_queued=True)
