"""The workstation itself: its writer, its listeners and its scanners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk
from tracker.specimens.reader import SpecimenReader
from tracker.station.checkpointing import CheckpointPlan
from tracker.station.devices import Devices
from tracker.station.handling import Handler
from tracker.station.outcomes import Counts
from tracker.station.reader import StationReader
from tracker.station.scanner_profiles import ScannerProfiles
from tracker.station.services import Services
from tracker.station.tally import Tally
from tracker.station.typed_pins import Asking, without_pin
from tracker.station.unsaved import keep_unsaved
from tracker.station.writer import Writer

T = TypeVar("T")
PRINTING_S = 10.0
"""So long what is being printed may keep the station from closing."""
COPYING_S = 5.0
"""So long a copy of a checkpoint may keep the station from closing."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """What the database says about whose it is."""

    name: str
    database_path: Path


class Station(Services):
    """Scans in, outcomes out, questions answered. Its writer alone changes anything.

    What is still waiting when the station closes is written to a recording file.
    """

    def __init__(
        self,
        handler: Handler,
        clinic: Clinic,
        settings: Settings,
        clock: Callable[[], datetime],
        plan: CheckpointPlan | None = None,
        desk: Desk | None = None,
    ) -> None:
        self.clinic = clinic.name
        self.database_path = clinic.database_path
        self.now = clock
        self.devices = Devices(self.submit, clock)
        self.profiles = ScannerProfiles(settings.home, self.devices, self.today)
        writer = Writer(handler, desk or Desk())
        # A scanner's own lamp and beep answer before anything else hears of the scan.
        writer.listeners.outcomes.append(
            lambda outcome: self.devices.answer(outcome.scan.device, outcome.verdict.tone.value)
        )
        super().__init__(handler, writer, settings, clock, plan or CheckpointPlan())
        self._home = settings.home
        self._printers, self._restock_days = settings.printers, settings.restock_days
        self._review_days = settings.review_days
        self._kept: Path | None = None
        self._is_closed = False
        self._asking = Asking()
        self._lock_minutes = settings.lock_minutes
        self._may_quit_at_gate = settings.quit_at_gate

    def keep_backups(self, key: bytes) -> None:
        """Make backups of itself from now on, into the settings' folders; ``key`` is the database's."""
        self.upkeep.keep_backups(key, lambda: self.checkpoint("asked").checkpoint)

    def tell_asking(self, by: object, is_asking: bool) -> None:
        """A screen asks for a PIN from now on, or does no longer. Never blocks."""
        self._asking.tell(by, is_asking)

    # -- scans in, outcomes out ---------------------------------------------------------------------------------

    def submit(self, scan: Scan) -> None:
        """Hand in one scan, as its device's test judges it. Never blocks, any thread may call it; the answer comes to the
        listeners. A YES or NO to a label in doubt that the screen asks about is answered as such."""
        if not self.labels.answers(scan):
            judged = self._asking.judged(self.profiles.applied(scan))
            self._writer.submit(without_pin(judged) if self.asks_pin else judged)

    @property
    def asks_pin(self) -> bool:
        """Whether a badge alone signs nobody on, as it was when the station was opened. Never blocks."""
        return self._handler.rules.asks_pin

    @property
    def lock_s(self) -> float:
        """After so many seconds without a key or a scan the screen is locked."""
        return self._lock_minutes * 60.0

    @property
    def may_quit_at_gate(self) -> bool:
        """Whether the program may be ended here while nobody is signed in."""
        return self._may_quit_at_gate

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until all that was handed in is on disk; False where ``timeout`` seconds were not enough."""
        return self._writer.drain(timeout)

    @property
    def desk(self) -> Desk:
        """The desk after the latest committed scan."""
        return self._writer.desk

    @property
    def counts(self) -> Counts:
        return self._writer.counts()

    @property
    def tally(self) -> Tally:
        return self._writer.tally

    @property
    def fault(self) -> StoreError | None:
        """Why nothing can be stored at the moment; None while all is well."""
        return self._writer.fault

    # -- reading ------------------------------------------------------------------------------------------------

    def today(self) -> date:
        """The clinic's date by the clinic's clock."""
        return self.local(self.now()).date()

    def local(self, at: datetime) -> datetime:
        """A moment as the clinic's wall clock shows it."""
        return at.astimezone(self._handler.zone)

    @contextmanager
    def read(self) -> Iterator[StationReader]:
        """A consistent view. Keep it short, and never on a thread that draws."""
        with self._handler.database.reading() as connection:
            specimens = SpecimenReader(connection, self.now(), self._handler.vault)
            handler = self._handler
            yield StationReader(
                connection,
                self.today(),
                specimens,
                handler.vault,
                self._printers,
                handler.rules.counts,
                self._restock_days,
                self.labels.doubts,
                lambda: handler.on_the_way.numbers,
                self._looked,
                self._review_days,
                may=self._permits.may,
            )

    def ask(self, question: Callable[[StationReader], T]) -> T:
        """Run one question in a view of its own; call it from a worker thread."""
        with self.read() as reader:
            return question(reader)

    def close(self, timeout: float = 10.0) -> Path | None:
        """Close scanners and store. Returns the recording that holds what could not be stored, None where all was."""
        if self._is_closed:
            return self._kept
        self._is_closed = True
        self.devices.close()
        if self.fault is None:
            # What is still waiting may order labels, and a manifest needs the writer for its checkpoint.
            self._writer.drain(timeout)
        self._papers.close(PRINTING_S)
        self.labels.close(PRINTING_S)
        self.upkeep.end_backups()
        waiting = self._writer.stop(timeout)
        self._checkpointing.close(min(timeout, COPYING_S))
        self.upkeep.close()
        self._handler.database.close()
        self._kept = keep_unsaved(self._home, self._writer.stored_desk, waiting) if waiting else None
        return self._kept
