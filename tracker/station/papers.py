"""What leaves the station on paper once a scan is on disk: tube labels, a bag's manifest, a shift's checkpoint.

All on one thread of its own: no scan waits for a printer. A label is printed now or not at all: what did not come out is
told, and asked for again by LABEL at the patient's side; what may have come out is asked about. Labels that are files are
deleted once their tubes carry them.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.journal.notes import Why
from tracker.specimens.orders import CloseDay, Depart, Divide, Draw, Label, NotDrawn, Pool, Reprint, Step
from tracker.station.checkpointing import CheckpointMade
from tracker.station.handling import Handler
from tracker.station.outcomes import Outcome
from tracker.station.specimen_labels import SpecimenLabels

if TYPE_CHECKING:
    from tracker.labelling.specimen_doubt import SpecimenDoubt

_log = logging.getLogger(__name__)
MANIFESTS = "manifests"
SPENT = "a used label's file"
LOOK = "Look at the printer, then say YES or NO."
_SPECIMENS = ("labels", "follow", "doubt")


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing that was, or was not, put on paper. Texts hold numbers and codes, never a name."""

    is_out: bool
    about: str
    """``3 labels``, ``the manifest T…``."""
    words: str
    hint: str = ""
    failed: str = "not printed"
    """What it is where it is not out."""
    is_queued: bool = False
    """Whether the screens go on telling of it: the print queue keeps it, or the banner asks about it."""
    is_specimens: bool = False
    """Whether it is specimens' labels."""


@dataclass(frozen=True, slots=True)
class _Errand:
    kind: Literal["labels", "follow", "settled", "doubt", "spent", "manifest", "shift"]
    numbers: tuple[str, ...] = ()
    shipment_id: int = 0
    is_again: bool = False
    """Whether these were ordered before: then only those of them that are known to be missing."""
    is_left: bool = False
    """Whether an earlier session, or the command line, left the doubt: nothing is printed unasked."""


class Papers:
    """Hears what was carried out, and prints. ``checkpoint`` makes one in turn with the scans."""

    def __init__(
        self,
        handler: Handler,
        settings: Settings,
        specimens: SpecimenLabels,
        checkpoint: Callable[[Why], CheckpointMade],
    ) -> None:
        self.listeners: list[Callable[[Paper], None]] = []
        self.settled: Callable[[], None] = lambda: None
        """Called once a doubt is over and what it held up of specimens is printed: the queue may go on."""
        self._handler, self._settings, self._checkpoint = handler, settings, checkpoint
        self._specimens = specimens
        self._errands: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        # What a station that was cut off has left behind.
        self._errands.put(_Errand("doubt"))
        self._errands.put(_Errand("spent"))
        self._thread = threading.Thread(target=self._work, name="papers", daemon=True)
        self._thread.start()

    def hear(self, outcome: Outcome) -> None:
        """Take note of what a scan ordered; never blocks."""
        numbers = tuple(number for order in outcome.orders for number in _labelled(order))
        if numbers:
            is_again = any(isinstance(order, Reprint) for order in outcome.orders)
            self._errands.put(_Errand("labels", numbers, is_again=is_again))
        if any(isinstance(order, Draw | NotDrawn | Step | Divide | Pool) for order in outcome.orders):
            self._errands.put(_Errand("spent"))
        for order in outcome.orders:
            if isinstance(order, Depart):
                self._errands.put(_Errand("manifest", shipment_id=order.shipment_id))
            elif isinstance(order, CloseDay):
                self._errands.put(_Errand("shift"))

    def settle(self, doubt: SpecimenDoubt, *, has_come_out: bool) -> None:
        """A person has looked for labels in doubt; what was to follow follows. Never blocks."""
        numbers = doubt.rest if has_come_out else (*doubt.numbers, *doubt.rest)

        def done(future: Future[None]) -> None:
            error = future.exception()
            if isinstance(error, TrackerError):
                self._tell(Paper(False, doubt.about, error.message, error.hint, "not answered", is_specimens=True))
                return
            if has_come_out:
                self._tell(Paper(True, doubt.about, "it is out", is_specimens=True))
            if numbers:
                self._errands.put(_Errand("follow", numbers, is_left=doubt.is_left))
            self._errands.put(_Errand("settled"))

        self._specimens.settle(doubt, has_come_out=has_come_out, done=done)

    def close(self, timeout: float) -> None:
        """Wait until all that was asked for is out, at most ``timeout`` seconds."""
        self._errands.put(None)
        self._thread.join(timeout)

    def _work(self) -> None:
        while (errand := self._errands.get()) is not None:
            paper = self._done(errand)
            if paper is not None:
                self._tell(paper)

    def _tell(self, paper: Paper) -> None:
        if not paper.is_out:
            _log.warning("%s: %s", paper.failed, paper.about, extra={"code": "not_out"})
        for listener in tuple(self.listeners):
            listener(paper)

    def _done(self, errand: _Errand) -> Paper | None:
        about = {
            "labels": _counted(errand.numbers),
            "follow": _counted(errand.numbers),
            "settled": "labels",
            "doubt": "a label of before",
            "spent": SPENT,
            "manifest": "the manifest",
            "shift": "the shift's checkpoint",
        }
        try:
            match errand.kind:
                case "labels":
                    return self._labels(errand)
                case "follow":
                    return self._follow(errand)
                case "settled":
                    self.settled()
                    return None
                case "doubt":
                    doubt = self._specimens.take_up()
                    return _in_doubt(doubt) if doubt is not None else None
                case "spent":
                    return self._spent()
                case "manifest":
                    return self._manifest(errand.shipment_id)
                case "shift":
                    return self._shift()
        except TrackerError as error:
            return Paper(False, about[errand.kind], error.message, error.hint, is_specimens=errand.kind in _SPECIMENS)
        except Exception as error:
            # Only its kind: the text may hold what stands on a label.
            words = f"the program failed: {type(error).__name__}"
            return Paper(False, about[errand.kind], words, "Try it again.", is_specimens=errand.kind in _SPECIMENS)

    def _labels(self, errand: _Errand) -> Paper:
        from tracker.hardware.printers.printer import PrinterFault

        specimens, numbers = self._specimens, errand.numbers
        specimens.require_settled()
        if errand.is_again and (missing := specimens.missing.intersection(numbers)):
            numbers = tuple(number for number in numbers if number in missing)
        try:
            where = specimens.send(specimens.wanted(numbers, is_again=errand.is_again))
        except PrinterFault as fault:
            if (doubt := specimens.doubt) is not None:
                return _in_doubt(doubt)
            left = tuple(number for number in numbers if number in specimens.missing) or numbers
            hint = f"{fault.hint} Then LABEL.".lstrip(" ")
            return Paper(False, _counted(left), fault.message, hint, is_specimens=True)
        return Paper(True, _counted(numbers), where, is_specimens=True)

    def _follow(self, errand: _Errand) -> Paper:
        """What a doubt held up, or a label that did not come out: at the patient's side, or not at all."""
        from tracker.labelling.specimen_doubt import listed

        if not errand.is_left and self._specimens.may_follow(errand.numbers):
            return self._labels(errand)
        words = f"their patient is not in front of you any more: {listed(errand.numbers)}."
        hint = "Open COLLECT, scan the requisition and ask the patient; then LABEL."
        return Paper(False, _counted(errand.numbers), words, hint, is_specimens=True)

    def _spent(self) -> Paper | None:
        """Delete the label files that nobody needs; told only where one is still there."""
        from tracker.labelling.bedside import FOLDER
        from tracker.labelling.label_files import discard_labels, spent_labels

        folder = self._settings.home / FOLDER
        if not folder.is_dir():
            return None
        with self._handler.database.reading() as connection:
            numbers = spent_labels(connection, folder)
        troubles = discard_labels(folder, numbers)
        hint = "Delete it by hand: a patient's name stands on it."
        return Paper(False, SPENT, "; ".join(troubles), hint, "not deleted") if troubles else None

    def _manifest(self, shipment_id: int) -> Paper:
        """The checkpoint first, so that the paper binds the journal to what it says; PDF and CSV, for the bag and for us."""
        from labels.card import Paper as Sheet
        from tracker.hardware.printers.files import write_whole
        from tracker.hardware.printers.opening import open_printer
        from tracker.reports.manifest import manifest_pdf, manifest_table
        from tracker.reports.manifests import manifest_of
        from tracker.reports.table import as_csv
        from tracker.specimens.reader import SpecimenReader

        handler, settings = self._handler, self._settings
        self._checkpoint("manifest")
        with handler.database.reading() as connection:
            code = str(
                connection.exec_driver_sql("SELECT code FROM shipment WHERE id = ?", (shipment_id,)).scalar_one()
            )
            reader = SpecimenReader(connection, handler.clock(), handler.vault)
            manifest = manifest_of(reader, code, clinic_clia=settings.clia, zone=settings.zone)
        folder, pdf = settings.home / MANIFESTS, manifest_pdf(manifest, Sheet(settings.paper))
        folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / f"{code}.pdf", pdf)
        write_whole(folder / f"{code}.csv", as_csv(manifest_table(manifest)).encode())
        if not settings.manifest_printer:
            return Paper(True, f"the manifest {code}", f"in {folder}: print {code}.pdf and put it into the bag")
        open_printer(settings.manifest_printer).send(pdf, f"manifest-{code}")
        return Paper(True, f"the manifest {code}", f"taken by {settings.manifest_printer}: put it into the bag")

    def _shift(self) -> Paper:
        made = self._checkpoint("shift")
        troubles = "; ".join(made.copied.troubles)
        words = f"{made.checkpoint.size:,} events signed"
        return Paper(not troubles, "the shift's checkpoint", troubles or words, "" if not troubles else "See doctor.")


def _labelled(order: object) -> tuple[str, ...]:
    """The specimens whose labels an order asks to be printed now."""
    if isinstance(order, Label | Divide | Pool):
        return () if order.is_roll else (order.number,)
    return order.numbers if isinstance(order, Reprint) else ()


def _in_doubt(doubt: SpecimenDoubt) -> Paper:
    words = f"it may have come out of {doubt.called}, or not."
    return Paper(False, doubt.about, words, LOOK, "in doubt", is_queued=True, is_specimens=True)


def _counted(numbers: tuple[str, ...]) -> str:
    return f"{len(numbers)} label{'s' if len(numbers) != 1 else ''}"
