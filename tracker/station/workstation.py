"""The workstation itself: an inbox, one writer thread, its listeners and its scanners."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from tracker.errors import StoreError, TrackerError
from tracker.hardware.scan import Scan
from tracker.inventory.catalogue import NewItem
from tracker.inventory.facts import Item
from tracker.inventory.reader import Reader
from tracker.jobs.desk import Desk
from tracker.station.devices import Devices
from tracker.station.handling import Handler, Tally, is_posted
from tracker.station.outcomes import Counts, DeviceState, Outcome
from tracker.station.unsaved import keep_unsaved

T = TypeVar("T")
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Clinic:
    """What the database says about whose it is."""

    name: str
    database_path: Path


class Station:
    """All writes go through one inbox to one thread, one transaction for each scan, in the order of arrival.

    A scan that cannot be stored (disk full, database locked) stays at the head of the inbox and is tried again until it
    is; nothing behind it overtakes. What is still waiting when the station closes is written to a recording file.
    """

    def __init__(
        self, handler: Handler, clinic: Clinic, home: Path, clock: Callable[[], datetime], desk: Desk | None = None
    ) -> None:
        self.clinic = clinic.name
        self.database_path = clinic.database_path
        self.now = clock
        self.devices = Devices(self.submit, clock)
        self._handler = handler
        self._home = home
        self._desk = desk or Desk()
        self._tally = Tally()
        self._scanned = 0
        self._fault: StoreError | None = None
        self._inbox: queue.SimpleQueue[Scan | Callable[[], None] | None] = queue.SimpleQueue()
        self._listeners: list[Callable[[Outcome], None]] = []
        self._trouble_listeners: list[Callable[[StoreError | None], None]] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._idle = threading.Condition(self._lock)
        self._handled = 0
        self._unsaved: list[Scan] = []
        self._writer = threading.Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    # -- scans in, outcomes out ---------------------------------------------------------------------------------

    def submit(self, scan: Scan) -> None:
        """Hand in one scan. Never blocks, any thread may call it; the answer comes to the listeners."""
        with self._lock:
            self._scanned += 1
            self._inbox.put(scan)

    def subscribe(self, listener: Callable[[Outcome], None]) -> Callable[[], None]:
        """Hear every outcome, on the writer thread, after its commit. Returns the call that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def subscribe_trouble(self, listener: Callable[[StoreError | None], None]) -> Callable[[], None]:
        """Hear when a scan cannot be stored, and by None when storing works again."""
        self._trouble_listeners.append(listener)
        return lambda: self._trouble_listeners.remove(listener)

    def enter_item(self, new: NewItem) -> Item:
        """Enter a new item, in turn with the scans. Blocks: call it from a worker thread.

        Raises :class:`tracker.errors.TrackerError` where it cannot be; then nothing was entered.
        """
        done: Future[Item] = Future()

        def enter() -> None:
            try:
                done.set_result(self._handler.enter_item(new, self.now(), self._desk))
            except TrackerError as error:
                done.set_exception(error)

        self._inbox.put(enter)
        return done.result()

    def drain(self, timeout: float | None = None) -> bool:
        """Wait until all that was handed in is on disk; False where ``timeout`` seconds were not enough."""
        with self._idle:
            return self._idle.wait_for(lambda: self._handled == self._scanned, timeout)

    @property
    def desk(self) -> Desk:
        """The desk after the latest committed scan."""
        return self._desk

    @property
    def counts(self) -> Counts:
        with self._lock:
            return self._count()

    @property
    def tally(self) -> Tally:
        return self._tally

    @property
    def fault(self) -> StoreError | None:
        """Why nothing can be stored at the moment; None while all is well."""
        return self._fault

    def _count(self) -> Counts:
        tally = self._tally
        return Counts(self._scanned, tally.posted, tally.noted, tally.refused_by_code.total())

    # -- reading ------------------------------------------------------------------------------------------------

    def today(self) -> date:
        """The clinic's date by the clinic's clock."""
        return self._handler.today(self.now())

    def local(self, at: datetime) -> datetime:
        """A moment as the clinic's wall clock shows it."""
        return at.astimezone(self._handler.zone)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A consistent view. Keep it short, and never on a thread that draws."""
        with self._handler.database.reading() as connection:
            yield Reader(connection, self.today())

    def ask(self, question: Callable[[Reader], T]) -> T:
        """Run one question in a view of its own; call it from a worker thread."""
        with self.read() as reader:
            return question(reader)

    def device_states(self) -> tuple[DeviceState, ...]:
        return self.devices.states()

    # -- the writer ---------------------------------------------------------------------------------------------

    def _write(self) -> None:
        while (entry := self._inbox.get()) is not None:
            if not isinstance(entry, Scan):
                entry()
                continue
            self._store(entry)
            with self._idle:
                self._handled += 1
                self._idle.notify_all()

    def _store(self, scan: Scan) -> None:
        """Handle one scan, trying until the store takes it or the station closes."""
        attempt = 0
        while True:
            try:
                step = self._handler.handle(self._desk, scan)
            except StoreError as error:
                self._tell_trouble(error)
                wait = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
                attempt += 1
                if self._stopping.wait(wait):
                    self._unsaved.append(scan)
                    return
                continue
            with self._lock:
                self._desk = step.desk
                self._tally.add(step)
                counts = self._count()
            outcome = Outcome(scan, step.verdict, step.desk, counts, is_posted(step))
            for listener in tuple(self._listeners):
                listener(outcome)
            break
        self._tell_trouble(None)

    def _tell_trouble(self, fault: StoreError | None) -> None:
        if fault is None and self._fault is None:
            return
        self._fault = fault
        for listener in tuple(self._trouble_listeners):
            listener(fault)

    def close(self, timeout: float = 10.0) -> Path | None:
        """Close scanners and store. Returns the recording that holds what could not be stored, None where all was."""
        self.devices.close()
        self._inbox.put(None)
        self._writer.join(timeout if self._fault is None else 0.1)
        self._stopping.set()
        self._writer.join(timeout)
        self._handler.database.close()
        return keep_unsaved(self._home, self._unsaved) if self._unsaved else None
