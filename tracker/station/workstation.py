"""The workstation itself: its writer, its listeners and its scanners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk
from tracker.journal.notes import Why
from tracker.people.permissions import Permission
from tracker.specimens.reader import SpecimenReader
from tracker.station.buying import Buying
from tracker.station.by_hand import ByHand
from tracker.station.checkpointing import Checkpointing, CheckpointMade, CheckpointPlan
from tracker.station.counting import Counting
from tracker.station.devices import Devices
from tracker.station.emergency import Emergency
from tracker.station.errands import Paper
from tracker.station.handling import Handler
from tracker.station.labels import Labels
from tracker.station.outcomes import Counts, Outcome
from tracker.station.papers import Papers
from tracker.station.pepper import pepper_of
from tracker.station.performing import operator_of
from tracker.station.permits import Permits
from tracker.station.reader import StationReader
from tracker.station.recalls_shown import Recalls
from tracker.station.reviewing import looked_of
from tracker.station.reviews import Reviewing
from tracker.station.scanner_profiles import ScannerProfiles
from tracker.station.shipping import Shipping
from tracker.station.signing_in import SigningIn
from tracker.station.specimen_labels import SpecimenLabels
from tracker.station.tally import Tally
from tracker.station.typed_pins import Asking, without_pin
from tracker.station.unsaved import keep_unsaved
from tracker.station.upkeep import Upkeep
from tracker.station.writer import Writer

if TYPE_CHECKING:
    pass

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


class Station:
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
        self._handler = handler
        self._home = settings.home
        self._printers, self._restock_days = settings.printers, settings.restock_days
        self._looked, self._review_days = looked_of(settings), settings.review_days
        self._writer = Writer(handler, desk or Desk())
        self._checkpointing = Checkpointing(handler, self._writer, plan or CheckpointPlan())
        self._kept: Path | None = None
        self._is_closed = False
        self._asking = Asking()
        self.subscribe(lambda outcome: self.devices.answer(outcome.scan.device, outcome.verdict.tone.value))
        self.subscribe(self._checkpointing.hear)
        self._permits = Permits(handler.database, operator_of(self._writer.desk))
        self.subscribe(self._permits.hear)
        specimens = SpecimenLabels(handler, settings, self._writer)
        self._papers = Papers(handler, settings, specimens, self.checkpoint)
        self.subscribe(self._papers.hear)
        self._labels = Labels(handler, settings, self._writer, specimens, self._papers)
        self._buying = Buying(handler, settings, self._writer)
        self._shipping = Shipping(handler, settings, self._writer)
        self._recalls = Recalls(handler, self._writer)
        self._signing = SigningIn(handler, self._writer, lambda connection: pepper_of(connection, settings))
        self._emergency = Emergency(handler, self._writer, settings.emergency_minutes, clock)
        self.subscribe(self._emergency.hear)
        self._counting = Counting(handler, self._writer, self._signing)
        self._reviewing = Reviewing(handler, self._writer, self._signing, self._looked)
        self.upkeep = Upkeep(handler, self._writer, settings)
        self.by_hand = ByHand(handler, self._writer, clock)
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

    def subscribe(self, listener: Callable[[Outcome], None]) -> Callable[[], None]:
        """Hear every outcome, on the writer thread, after its commit. Returns the call that ends it."""
        self._writer.listeners.outcomes.append(listener)
        return lambda: self._writer.listeners.outcomes.remove(listener)

    def subscribe_from_the_start(self, listener: Callable[[Outcome], None]) -> None:
        """The same for the screen, which hears first of what was scanned since the station opened."""
        self._writer.listeners.add_from_the_start(listener)

    def subscribe_trouble(self, listener: Callable[[StoreError | None], None]) -> Callable[[], None]:
        """Hear when a scan cannot be stored, and by None when storing works again."""
        self._writer.listeners.troubles.append(listener)
        return lambda: self._writer.listeners.troubles.remove(listener)

    def subscribe_papers(self, listener: Callable[[Paper], None]) -> Callable[[], None]:
        """Hear what was put on paper, behind a scan or from the queue, and what was not, on the printing threads."""
        for each in (self._papers.listeners, self.labels.listeners):
            each.append(listener)

        def end() -> None:
            for each in (self._papers.listeners, self.labels.listeners):
                each.remove(listener)

        return end

    def checkpoint(self, why: Why) -> CheckpointMade:
        """Sign a checkpoint of the whole journal, in turn with the scans, and copy it to where the settings say.

        Blocks: call it from a worker thread. Raises :class:`StoreError` where it cannot be made; a folder that takes no copy
        is told in what is returned.
        """
        return self._checkpointing.make(why)

    @property
    def labels(self) -> Labels:
        """Labels on their way to printers."""
        return self._labels

    @property
    def buying(self) -> Buying:
        """Orders to suppliers."""
        return self._buying

    @property
    def counting(self) -> Counting:
        """Counts of rooms and classes."""
        return self._counting

    @property
    def signing(self) -> SigningIn:
        """Who comes to this station, and who leaves it."""
        return self._signing

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

    @property
    def recalls(self) -> Recalls:
        """Their closing."""
        return self._recalls

    @property
    def reviewing(self) -> Reviewing:
        """Signing for what stands out."""
        return self._reviewing

    @property
    def shipping(self) -> Shipping:
        """Shipments to other sites of the clinic."""
        return self._shipping

    @property
    def checkpoint_troubles(self) -> tuple[str, ...]:
        """What stood in the way of the last checkpoint or of its copies, in words; empty while all is well."""
        return self._checkpointing.troubles

    def begin_emergency(self, reason: str) -> datetime:
        """Until when whoever is signed on may see patients' data, once it is on disk. Blocks and raises likewise."""
        return self._emergency.begin(reason)

    def emergency_in_short(self) -> str:
        """For the top line: ``EMERGENCY ACCESS until 10:42`` while it lasts, else nothing. Never blocks."""
        return self._emergency.in_short(self._writer.desk)

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until all that was handed in is on disk; False where ``timeout`` seconds were not enough."""
        return self._writer.drain(timeout)

    @property
    def desk(self) -> Desk:
        """The desk after the latest committed scan."""
        return self._writer.desk

    def may(self, permission: Permission) -> bool:
        """Whether whoever is signed on may do it; the services ask again. Never blocks."""
        return self._permits.may(permission) or (
            permission is Permission.PATIENT_REVEAL and bool(self.emergency_in_short())
        )

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
                self._labels.doubts,
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
