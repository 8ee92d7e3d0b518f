"""The one thread that writes: what is handed in is answered once, in order, whatever goes wrong beside it."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from itertools import count
from time import monotonic
from typing import Any, TypeVar

from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.jobs.desk import Desk, Step
from tracker.station.handling import Handler
from tracker.station.hands import with_named_kept
from tracker.station.listeners import Listeners
from tracker.station.outcomes import Counts, Outcome
from tracker.station.shown_desk import ShownDesk
from tracker.station.tally import Tally, is_posted
from tracker.station.turns import InTurn, Turned, closing
from tracker.station.typed_pins import while_pin_is_asked
from tracker.store.faults import REFUSED

T = TypeVar("T")
_log = logging.getLogger(__name__)
SOURCE = "sign-in:"
"""What an outcome names as its scanner where somebody came or left, and nothing was scanned."""
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)


class Writer:
    """All writes go through one inbox to one thread, one transaction for each scan, in the order of arrival.

    A scan that cannot be stored (disk full, database locked) stays at the head of the inbox and is tried again until it
    is; nothing behind it overtakes. ``fault`` is why nothing can be stored at the moment.

    A session that is to end while nothing can be stored ends at once for all who look at :attr:`desk` and hear of outcomes
    (:mod:`tracker.station.shown_desk`). What came before is stored as its owner's, what comes behind as nobody's.
    """

    def __init__(self, handler: Handler, desk: Desk) -> None:
        self._desks = ShownDesk(desk)
        self.tally = Tally()
        self.fault: StoreError | None = None
        self.listeners = Listeners()
        self._handler = handler
        self._inbox: queue.SimpleQueue[Scan | InTurn[Any] | Turned | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._nudged = threading.Event()
        self._scanned = self._handled = 0
        self._in_hand: Scan | None = None
        self._unsaved: list[Scan] = []
        self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
        self._thread.start()

    @property
    def desk(self) -> Desk:
        """The desk after the latest committed scan; nobody's, where its session waits to be ended."""
        return self._desks.shown

    @property
    def stored_desk(self) -> Desk:
        """The desk after the latest committed scan, whoever may look at it."""
        return self._desks.stored

    def submit(self, scan: Scan) -> None:
        with self._lock:
            self._scanned += 1
            if self._desks.await_end(scan):
                self._nudged.set()
            self._inbox.put(scan)

    def hand_in(self, work: Callable[[Desk], T]) -> Future[T]:
        """Have ``work`` done on the writer's thread, in turn with the scans, with the desk as it is then. Never blocks.

        Raises :class:`StoreError` (``closing``) where its turn does not come any more.
        """
        entry = InTurn(work)
        self._put(entry)
        return entry.done

    def turn(self, work: Callable[[Desk], tuple[Scan, Step]], *, ends: bool = False) -> Step:
        """Change the desk otherwise than by a scan, in turn with the scans, and wait for it; raises what ``work`` raises.

        All who listen hear of it as of a scan's outcome, under the scan that ``work`` names it by, which counts as none.
        ``ends``: it ends a session, which holds even while the store takes nothing.
        """
        entry = Turned(work, ends)
        self._put(entry)
        return entry.done.result()

    def _put(self, entry: InTurn[Any] | Turned) -> None:
        with self._lock:
            if self._stopping.is_set():
                raise closing()
            if isinstance(entry, Turned) and self._desks.await_end(entry):
                self._nudged.set()
            self._inbox.put(entry)

    def in_turn(self, work: Callable[[Desk], T]) -> T:
        """The same, and wait for it; raises what it raises. Not for the writer's own thread, which would wait for itself.
        What was refused since it names a patient is on record."""
        return self.hand_in(partial(with_named_kept, self._handler, work)).result()

    def drain(self, timeout: float | None) -> bool:
        with self._idle:
            return self._idle.wait_for(lambda: self._handled == self._scanned, timeout)

    def counts(self) -> Counts:
        with self._lock:
            return self._count()

    def stop(self, timeout: float) -> list[Scan]:
        """End the thread, within twice ``timeout`` seconds; returns the scans that were not stored, in order.

        One that is still on its way into the store then is among them: played again, it is known by its identity.
        """
        self._inbox.put(None)
        self._thread.join(timeout if self.fault is None else 0.1)
        with self._lock:
            # From here on nothing new comes in, so that what is left behind below is all that is left.
            self._stopping.set()
            self._nudged.set()
        self._thread.join(timeout)
        return [*self._unsaved, *self._left_behind()]

    def _count(self) -> Counts:
        tally = self.tally
        return Counts(self._scanned, tally.posted, tally.noted, tally.refused_by_code.total())

    def _write(self) -> None:
        while (entry := self._inbox.get()) is not None:
            if isinstance(entry, InTurn):
                entry.do(self._desks.stored, self.listeners.tell_failure)
                continue
            if isinstance(entry, Turned):
                self._turn(entry)
                continue
            self._in_hand = scan = while_pin_is_asked(self.desk, entry)
            if self._stopping.is_set() or not self._store(scan):
                self._unsaved.append(scan)
            with self._idle:
                self._in_hand = None
                self._handled += 1
                self._idle.notify_all()

    def _turn(self, entry: Turned) -> None:
        for attempt in count():
            try:
                scan, step = entry.work(self._desks.stored)
            except Exception as error:
                if entry.ends and isinstance(error, StoreError) and self._waits(error, attempt):
                    continue
                with self._lock:
                    self._desks.forget(entry)
                entry.done.set_exception(error)
                return
            break
        with self._lock:
            self._desks.settle(entry, step)
            if is_posted(step):
                # A scan that waited for its signatures: it was noted when it came.
                self.tally.noted -= 1
                self.tally.posted += 1
            counts = self._count()
        self._tell(scan, step, counts)
        entry.done.set_result(step)
        self._tell_trouble(None)

    def _tell(self, scan: Scan, step: Step, counts: Counts) -> None:
        """Of what is stored."""
        told = scan.without_answer() if step.is_private else scan
        self.listeners.tell(
            Outcome(told, step.verdict, self.desk, counts, is_posted(step), step.orders, step.is_private)
        )

    def _store(self, scan: Scan) -> bool:
        """Handle one scan, trying until the store takes it; False where it never will, or the station closes first."""
        for attempt in count():
            try:
                step = self._attempt(scan)
            except StoreError as error:
                if not self._waits(error, attempt):
                    with self._lock:
                        self._desks.forget(scan)
                    return False
                continue
            break
        with self._lock:
            self._desks.settle(scan, step)
            self.tally.add(step)
            counts = self._count()
        self._tell(scan, step, counts)
        self._tell_trouble(None)
        return True

    def _waits(self, error: StoreError, attempt: int) -> bool:
        """Tell why nothing is stored, and wait for the next attempt; False where there is none. A session that is to end,
        now or by what comes in meanwhile, ends on the screens."""
        self.listeners.tell_failure(error)
        self._tell_trouble(error)
        if error.code == REFUSED:
            return False
        left_s = RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]
        until_s = monotonic() + left_s
        while left_s > 0 and not self._stopping.is_set():
            self._nudged.clear()
            self._show_left()
            self._nudged.wait(left_s)
            left_s = until_s - monotonic()
        return not self._stopping.is_set()

    def _show_left(self) -> None:
        """For all who look and listen the desk is nobody's from now on, where its session waits to be ended."""
        with self._lock:
            step, counts = self._desks.lock_shown(), self._count()
        if step is None:
            return
        scan = Scan("", source=SOURCE, at=self._handler.clock())
        self.listeners.tell(Outcome(scan, step.verdict, step.desk, counts, False, step.orders, step.is_private))

    def _attempt(self, scan: Scan) -> Step:
        """Handle one scan; what the program did not foresee is recorded as such, and the next scan has its turn.

        Trying again could not help: the same scan would fail at the same line, with all others waiting behind it.
        """
        try:
            return self._handler.handle(self._desks.stored, scan)
        except StoreError as error:
            if error.code != REFUSED:
                raise
            fault: Exception = error
        except Exception as error:
            fault = error
        _log.error("a scan could not be handled", extra={"error": type(fault).__name__, "fault": fault})
        try:
            return self._handler.record_fault(self._desks.stored, scan, fault)
        except StoreError:
            raise
        except Exception as error:
            raise StoreError("A scan cannot be recorded.", hint="It is kept until you close.", code=REFUSED) from error

    def _tell_trouble(self, fault: StoreError | None) -> None:
        if fault is None and self.fault is None:
            return
        if fault is None:
            _log.info("storing works again")
        elif self.fault is None or self.fault.code != fault.code:
            _log.error("nothing can be stored", extra={"code": fault.code})
        self.fault = fault
        self.listeners.tell_trouble(fault)

    def _left_behind(self) -> Iterator[Scan]:
        """What a writer that hangs has in hand, and all that waits behind it or came in while the station closed."""
        if (scan := self._in_hand) is not None:
            yield scan
        with suppress(queue.Empty):
            while True:
                entry = self._inbox.get_nowait()
                if isinstance(entry, InTurn | Turned):
                    entry.done.set_exception(closing())
                elif entry is not None:
                    yield entry
