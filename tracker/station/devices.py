"""The scanners of one workstation: each on a thread of its own, kept open, its state in words.

Drivers do not try again: they say what is wrong and end. What is tried again, how often, and what a person is told
meanwhile is decided here, in one place for all of them.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Literal

from tracker.barcodes.packs import Code, Place, arranged
from tracker.barcodes.plausibility import is_plausible
from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import is_live, open_source
from tracker.hardware.sources.source import Answering, Source
from tracker.station.outcomes import DeviceState

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
"""Between attempts. A replugged scanner is back within seconds, and an absent one costs nothing."""
STEADY_S = 5.0
"""A device that lasts so long, or gives a scan, is well: the next fault begins with the shortest pause."""
SLOW_S = 5.0
"""Opening that takes longer is told: a driver may block while a device is busy."""
_HOPELESS = frozenset({"bad_source", "unknown_source", "keyboard_needs_app", "driver_missing", "no_such_source"})
"""Nothing that happens to a cable mends these: they wait for a person, and the program is started again."""
_WAITING = frozenset({"not_there", "unplugged", "busy", "silent"})


class Devices:
    """Opens sources, hands what they see to ``submit``, and opens them again. One that fails disturbs no other."""

    def __init__(self, submit: Callable[[Scan], None], clock: Callable[[], datetime]) -> None:
        self._submit = submit
        self._clock = clock
        self._states: dict[str, DeviceState] = {}
        self._opening_s: dict[str, float] = {}
        self._open: dict[str, Source] = {}
        self._threads: list[threading.Thread] = []
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def attach(self, url: str, *, pace: Literal["own", "at_once"] = "own") -> None:
        """Open ``url`` on a thread of its own; what becomes of it shows in :meth:`states`. Once is enough."""
        with self._lock:
            if url in self._states and self._states[url].state not in ("ended", "failed"):
                return
            self._states[url] = DeviceState(url, "waiting", "opening")
        thread = threading.Thread(target=self._supervise, args=(url, pace), name=f"source {url}", daemon=True)
        # Those that have ended are dropped: a station may stay open for weeks, with a scanner that is plugged in often.
        self._threads = [*(before for before in self._threads if before.is_alive()), thread]
        thread.start()

    def states(self) -> tuple[DeviceState, ...]:
        now_s = monotonic()
        with self._lock:
            return tuple(self._told(state, now_s) for state in self._states.values())

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Hear that a state has changed, on the device's thread. Returns the call that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def answer(self, url: str, tone: str) -> None:
        """Have the scanner that made a scan sound its verdict, where it can. Never blocks."""
        with self._lock:
            source = self._open.get(url)
        if isinstance(source, Answering):
            source.answer(tone)

    def close(self) -> None:
        """Stop every source; a thread that will not end within a second is left behind (threads are daemons)."""
        self._closing.set()
        with self._lock:
            sources = tuple(self._open.values())
        for source in sources:
            source.close()
        for thread in self._threads:
            thread.join(1.0)

    def _told(self, state: DeviceState, now_s: float) -> DeviceState:
        since_s = self._opening_s.get(state.url)
        if since_s is None or now_s - since_s < SLOW_S:
            return state
        hint = "Unplug it and plug it in again; close other programs that may hold it."
        return replace(state, state="waiting", words=f"does not answer since {now_s - since_s:.0f} s", hint=hint)

    def _supervise(self, url: str, pace: Literal["own", "at_once"]) -> None:
        """Read the source; where it is a device, again and again until the station closes."""
        failures = 0
        while not self._closing.is_set():
            was_well, fault = self._run(url, pace)
            if fault is None:
                self._set(DeviceState(url, "ended", "closed" if is_live(url) else "all of it was played"))
                return
            failures = 1 if was_well else failures + 1
            if not is_live(url) or fault.code in _HOPELESS:
                self._set(DeviceState(url, "failed", fault.message, fault.hint))
                return
            state: Literal["waiting", "failed"] = "waiting" if fault.code in _WAITING else "failed"
            self._set(DeviceState(url, state, fault.message, fault.hint))
            self._closing.wait(BACK_OFF_S[min(failures, len(BACK_OFF_S)) - 1])

    def _run(self, url: str, pace: Literal["own", "at_once"]) -> tuple[bool, DeviceError | None]:
        """One opening, up to its end: whether it was well for a while, and what ended it (None: it is over)."""
        began_s, scans = monotonic(), 0
        try:
            source = self._opened(url, pace)
            if source is None:
                return True, None
            began_s = monotonic()
            self._set(DeviceState(url, "live", "ready"))
            for scan in source:
                scans += 1
                self._submit(scan)
        except DeviceError as error:
            return bool(scans) or monotonic() - began_s >= STEADY_S, error
        except Exception as error:
            # Else the screen would go on calling a dead scanner ready.
            fault = DeviceError(f"a fault of the program: {type(error).__name__}", hint="Open it again.", code="fault")
            return False, fault
        finally:
            self._let_go(url)
        return True, None

    def _opened(self, url: str, pace: Literal["own", "at_once"]) -> Source | None:
        """The open source, or None where the station closed meanwhile."""
        with self._lock:
            self._opening_s[url] = monotonic()
        try:
            source = open_source(url, clock=self._clock, is_plausible=is_plausible, arrange=self._arrange, pace=pace)
        finally:
            with self._lock:
                self._opening_s.pop(url, None)
        with self._lock:
            is_late = self._closing.is_set()
            if not is_late:
                self._open[url] = source
        if is_late:
            source.close()
            return None
        return source

    def _arrange(self, codes: Sequence[Code]) -> list[Place]:
        return arranged(codes, today=self._clock().date())

    def _let_go(self, url: str) -> None:
        """Held open, an unplugged scanner would come back under another name."""
        with self._lock:
            source = self._open.pop(url, None)
        if source is not None:
            with contextlib.suppress(DeviceError):
                source.close()

    def _set(self, state: DeviceState) -> None:
        with self._lock:
            has_changed = self._states.get(state.url) != state
            self._states[state.url] = state
        for listener in tuple(self._listeners) if has_changed else ():
            listener()
