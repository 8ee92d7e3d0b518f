"""The workstation itself: an inbox, one writer thread, its listeners and its scanners."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.inventory.catalogue import NewItem
from tracker.inventory.facts import Item
from tracker.inventory.reader import Reader
from tracker.jobs.desk import Desk, Step
from tracker.station.devices import Devices
from tracker.station.handling import Handler, Tally, is_posted
from tracker.station.outcomes import Counts, DeviceState, Outcome
from tracker.station.unsaved import keep_unsaved
from tracker.store.faults import REFUSED

T = TypeVar("T")
_log = logging.getLogger(__name__)
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Clinic:
    """What the database says about whose it is."""

    name: str
    database_path: Path


@dataclass(frozen=True, slots=True)
class _Entering:
    """A new item on its way to the writer, and whoever waits for it."""

    new: NewItem
    done: Future[Item] = field(default_factory=Future)


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
        self._inbox: queue.SimpleQueue[Scan | _Entering | None] = queue.SimpleQueue()
        self._listeners: list[Callable[[Outcome], None]] = []
        self._trouble_listeners: list[Callable[[StoreError | None], None]] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._idle = threading.Condition(self._lock)
        self._handled = 0
        self._in_hand: Scan | None = None
        self._unsaved: list[Scan] = []
        self._kept: Path | None = None
        self._closed = False
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
        entering = _Entering(new)
        self._inbox.put(entering)
        return entering.done.result()

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
            if isinstance(entry, _Entering):
                self._enter(entry)
                continue
            self._in_hand = entry
            if self._stopping.is_set() or not self._store(entry):
                self._unsaved.append(entry)
            with self._idle:
                self._in_hand = None
                self._handled += 1
                self._idle.notify_all()

    def _enter(self, entering: _Entering) -> None:
        try:
            entering.done.set_result(self._handler.enter_item(entering.new, self.now(), self._desk))
        except Exception as error:
            # Whoever waits for the answer hears of it; the writer goes on.
            entering.done.set_exception(error)

    def _store(self, scan: Scan) -> bool:
        """Handle one scan, trying until the store takes it; False where it never will, or the station closes first."""
        for attempt in count():
            try:
                step = self._attempt(scan)
            except StoreError as error:
                self._tell_trouble(error)
                if error.code == REFUSED or self._stopping.wait(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]):
                    return False
                continue
            break
        with self._lock:
            self._desk = step.desk
            self._tally.add(step)
            counts = self._count()
        self.devices.answer(scan.device, step.verdict.tone.value)
        outcome = Outcome(scan, step.verdict, step.desk, counts, is_posted(step))
        for listener in tuple(self._listeners):
            with _undisturbed():
                listener(outcome)
        self._tell_trouble(None)
        return True

    def _attempt(self, scan: Scan) -> Step:
        """Handle one scan; what the program did not foresee is recorded as such, and the next scan has its turn.

        Trying again could not help: the same scan would fail at the same line, with all others waiting behind it.
        """
        try:
            return self._handler.handle(self._desk, scan)
        except StoreError as error:
            if error.code != REFUSED:
                raise
            fault: Exception = error
        except Exception as error:
            fault = error
        _log.error("a scan could not be handled: %s", type(fault).__name__)
        try:
            return self._handler.record_fault(self._desk, scan, fault)
        except StoreError:
            raise
        except Exception as error:
            raise StoreError("A scan cannot be recorded.", hint="It is kept until you close.", code=REFUSED) from error

    def _tell_trouble(self, fault: StoreError | None) -> None:
        if fault is None and self._fault is None:
            return
        self._fault = fault
        for listener in tuple(self._trouble_listeners):
            with _undisturbed():
                listener(fault)

    def close(self, timeout: float = 10.0) -> Path | None:
        """Close scanners and store. Returns the recording that holds what could not be stored, None where all was.

        It may last three times ``timeout`` seconds. A scan that is still on its way into the store then is kept too:
        played again, it is known by its identity and not doubled.
        """
        if self._closed:
            return self._kept
        self._closed = True
        self.devices.close()
        self._inbox.put(None)
        self._writer.join(timeout if self._fault is None else 0.1)
        self._stopping.set()
        self._writer.join(timeout)
        waiting = [*self._unsaved, *self._left_behind()] if self._writer.is_alive() else self._unsaved
        self._handler.database.close()
        self._kept = keep_unsaved(self._home, waiting) if waiting else None
        return self._kept

    def _left_behind(self) -> Iterator[Scan]:
        """What a writer that hangs has in hand, and all that waits behind it."""
        if (scan := self._in_hand) is not None:
            yield scan
        with suppress(queue.Empty):
            while True:
                entry = self._inbox.get_nowait()
                if isinstance(entry, _Entering):
                    ended = StoreError("The station is closing.", hint="Enter the item again.", code="closing")
                    entry.done.set_exception(ended)
                elif entry is not None:
                    yield entry


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A listener's fault is the listener's: what it was to hear is on disk, and the writer goes on."""
    try:
        yield
    except Exception as error:
        _log.error("a listener failed: %s", type(error).__name__)
