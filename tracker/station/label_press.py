"""The print queue's thread at a workstation: works it off beside the work, and tells what comes of it.

No scan waits for a printer, and no screen does. What is not out when the station closes waits in the queue; what was on its
way then is in doubt, and asked about.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.hardware.printers.printer import PrinterFault
from tracker.labelling.counting import QueueCounts, counts
from tracker.station.errands import Paper
from tracker.station.label_pictures import designs_of
from tracker.text import safe

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.printing import LeftWaiting
    from tracker.labelling.queue import QueuePen
    from tracker.station.specimen_labels import SpecimenLabels
    from tracker.store.database import Database

_log = logging.getLogger(__name__)
LOOK_S = 1.0
"""So often the record is looked at for what 'tracker queue' and other windows of this clinic have changed."""
LOOK_ANYWAY_S = 10.0
"""So often what stands there is gone through also where nobody wrote anything: a program that was killed writes nothing."""
CLOSING = "closing"
SPECIMENS_FIRST = "Answer that first: YES or NO. They wait: F12."
ANSWER = "Look at the printer, then say YES or NO: F12."


class LabelPress:
    """``pen`` gives a fresh pen for each step, ``specimens`` knows of their labels that may have come out. Listeners are
    called on this thread, or on whichever calls :meth:`tell`."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        pen: Callable[[], QueuePen],
        specimens: SpecimenLabels,
    ) -> None:
        self.listeners: list[Callable[[Paper], None]] = []
        self.count_listeners: list[Callable[[QueueCounts], None]] = []
        self._database, self._settings, self._pen, self._specimens = database, settings, pen, specimens
        self._told: QueueCounts | None = None
        self._left = set[int]()
        self._read_up_to, self._looked_s = -1, 0.0
        self._is_wanted, self._is_closing = threading.Event(), threading.Event()
        self._telling = threading.RLock()
        """Held while one thing is told, and while it is looked whether it is still so."""
        self._denied: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="labels", daemon=True)
        self._thread.start()

    def go_on(self) -> None:
        """Print what waits. Never blocks."""
        self._is_wanted.set()

    def deny(self, job_id: int) -> None:
        """Somebody says that this job did not come out: its printer is asked first. Never blocks."""
        self._denied.put(job_id)
        self._is_wanted.set()

    def close(self, timeout: float) -> None:
        """Print no further job; wait for the one in hand, at most ``timeout`` seconds."""
        self._is_closing.set()
        self._is_wanted.set()
        self._thread.join(timeout)

    def _work(self) -> None:
        try:
            self._settle_interrupted()
        except (TrackerError, OSError) as error:
            _log.error("the print queue was not looked through", extra={"error": type(error).__name__})
        self.tell_counts()
        while True:
            is_wanted = self._is_wanted.wait(LOOK_S)
            if self._is_closing.is_set():
                return
            if not is_wanted:
                # Not cleared: what is wanted from now on, after the waiting was over, would be forgotten.
                self._look_for_news()
                continue
            self._is_wanted.clear()
            try:
                while not self._denied.empty():
                    self._deny(self._denied.get())
                self._print_all()
            except TrackerError as error:
                self.tell(Paper(False, "labels", error.message, error.hint))
            except Exception as error:
                _log.error("labels were not printed", extra={"error": type(error).__name__, "fault": error})
                self.tell(Paper(False, "labels", f"the program failed: {type(error).__name__}", "Try it again."))

    def _look_for_news(self) -> None:
        """Where nobody has written since, nothing stands otherwise."""
        try:
            with self._database.reading() as connection:
                written = connection.exec_driver_sql("SELECT coalesce(sum(seq), 0) FROM journal_head").scalar_one()
        except TrackerError as error:
            _log.error("the record was not looked at", extra={"error": type(error).__name__})
            return
        if written != self._read_up_to or monotonic() - self._looked_s >= LOOK_ANYWAY_S:
            self._read_up_to, self._looked_s = written, monotonic()
            self._look()

    def _look(self) -> None:
        """What the command line and other windows of this clinic have left, or answered."""
        try:
            self._specimens.look()
        except (TrackerError, OSError) as error:
            _log.error("labels in doubt were not looked for", extra={"error": type(error).__name__})
        self.tell_counts(is_news_only=True)

    def _settle_interrupted(self) -> None:
        """What was on its way when the program last ended is in doubt, before anybody prints anything else."""
        with self._database.reading() as connection:
            if not counts(connection).sending:
                return
        from tracker.labelling.printing import printing_alone
        from tracker.labelling.queue import doubt_interrupted

        with printing_alone(self._database.path), self._database.writing() as connection:
            doubt_interrupted(connection, self._pen())

    def _deny(self, job_id: int) -> None:
        from tracker.labelling.borne_out import require_deniable
        from tracker.labelling.queue import answer
        from tracker.labelling.queue_listing import job

        with self._database.reading() as connection:
            about = job(connection, job_id).about
        try:
            require_deniable(self._database, self._settings.printers, job_id)
            with self._database.writing() as connection:
                answer(connection, self._pen(), job_id, has_come_out=False)
            self.tell(Paper(True, about, "it did not come out, and is printed again"))
        except PrinterFault as fault:
            self.tell(Paper(False, about, fault.message, fault.hint, "in doubt", is_queued=True))
        except TrackerError as error:
            self.tell(Paper(False, f"job {job_id}", error.message, error.hint, "not answered"))
        self.tell_counts()

    def _print_all(self) -> None:
        """Each printer's jobs in their order; one that fails keeps no other's waiting."""
        from tracker.hardware.printers.one_printer import may_be_one
        from tracker.labelling.destinations import called, printer_at
        from tracker.labelling.print_jobs import told_together
        from tracker.labelling.printing import LeftWaiting, Press, print_waiting
        from tracker.labelling.watched import WatchedPrinter

        designs, stocks = designs_of(self._settings)
        press = Press(self._database, self._pen, designs, stocks, self._settings.printers)
        for url, jobs in self._waiting().items():
            name = called(press.printers, url)
            if (doubt := self._specimens.doubt) is not None and may_be_one(doubt.printer, url):
                words = f"{doubt.about} may have come out of {name}, or not."
                self.tell(Paper(False, "labels", words, SPECIMENS_FIRST, is_queued=True))
                continue
            try:
                printer = WatchedPrinter(printer_at(press.printers, url), self._before_sending)
                count = print_waiting(press, printer)
            except LeftWaiting as left:
                self._tell_left(left, jobs)
                jobs, count = [job for job in jobs if job.id not in left.jobs], left.count
            except TrackerError as error:
                self.tell_counts()
                if error.code != CLOSING:
                    self._tell_fault(name, error, jobs)
                continue
            self.tell_counts()
            if count:
                words = f"printed by {name}" if printer.is_sure else f"taken by {name}: look whether it comes out"
                self.tell(Paper(True, told_together(jobs[:count]), words))

    def _waiting(self) -> dict[str, list[PrintJob]]:
        """What is queued, by printer."""
        from tracker.hardware.printers.opening import printer_url
        from tracker.labelling.print_jobs import JobState
        from tracker.labelling.queue_listing import open_jobs

        waiting: dict[str, list[PrintJob]] = {}
        with self._database.reading() as connection:
            for job in open_jobs(connection):
                if job.state is JobState.QUEUED:
                    waiting.setdefault(printer_url(job.printer), []).append(job)
        return waiting

    def _tell_left(self, left: LeftWaiting, jobs: Sequence[PrintJob]) -> None:
        """What waits in vain is told once: it stands at F12 for as long as nobody has cancelled it."""
        news = left.jobs - self._left
        self._left |= left.jobs
        first = next((job for job in jobs if job.id in news), None)
        if first is not None:
            self.tell(Paper(False, first.about, left.message, "F12 says what to do about it.", is_queued=True))

    def _tell_fault(self, name: str, error: TrackerError, jobs: Sequence[PrintJob]) -> None:
        """What stopped a printer, at which of its jobs. A doubt that somebody has answered by now is none: told behind its
        answer it would ask again."""
        from tracker.labelling.print_jobs import JobState
        from tracker.labelling.queue_listing import open_jobs

        with self._telling:
            with self._database.reading() as connection:
                states = {job.id: job.state for job in open_jobs(connection)}
            here = [job for job in jobs if job.id in states]
            if getattr(error, "may_have_printed", False):
                here = [job for job in here if states[job.id] is JobState.UNKNOWN]
                if not here:
                    return
            elif error.code == "print_unknown" and JobState.UNKNOWN not in states.values():
                return
            self.tell(_fault(name, error, here))

    def _before_sending(self) -> None:
        """Before each job: the screens see it go, and a station that closes begins no other."""
        if self._is_closing.is_set():
            raise PrinterFault("The program is closing.", code=CLOSING, may_have_printed=False)
        self.tell_counts()

    def _counts(self) -> QueueCounts:
        with self._database.reading() as connection:
            queued = counts(connection)
        doubtful, lacking = self._specimens.standing()
        return replace(queued, doubtful_specimens=doubtful, lacking=lacking)

    def tell_counts(self, *, is_news_only: bool = False) -> None:
        """Have everybody hear how the queue stands; ``is_news_only``: where it is not as it was told last."""
        try:
            found = self._counts()
        except (TrackerError, OSError):
            return
        if is_news_only and found == self._told:
            return
        self._told = found
        for listener in tuple(self.count_listeners):
            listener(found)

    def tell(self, paper: Paper) -> None:
        if not paper.is_out:
            # Not what it is about: a person's name may stand on it.
            _log.warning("%s", safe(paper.failed), extra={"code": "not_out"})
        with self._telling:
            for listener in tuple(self.listeners):
                listener(paper)


def _fault(name: str, error: TrackerError, jobs: Sequence[PrintJob]) -> Paper:
    """The screen's own way to answer, where the command line's is named. ``jobs`` are not out, the first stands in hand."""
    from tracker.labelling.print_jobs import told_together

    about = told_together(jobs) if jobs else "labels"
    if error.code == "print_unknown":
        return Paper(False, f"a label on {name}", "it may have come out, or not.", ANSWER, "in doubt", is_queued=True)
    if getattr(error, "may_have_printed", False):
        return Paper(False, jobs[0].about if jobs else "a label", error.message, ANSWER, "in doubt", is_queued=True)
    them = "It waits" if len(jobs) == 1 else "They wait"
    return Paper(False, about, f"{error.message} {error.hint}", f"{them}: F12.", is_queued=True)
