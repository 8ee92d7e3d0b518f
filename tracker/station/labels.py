"""Labels that the screens ask for, and all that a person may say of those on their way."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import ConfigurationError, Refusal
from tracker.labelling.counting import QueueCounts, counts
from tracker.media import LabelKind
from tracker.station.errands import Paper
from tracker.station.hands import hand, in_turn, queue_pen
from tracker.station.label_answers import LabelAnswers
from tracker.station.label_pictures import Picture, picture_of, setting_for
from tracker.station.label_press import LabelPress
from tracker.text import without_secrets

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.hardware.scan import Scan
    from tracker.labelling.destinations import Destination
    from tracker.labelling.offering import Offered
    from tracker.labelling.print_jobs import PrintJob
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.station.handling import Handler
    from tracker.station.papers import Papers
    from tracker.station.specimen_labels import SpecimenLabels
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")
QUEUED_PRINTERS = ("zpl", "cups", "brother-ql", "memory")
"""Schemes of what labels can wait for. A file is written by 'tracker label'."""
MOST_COPIES = 99
NOT_OUT = "did not come out"
"""Why a label is printed that nobody had yet."""
_NAME = re.compile(r"[A-Za-z0-9_-]+")


class Labels:
    """Whatever a person asks for is written in turn with the scans: make such calls on a worker thread. Printing is done on
    a thread of its own (:mod:`tracker.station.label_press`)."""

    def __init__(
        self, handler: Handler, settings: Settings, writer: Writer, specimens: SpecimenLabels, papers: Papers
    ) -> None:
        self._handler, self._settings, self._writer = handler, settings, writer
        self._specimens = specimens
        self._press = LabelPress(handler.database, settings, lambda: queue_pen(self._handler, writer.desk), specimens)
        papers.settled = self._press.go_on
        specimens.moved = self._press.tell_counts
        self._answers = LabelAnswers(handler, writer, self._press, specimens, papers)

    @property
    def listeners(self) -> list[Callable[[Paper], None]]:
        """Who hears of what came out, and of what did not."""
        return self._press.listeners

    def subscribe(self, listener: Callable[[QueueCounts], None]) -> Callable[[], None]:
        """Hear how the queue stands whenever it moves, specimens' labels included. Returns the call that ends it."""
        self._press.count_listeners.append(listener)
        return lambda: self._press.count_listeners.remove(listener)

    def close(self, timeout: float) -> None:
        """Print no further job; wait for the one in hand, at most ``timeout`` seconds."""
        self._press.close(timeout)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why labels are mostly printed again."""
        from tracker.labelling.queue import REASONS

        return REASONS

    @property
    def specimen_reasons(self) -> tuple[str, ...]:
        from tracker.labelling.waiting import REPLACED

        return REPLACED

    # -- asked for by a person ----------------------------------------------------------------------------------

    def printers(self) -> tuple[str, ...]:
        """Where labels may go, the likeliest first: by name those of the settings that are not kept for specimens, by URL
        others that had labels lately."""
        from tracker.labelling.destinations import profile_at
        from tracker.labelling.queue_listing import printers_used

        known = self._settings.printers
        ours = [one for one in known if LabelKind.SUPPLY in one.labels]
        others = [one for one in known if not one.labels]
        with self._handler.database.reading() as connection:
            used = [url for url in printers_used(connection) if profile_at(known, url) is None]
        return (*(one.name for one in (*ours, *others)), *used)

    def print_label(self, offered: Offered, copies: int, url: str) -> int:
        """Put a label into the queue of a printer, and begin; the first job's number: on a roll each label is one of its
        own, so that one in doubt leaves no doubt of others.

        Raises Refusal or ConfigurationError for what cannot be printed; then nothing waits.
        """
        from tracker.labelling.held_to_records import require_on_record
        from tracker.labelling.offering import wanted_of
        from tracker.labelling.print_jobs import PrintSetting, in_pieces
        from tracker.labelling.queue import enqueue

        if not 1 <= copies <= MOST_COPIES:
            raise Refusal(f"Print 1 to {MOST_COPIES} at a time.", hint="Give a smaller number.", code="label_copies")
        where = self._destination(url)
        printer = where.printer
        with self._handler.database.reading() as connection:
            wanted = wanted_of(connection, offered, self._handler.zone)
            pieces, each_copies = in_pieces(printer.takes, wanted, copies)
            setting = PrintSetting(where.dpi, each_copies)
            require_on_record(connection, wanted, setting_for(self._settings, setting, where.profile))
        # Drawn and read back now: what can never be printed must not wait, and is told to who asked.
        for each in wanted:
            picture_of(self._settings, each, setting, where.profile)

        def put(connection: Connection, pen: QueuePen) -> int:
            made = [enqueue(connection, pen, printer.url, piece, setting) for piece in pieces]
            return made[0]

        job = self._written(put)
        self.go_on()
        return job

    def answer(self, job_id: int, *, has_come_out: bool) -> PrintJob:
        """Whether a job in doubt came out; what it held up goes on. Raises Refusal where nobody had asked, and PrinterFault
        for a NO that the printer does not bear out."""
        from tracker.labelling.borne_out import require_deniable
        from tracker.labelling.queue import answer

        if not has_come_out:
            require_deniable(self._handler.database, self._settings.printers, job_id)
        done = self._written(partial(answer, job_id=job_id, has_come_out=has_come_out))
        self.go_on()
        return done

    def cancel(self, job_id: int) -> PrintJob:
        """Raises Refusal for what waits no longer."""
        from tracker.labelling.queue import cancel

        done = self._written(partial(cancel, job_id=job_id))
        self._press.tell_counts()
        return done

    def cancel_waiting(self, printer: str) -> int:
        """Cancel all that waits for a printer; how many that were."""
        from tracker.labelling.print_jobs import JobState
        from tracker.labelling.queue import cancel
        from tracker.labelling.queue_listing import open_jobs

        def all_of_it(connection: Connection, pen: QueuePen) -> int:
            waiting = [job for job in open_jobs(connection, printer) if job.state is JobState.QUEUED]
            for job in waiting:
                cancel(connection, pen, job.id)
            return len(waiting)

        count = self._written(all_of_it)
        self._press.tell_counts()
        return count

    def reprint(self, job_id: int, reason: str) -> PrintJob:
        """The same again, numbered, with its reason on record. Raises Refusal."""
        from tracker.labelling.queue import reprint
        from tracker.labelling.queue_listing import job
        from tracker.specimens.nameless import require_nameless

        def again(connection: Connection, pen: QueuePen) -> PrintJob:
            made = job(connection, reprint(connection, pen, job_id, reason))
            require_nameless(connection, self._handler.vault, pen, "queue", reason)
            return made

        made = self._written(again)
        self.go_on()
        return made

    def reprint_specimen(self, number: str, reason: str) -> str:
        """A full tube's label once more; where it went. Blocks and raises like :func:`specimen_label_again`."""
        from tracker.station.labels_again import specimen_label_again

        return specimen_label_again(self._handler, self._settings, self._writer, self._specimens, number, reason)

    def print_lacking(self, number: str) -> str:
        """The label of a tube that was filled at the bench, and whose first has not come out: in the name of whoever is
        signed on. Blocks and raises like :func:`specimen_label_again`."""
        from tracker.station.labels_again import specimen_label_again

        return specimen_label_again(
            self._handler, self._settings, self._writer, self._specimens, number, NOT_OUT, is_lacking=True
        )

    def go_on(self) -> None:
        """Print what waits. Never blocks."""
        self._press.go_on()

    def picture(self, of: Offered | int) -> Picture:
        """How a label, or a job's first one, comes out: the dots themselves, which can be scanned from a screen. Raises
        Refusal, as for another's badge, or ConfigurationError."""
        from tracker.labelling.asked_for import require_asked_for
        from tracker.labelling.destinations import destination_for, profile_at
        from tracker.labelling.offering import wanted_of
        from tracker.labelling.others_badges import require_own_badges
        from tracker.labelling.print_jobs import PrintSetting
        from tracker.labelling.queue_listing import job

        settings = self._settings
        with self._handler.database.reading() as connection:
            if isinstance(of, int):
                found = job(connection, of)
                if not found.labels:
                    raise Refusal("What stands on it is not known.", code="print_job_unreadable")
                require_asked_for(connection, found)
                require_own_badges(connection, hand(self._writer.desk), found.labels)
                profile = profile_at(settings.printers, found.printer)
                return picture_of(settings, found.labels[0], found.setting, profile)
            wanted = wanted_of(connection, of, self._handler.zone)[0]
            require_own_badges(connection, hand(self._writer.desk), [wanted])
        usual = destination_for(settings, LabelKind.SUPPLY)
        if usual is None:
            return picture_of(settings, wanted, PrintSetting(203))
        return picture_of(settings, wanted, PrintSetting(usual.dpi), usual.profile)

    # -- what a scan answers ------------------------------------------------------------------------------------

    @property
    def doubt(self) -> SpecimenDoubt | None:
        """The specimens' labels that may have come out of their printer, or not."""
        return self._specimens.doubt

    def doubts(self) -> tuple[SpecimenDoubt, ...]:
        """All of them by the record, also what the command line has left. Call it on a worker thread."""
        return self._specimens.look()

    def ask_about(self, asked: int | SpecimenDoubt | None) -> None:
        """From now on YES and NO are about this job, or these specimens' labels, as the screen shows it; None: about the
        open work again."""
        self._answers.asked = asked

    def answers(self, scan: Scan) -> bool:
        """Take a YES or NO to what is asked about; False for any other scan. Never blocks."""
        return self._answers.take(scan)

    def _destination(self, to: str) -> Destination:
        """A printer that labels can wait for, by name or URL. Raises ConfigurationError."""
        from tracker.labelling.destinations import destination

        scheme, colon, _ = to.partition(":")
        if scheme not in QUEUED_PRINTERS if colon else _NAME.fullmatch(to) is None:
            raise ConfigurationError(
                f"'{without_secrets(to)}' names no printer.",
                hint="Write a name from settings.toml, zpl://HOST:9100 or cups:QUEUE. For a file: tracker label.",
                code="printer_url",
            )
        return destination(self._settings, to)

    def _written(self, work: Callable[[Connection, QueuePen], T]) -> T:
        return self._writer.in_turn(in_turn(self._handler, work))

    def counts(self) -> QueueCounts:
        """Of the queue; how it stands with specimens' labels is told once their record was gone through."""
        with self._handler.database.reading() as connection:
            return counts(connection)
