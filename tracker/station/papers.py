"""What leaves the station on paper once a scan is on disk: tube labels, a bag's manifest, a shift's checkpoint.

All on one thread of its own: no scan waits for a printer. A label is printed now or not at all: what did not come out is
told, and asked for again by LABEL at the patient's side. Labels that are files are deleted once their tubes carry them.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tracker.config import Settings
from tracker.errors import TrackerError
from tracker.journal.notes import Why
from tracker.media import LabelKind
from tracker.specimens.orders import CloseDay, Depart, Divide, Draw, Label, NotDrawn, Pool, Reprint, Step
from tracker.station.checkpointing import CheckpointMade
from tracker.station.handling import Handler
from tracker.station.outcomes import Outcome

_log = logging.getLogger(__name__)
MANIFESTS = "manifests"
SPENT = "a used label's file"


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
    """Whether the print queue keeps it: then the screens go on telling of it."""


@dataclass(frozen=True, slots=True)
class _Errand:
    kind: Literal["labels", "spent", "manifest", "shift"]
    numbers: tuple[str, ...] = ()
    shipment_id: int = 0


class Papers:
    """Hears what was carried out, and prints. ``checkpoint`` makes one in turn with the scans."""

    def __init__(self, handler: Handler, settings: Settings, checkpoint: Callable[[Why], CheckpointMade]) -> None:
        self.listeners: list[Callable[[Paper], None]] = []
        self._handler, self._settings, self._checkpoint = handler, settings, checkpoint
        self._errands: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        # What a station that was cut off has left behind.
        self._errands.put(_Errand("spent"))
        self._thread = threading.Thread(target=self._work, name="papers", daemon=True)
        self._thread.start()

    def hear(self, outcome: Outcome) -> None:
        """Take note of what a scan ordered; never blocks."""
        numbers = tuple(number for order in outcome.orders for number in _labelled(order))
        if numbers:
            self._errands.put(_Errand("labels", numbers))
        if any(isinstance(order, Draw | NotDrawn | Step | Divide | Pool) for order in outcome.orders):
            self._errands.put(_Errand("spent"))
        for order in outcome.orders:
            if isinstance(order, Depart):
                self._errands.put(_Errand("manifest", shipment_id=order.shipment_id))
            elif isinstance(order, CloseDay):
                self._errands.put(_Errand("shift"))

    def close(self, timeout: float) -> None:
        """Wait until all that was asked for is out, at most ``timeout`` seconds."""
        self._errands.put(None)
        self._thread.join(timeout)

    def _work(self) -> None:
        while (errand := self._errands.get()) is not None:
            paper = self._done(errand)
            if paper is None:
                continue
            if not paper.is_out:
                _log.warning("%s: %s", paper.failed, paper.about)
            for listener in tuple(self.listeners):
                listener(paper)

    def _done(self, errand: _Errand) -> Paper | None:
        about = {
            "labels": _counted(errand.numbers),
            "spent": SPENT,
            "manifest": "the manifest",
            "shift": "the shift's checkpoint",
        }
        try:
            match errand.kind:
                case "labels":
                    return self._labels(errand.numbers)
                case "spent":
                    return self._spent()
                case "manifest":
                    return self._manifest(errand.shipment_id)
                case "shift":
                    return self._shift()
        except TrackerError as error:
            return Paper(False, about[errand.kind], error.message, error.hint)
        except Exception as error:
            # Only its kind: the text may hold what stands on a label.
            return Paper(False, about[errand.kind], f"the program failed: {type(error).__name__}", "Try it again.")

    def _labels(self, numbers: tuple[str, ...]) -> Paper:
        from labels.loading import load_designs
        from tracker.labelling.bedside import print_specimen_labels, specimen_destination
        from tracker.labelling.specimens import specimen_labels

        settings, about = self._settings, _counted(numbers)
        if self._handler.vault is None:
            return Paper(False, about, "the key of the patients' data is not here", "Put it back into the keys folder.")
        with self._handler.database.reading() as connection:
            wanted = specimen_labels(connection, self._handler.vault, numbers, settings.zone)
        where = specimen_destination(settings)
        designs = load_designs(settings.home / "labels")
        profile = settings.printer_for(LabelKind.SPECIMEN)
        is_sure = print_specimen_labels(where, wanted, designs, settings.specimen_printer_dpi, profile=profile)
        return Paper(True, about, f"in {where}" if is_sure else f"taken by {where}: look whether they come out")

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


def _counted(numbers: tuple[str, ...]) -> str:
    return f"{len(numbers)} label{'s' if len(numbers) != 1 else ''}"
