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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracker.barcodes.house import has_house_shape
from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.scan import KEYS, Quality
from tracker.journal.notes import Why
from tracker.specimens.orders import CloseDay, Depart, Divide, Draw, Label, NotDrawn, Pool, Reprint, Step
from tracker.station.checkpointing import CheckpointMade
from tracker.station.handling import Handler
from tracker.station.outcomes import Outcome
from tracker.station.specimen_labels import SpecimenLabels
from tracker.text import as_file_name, safe

if TYPE_CHECKING:
    from tracker.labelling.specimen_doubt import SpecimenDoubt

_log = logging.getLogger(__name__)
MANIFESTS = "manifests"
SPENT = "a used label's file"
LOOK = "Look at the printer, then say YES or NO."
_SPECIMENS = ("labels", "yes", "no", "scanned", "follow", "doubt")


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
    kind: Literal["labels", "yes", "no", "scanned", "follow", "settled", "doubt", "spent", "manifest", "shift"]
    numbers: tuple[str, ...] = ()
    shipment_id: int = 0
    code: str = ""
    """The number of a label that was scanned."""
    is_lacking: bool = False
    """Whether these are only those of which it is on record that they were not printed."""
    is_filled: bool = False
    """Whether they are aliquots' or pools': LABEL would fill one more."""
    is_left: bool = False
    """Whether an earlier session, or the command line, left the doubt: nothing is printed unasked."""
    doubt: SpecimenDoubt | None = None
    """What is answered, or was."""


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
        if number := _seen(outcome):
            self._errands.put(_Errand("scanned", code=number))
        numbers = tuple(number for order in outcome.orders for number in _labelled(order))
        if numbers:
            is_lacking = any(isinstance(order, Reprint) and order.is_lacking for order in outcome.orders)
            is_filled = any(isinstance(order, Divide | Pool) for order in outcome.orders)
            self._order(_Errand("labels", numbers, is_lacking=is_lacking, is_filled=is_filled))
        if any(isinstance(order, Draw | NotDrawn | Step | Divide | Pool) for order in outcome.orders):
            self._errands.put(_Errand("spent"))
        for order in outcome.orders:
            if isinstance(order, Depart):
                self._errands.put(_Errand("manifest", shipment_id=order.shipment_id))
            elif isinstance(order, CloseDay):
                self._errands.put(_Errand("shift"))

    def _order(self, errand: _Errand) -> None:
        self._handler.on_the_way.begin(errand.numbers)
        self._errands.put(errand)

    def settle(self, doubt: SpecimenDoubt, *, has_come_out: bool) -> None:
        """A person has looked for labels in doubt; what was to follow follows. Never blocks."""
        kind: Literal["yes", "no"] = "yes" if has_come_out else "no"
        self._errands.put(_Errand(kind, doubt=doubt))

    def close(self, timeout: float) -> None:
        """Wait until all that was asked for is out, at most ``timeout`` seconds."""
        self._errands.put(None)
        self._thread.join(timeout)

    def _work(self) -> None:
        while (errand := self._errands.get()) is not None:
            paper = self._done(errand)
            if errand.numbers:
                self._handler.on_the_way.end(errand.numbers)
                self._specimens.moved()
            if paper is not None:
                self._tell(paper)

    def _tell(self, paper: Paper) -> None:
        if not paper.is_out:
            # Not what it is about: a person's name may stand on it.
            _log.warning("%s", safe(paper.failed), extra={"code": "not_out"})
        for listener in tuple(self.listeners):
            listener(paper)

    def _done(self, errand: _Errand) -> Paper | None:
        about = {
            "labels": _counted(errand.numbers),
            "yes": errand.doubt.about if errand.doubt is not None else "",
            "no": errand.doubt.about if errand.doubt is not None else "",
            "scanned": "a label that was scanned",
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
                case "yes" | "no":
                    return self._settle(errand)
                case "scanned":
                    return self._scanned(errand.code)
                case "follow":
                    return self._follow(errand)
                case "settled":
                    self.settled()
                    return None
                case "doubt":
                    self._specimens.look()
                    return _in_doubt(self._specimens.doubt) if self._specimens.doubt is not None else None
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
        specimens, numbers = self._specimens, errand.numbers
        specimens.require_settled()
        try:
            where = specimens.send(specimens.wanted(numbers), is_lacking=errand.is_lacking)
        except PrinterFault as fault:
            if (doubt := specimens.doubt) is not None:
                return _in_doubt(doubt)
            left = getattr(fault, "rest", numbers)
            hint = f"{fault.hint} {'Then F12, F6.' if errand.is_filled else 'Then LABEL.'}".lstrip(" ")
            return Paper(False, _counted(left), fault.message, hint, is_specimens=True)
        return Paper(True, _counted(numbers), where, is_specimens=True)

    def _settle(self, errand: _Errand) -> Paper | None:
        """What a person has said of labels in doubt; what the printer cannot bear out is in doubt still."""
        doubt, is_yes = errand.doubt, errand.kind == "yes"
        if doubt is None:
            return None
        try:
            self._specimens.settle(doubt, has_come_out=is_yes)
        except PrinterFault as fault:
            return Paper(False, doubt.about, fault.message, fault.hint, "in doubt", is_queued=True, is_specimens=True)
        except TrackerError as error:
            return Paper(False, doubt.about, error.message, error.hint, "not answered", is_specimens=True)
        self._go_on(doubt, doubt.rest if is_yes else (*doubt.numbers, *doubt.rest))
        return Paper(True, doubt.about, "it is out", is_specimens=True) if is_yes else None

    def _scanned(self, number: str) -> Paper | None:
        """A label in somebody's hand has come out; told where it was asked about."""
        from tracker.labelling.specimen_doubt import about

        doubt = self._specimens.scanned(number)
        if doubt is None:
            return None
        if doubt.numbers == (number,):
            self._go_on(doubt, doubt.rest)
        return Paper(True, about((number,)), "it was scanned, so it is out", is_specimens=True)

    def _go_on(self, doubt: SpecimenDoubt, numbers: tuple[str, ...]) -> None:
        """With what this doubt, which is over, has held up."""
        if numbers:
            self._order(_Errand("follow", numbers, is_lacking=True, is_left=doubt.is_left, doubt=doubt))
        self._errands.put(_Errand("settled"))

    def _follow(self, errand: _Errand) -> Paper:
        """What a doubt held up, or a label that did not come out: at the patient's side, or not at all."""
        from tracker.labelling.specimen_doubt import listed

        if not errand.is_left and self._specimens.may_follow(errand.numbers):
            return self._labels(errand)
        is_drawn = errand.doubt is not None and errand.doubt.is_drawn
        words = f"their patient is not in front of you any more: {listed(errand.numbers)}."
        if is_drawn:
            words = f"it did not come out, and is not printed again by itself: {listed(errand.numbers)}."
        hint = errand.doubt.once_more if errand.doubt is not None else ""
        return Paper(False, _counted(errand.numbers), words, hint, is_specimens=True)

    def _spent(self) -> Paper | None:
        """Delete the label files that nobody needs; told only where one is still there."""
        from tracker.labelling.bedside import FOLDER
        from tracker.labelling.label_files import discard_labels, discard_unfinished, spent_labels

        folder = self._settings.home / FOLDER
        if not folder.is_dir():
            return None
        with self._handler.database.reading() as connection:
            numbers = spent_labels(connection, folder)
        troubles = (*discard_labels(folder, numbers), *discard_unfinished(folder))
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
        folder, name, pdf = settings.home / MANIFESTS, as_file_name(code), manifest_pdf(manifest, Sheet(settings.paper))
        folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / f"{name}.pdf", pdf)
        write_whole(folder / f"{name}.csv", as_csv(manifest_table(manifest)).encode())
        if not settings.manifest_printer:
            return Paper(True, f"the manifest {code}", f"in {folder}: print {name}.pdf and put it into the bag")
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


def _seen(outcome: Outcome) -> str:
    """The number of the specimen whose label a device has read; empty for anything else, and for what was typed."""
    scan = outcome.scan
    if (
        scan.source == KEYS
        or scan.quality is not Quality.READ
        or not scan.data.isdigit()
        or not has_house_shape(scan.data)
    ):
        return ""
    return scan.data


def _in_doubt(doubt: SpecimenDoubt) -> Paper:
    words = f"it may have come out of {doubt.called}, or not."
    return Paper(False, doubt.about, words, LOOK, "in doubt", is_queued=True, is_specimens=True)


def _counted(numbers: tuple[str, ...]) -> str:
    return f"{len(numbers)} label{'s' if len(numbers) != 1 else ''}"
