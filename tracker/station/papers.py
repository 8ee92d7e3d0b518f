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
from typing import TYPE_CHECKING, Literal

from tracker.barcodes.house import has_house_shape
from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.hardware.scan import KEYS, Quality
from tracker.journal.notes import Why
from tracker.specimens.orders import CloseDay, Depart, Divide, Draw, Label, NotDrawn, Pool, Reprint, Step
from tracker.station.checkpointing import CheckpointMade
from tracker.station.errands import SPENT, Errand, Paper
from tracker.station.handling import Handler
from tracker.station.manifest_papers import manifest_paper, shift_paper
from tracker.station.outcomes import Outcome
from tracker.station.specimen_labels import SpecimenLabels
from tracker.station.specimen_papers import SpecimenPapers
from tracker.text import safe

if TYPE_CHECKING:
    from tracker.labelling.specimen_doubt import SpecimenDoubt

_log = logging.getLogger(__name__)


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
        self._of_specimens = SpecimenPapers(specimens, self._order)
        self._errands: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        # What a station that was cut off has left behind.
        self._errands.put(Errand("doubt"))
        self._errands.put(Errand("spent"))
        self._thread = threading.Thread(target=self._work, name="papers", daemon=True)
        self._thread.start()

    def hear(self, outcome: Outcome) -> None:
        """Take note of what a scan ordered; never blocks."""
        if number := _seen(outcome):
            self._errands.put(Errand("scanned", code=number))
        numbers = tuple(number for order in outcome.orders for number in _labelled(order))
        if numbers:
            is_lacking = any(isinstance(order, Reprint) and order.is_lacking for order in outcome.orders)
            is_filled = any(isinstance(order, Divide | Pool) for order in outcome.orders)
            self._order(Errand("labels", numbers, is_lacking=is_lacking, is_filled=is_filled))
        if any(isinstance(order, Draw | NotDrawn | Step | Divide | Pool) for order in outcome.orders):
            self._errands.put(Errand("spent"))
        for order in outcome.orders:
            if isinstance(order, Depart):
                self._errands.put(Errand("manifest", shipment_id=order.shipment_id))
            elif isinstance(order, CloseDay):
                self._errands.put(Errand("shift"))

    def _order(self, errand: Errand) -> None:
        if errand.numbers:
            self._handler.on_the_way.begin(errand.numbers)
        self._errands.put(errand)

    def settle(self, doubt: SpecimenDoubt, *, has_come_out: bool) -> None:
        """A person has looked for labels in doubt; what was to follow follows. Never blocks."""
        kind: Literal["yes", "no"] = "yes" if has_come_out else "no"
        self._errands.put(Errand(kind, doubt=doubt))

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

    def _done(self, errand: Errand) -> Paper | None:
        try:
            match errand.kind:
                case "labels":
                    return self._of_specimens.labels(errand)
                case "yes" | "no":
                    return self._of_specimens.settle(errand)
                case "scanned":
                    return self._of_specimens.scanned(errand.code)
                case "follow":
                    return self._of_specimens.follow(errand)
                case "settled":
                    self.settled()
                    return None
                case "doubt":
                    return self._of_specimens.look()
                case "spent":
                    return self._spent()
                case "manifest":
                    self._checkpoint("manifest")
                    return manifest_paper(self._handler, self._settings, errand.shipment_id)
                case "shift":
                    return shift_paper(self._checkpoint("shift"))
        except TrackerError as error:
            return Paper(False, errand.about, error.message, error.hint, is_specimens=errand.is_specimens)
        except Exception as error:
            # Only its kind: the text may hold what stands on a label.
            words = f"the program failed: {type(error).__name__}"
            return Paper(False, errand.about, words, "Try it again.", is_specimens=errand.is_specimens)

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
