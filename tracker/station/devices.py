"""The scanners of one workstation: each on a thread of its own, kept open, its state in words.

Drivers do not try again: they say what is wrong and end. What is tried again, how often, and what a person is told
meanwhile is decided here, in one place for all of them.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Literal

from tracker.barcodes.judging import code_rules
from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import is_camera, is_live, open_source
from tracker.hardware.sources.raw import Raw
from tracker.hardware.sources.source import Answering, Source, Watching
from tracker.hardware.sources.stable_names import DEV, same_device, stable_url
from tracker.station.outcomes import DeviceState
from tracker.station.sleeping import NOTICED_S, slept_s

if TYPE_CHECKING:
    from tracker.hardware.reading.view import View

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
"""Between attempts. A replugged scanner is back within seconds, and an absent one costs nothing."""
STEADY_S = 5.0
"""A device that lasts so long, or gives a scan, is well: the next fault begins with the shortest pause."""
SLOW_S = 5.0
"""Opening that takes longer is told: a driver may block while a device is busy."""
LOOK_S = 1.0
"""How often it is asked whether the machine has slept."""
_HOPELESS = frozenset({"bad_source", "unknown_source", "keyboard_needs_app", "driver_missing", "no_such_source"})
"""Nothing that happens to a cable mends these: they wait for a person, and the program is started again."""
_WAITING = frozenset({"not_there", "unplugged", "busy", "silent"})

Diverted = Callable[[str, Raw | Scan], None]
"""Hears a device's URL with what it sent, and then the scan that was made of it."""


class Devices:
    """Opens sources, hands what they see to ``submit``, and opens them again. One that fails disturbs no other."""

    def __init__(
        self,
        submit: Callable[[Scan], None],
        clock: Callable[[], datetime],
        *,
        slept_s: Callable[[], float] = slept_s,
        dev: Path = DEV,
    ) -> None:
        self._submit = submit
        self._clock = clock
        self._dev = dev
        self._slept_s = slept_s
        self._slept_before_s = slept_s()
        self._stable: dict[str, str] = {}
        """By what name each URL's device is opened again."""
        self._taken: dict[str, str] = {}
        """Which URL has which device."""
        self._woken: set[str] = set()
        self._states: dict[str, DeviceState] = {}
        self._opening_s: dict[str, float] = {}
        self._open: dict[str, Source] = {}
        self._threads: list[threading.Thread] = []
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._diverted: Diverted | None = None
        self._watch: threading.Thread | None = None

    def divert(self, listener: Diverted | None) -> None:
        """Hand everything that devices send to ``listener``, on their threads, and no scan to the station; None ends it.

        So a scanner is tested without moving anything.
        """
        self._diverted = listener

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
        if is_live(url) and self._watch is None:
            self._watch = threading.Thread(target=self._watch_sleep, name="sleep watch", daemon=True)
            self._watch.start()

    def reopen_after_sleep(self) -> bool:
        """Where the machine has slept since this was last asked, every device is closed and opened anew.

        A handle that outlived its device's sleep may stay silent for ever. What was scanned before has been handed on,
        and half a scan from before is not waited for.
        """
        now_s = self._slept_s()
        has_slept, self._slept_before_s = now_s - self._slept_before_s >= NOTICED_S, now_s
        if not has_slept:
            return False
        with self._lock:
            sources = {url: source for url, source in self._open.items() if is_live(url)}
            self._woken |= set(sources)
        for source in sources.values():
            source.close()
        return True

    def _watch_sleep(self) -> None:
        while not self._closing.wait(LOOK_S):
            self.reopen_after_sleep()

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

    def view(self, url: str) -> View | None:
        """What the camera at ``url`` sees now; None for what is no camera or shows nothing. Never blocks."""
        with self._lock:
            source = self._open.get(url)
        if isinstance(source, Watching):
            return source.view()
        return None

    def close(self) -> None:
        """Stop every source; a thread that will not end within a second is left behind (threads are daemons)."""
        self._closing.set()
        with self._lock:
            sources = tuple(self._open.values())
        for source in sources:
            source.close()
        for thread in (*self._threads, *([self._watch] if self._watch else ())):
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
            if fault is None and self._was_woken(url):
                self._set(DeviceState(url, "waiting", "opened anew, as the computer has slept"))
                continue
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
                if source.name != url:  # opened by its lasting name, it is known by the one that it was given
                    scan = replace(scan, source=url + scan.source.removeprefix(source.name))
                self._hand_in(url, scan)
        except DeviceError as error:
            return bool(scans) or monotonic() - began_s >= STEADY_S, error
        except Exception as error:
            # Else the screen would go on calling a dead scanner ready.
            fault = DeviceError(f"a fault of the program: {type(error).__name__}", hint="Open it again.", code="fault")
            return False, fault
        finally:
            self._let_go(url)
        return True, None

    def _hand_in(self, url: str, scan: Scan) -> None:
        diverted = self._diverted
        if diverted is None:
            self._submit(scan)
        else:
            diverted(url, scan)

    def _overheard(self, url: str, raw: Raw) -> None:
        diverted = self._diverted
        if diverted is not None:
            diverted(url, raw)

    def _opened(self, url: str, pace: Literal["own", "at_once"]) -> Source | None:
        """The open source, or None where the station closed meanwhile."""
        with self._lock:
            self._opening_s[url] = monotonic()
        try:
            named = self._stable.get(url, url)
            self._take(url, named)
            source = open_source(
                named,
                clock=self._clock,
                judging=code_rules(lambda: self._clock().date()),
                pace=pace,
                tap=None if is_camera(url) else partial(self._overheard, url),
            )
        finally:
            with self._lock:
                self._opening_s.pop(url, None)
        self._stable.setdefault(url, stable_url(url, self._dev))
        with self._lock:
            is_late = self._closing.is_set()
            if not is_late:
                self._open[url] = source
        if is_late:
            source.close()
            return None
        return source

    def _take(self, url: str, named: str) -> None:
        """Two readers of one scanner would get half of each scan, or each scan twice."""
        if not is_live(url):
            return
        device = same_device(named, self._dev)
        with self._lock:
            other = next((each for each, taken in self._taken.items() if taken == device and each != url), None)
            if other is None:
                self._taken[url] = device
        if other is not None:
            raise DeviceError(
                f"It is the same device as {other}.", hint="Take one of the two out of the settings.", code="busy"
            )

    def _was_woken(self, url: str) -> bool:
        with self._lock:
            was_woken = url in self._woken
            self._woken.discard(url)
        return was_woken

    def _let_go(self, url: str) -> None:
        """Held open, an unplugged scanner would come back under another name."""
        with self._lock:
            source = self._open.pop(url, None)
        if source is not None:
            with contextlib.suppress(DeviceError):
                source.close()
        with self._lock:
            self._taken.pop(url, None)

    def _set(self, state: DeviceState) -> None:
        with self._lock:
            has_changed = self._states.get(state.url) != state
            self._states[state.url] = state
        for listener in tuple(self._listeners) if has_changed else ():
            listener()
