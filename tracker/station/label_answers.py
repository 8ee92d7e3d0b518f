"""YES and NO to a label that may have come out: a scan, by whatever scanner, about what the screen asks."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.errors import TrackerError
from tracker.station.errands import Paper
from tracker.station.hands import in_turn

if TYPE_CHECKING:
    from tracker.hardware.scan import Scan
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.station.handling import Handler
    from tracker.station.label_press import LabelPress
    from tracker.station.papers import Papers
    from tracker.station.specimen_labels import SpecimenLabels
    from tracker.station.writer import Writer


class LabelAnswers:
    """``asked`` is the job, or the specimens' labels, that the screen asks about; None while it asks about none."""

    def __init__(
        self, handler: Handler, writer: Writer, press: LabelPress, specimens: SpecimenLabels, papers: Papers
    ) -> None:
        self.asked: int | SpecimenDoubt | None = None
        self._handler, self._writer, self._press = handler, writer, press
        self._specimens, self._papers = specimens, papers

    def take(self, scan: Scan) -> bool:
        """Take a YES or NO to what is asked about; False for any other scan, and while the work itself waits for an
        answer: a scan of a moment ago may have asked what the screen does not show yet. Never blocks."""
        asked = self.asked
        is_yes = scan.data == command_code(Command.YES)
        is_answer = scan.stands_alone and (is_yes or scan.data == command_code(Command.NO))
        if asked is None or not is_answer:
            return False
        desk = self._writer.desk
        if self._writer.counts().waiting or desk.question or desk.matter or desk.latched:
            return False
        self.asked = None
        if isinstance(asked, int) and not is_yes:
            self._press.deny(asked)
        elif isinstance(asked, int):
            from tracker.labelling.queue import answer

            work = in_turn(self._handler, partial(answer, job_id=asked, has_come_out=True))
            self._writer.hand_in(work).add_done_callback(partial(self._answered, asked))
        elif asked == self._specimens.doubt:
            self._papers.settle(asked, has_come_out=is_yes)
        return True

    def _answered(self, job_id: int, done: Future[PrintJob]) -> None:
        error = done.exception()
        if isinstance(error, TrackerError):
            self._press.tell(Paper(False, f"job {job_id}", error.message, error.hint, "not answered"))
        elif error is None:
            self._press.tell(Paper(True, done.result().about, "it is out"))
        self._press.tell_counts()
        self._press.go_on()
