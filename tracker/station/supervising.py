"""One device, kept open on a thread of its own, its state in words.

Drivers do not try again: they say what is wrong and end. What is tried again, how often, and what a person is told
meanwhile is decided here, in one place for all of them (:mod:`.device_states` has the rules).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import is_live
from tracker.hardware.sources.source import Source
from tracker.station import device_states
from tracker.station.outcomes import DeviceState
from tracker.text import without_secrets


class SupervisedDevice:
    """Reads from :meth:`start` on. ``opened`` and ``let_go`` frame each opening, ``hand_in`` gets the scans, and ``changed``
    is told that :meth:`state` is another; all of them are called on the device's thread."""

    def __init__(
        self,
        url: str,
        *,
        opened: Callable[[], Source],
        let_go: Callable[[], None],
        hand_in: Callable[[Scan], None],
        changed: Callable[[], None],
        settings_file: Path | None = None,
    ) -> None:
        self.url = url
        self.is_over = False
        """It ended, or failed for good: nothing is tried any more."""
        self._opened = opened
        self._give_back = let_go
        self._hand_in = hand_in
        self._changed = changed
        self._settings_file = settings_file
        self._state = device_states.opening(url)
        self._opening_since_s: float | None = None
        self._source: Source | None = None
        self._is_woken = False
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name=f"source {without_secrets(url)}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def state(self) -> DeviceState:
        with self._lock:
            since_s, state = self._opening_since_s, self._state
        return device_states.with_delay(state, None if since_s is None else monotonic() - since_s)

    def source(self) -> Source | None:
        """The open source, None where there is none now."""
        with self._lock:
            return self._source

    def reopen(self) -> None:
        """Close a device that is open and open it anew."""
        with self._lock:
            source = self._source
            self._is_woken = source is not None
        if source is not None:
            source.close()

    def close(self) -> None:
        """End the reading; :meth:`join` waits for it."""
        self._closing.set()
        source = self.source()
        if source is not None:
            source.close()

    def join(self, timeout_s: float) -> None:
        """A thread that will not end is left behind (threads are daemons)."""
        self._thread.join(timeout_s)

    def _supervise(self) -> None:
        """Read the source; where it is a device, again and again until it is closed."""
        failures = 0
        while not self._closing.is_set():
            was_well, fault = self._run()
            if fault is None and self._was_woken():
                self._set(device_states.woken(self.url))
                continue
            if fault is None:
                self.is_over = True
                self._set(device_states.ended(self.url))
                return
            self.is_over = device_states.is_hopeless(self.url, fault)
            self._set(device_states.faulty(self.url, fault, self._settings_file))
            if self.is_over:
                return
            failures = 1 if was_well else failures + 1
            self._closing.wait(device_states.pause_s(failures))

    def _run(self) -> tuple[bool, DeviceError | None]:
        """One opening, up to its end: whether it was well for a while, and what ended it (None: it is over)."""
        began_s, scans = monotonic(), 0
        try:
            source = self._open()
            if source is None:
                return True, None
            began_s = monotonic()
            self._set(device_states.ready(self.url))
            for scan in source:
                scans += 1
                if source.name != self.url:  # opened by its lasting name, it is known by the one that it was given
                    scan = replace(scan, source=without_secrets(self.url) + scan.source.removeprefix(source.name))
                self._hand_in(scan)
        except DeviceError as error:
            return bool(scans) or monotonic() - began_s >= device_states.STEADY_S, error
        except Exception as error:
            return False, device_states.program_fault(error)
        finally:
            self._let_go()
        return True, None

    def _open(self) -> Source | None:
        """The open source, or None where it was closed meanwhile."""
        with self._lock:
            self._opening_since_s, self._is_woken = monotonic(), False
        try:
            source = self._opened()
        finally:
            with self._lock:
                self._opening_since_s = None
        with self._lock:
            is_late = self._closing.is_set()
            if not is_late:
                self._source = source
        if not is_late:
            return source
        source.close()
        return None

    def _was_woken(self) -> bool:
        with self._lock:
            was_woken, self._is_woken = self._is_woken, False
        return was_woken and is_live(self.url)

    def _let_go(self) -> None:
        """Held open, an unplugged scanner would come back under another name."""
        with self._lock:
            source, self._source = self._source, None
        if source is not None:
            with contextlib.suppress(DeviceError):
                source.close()
        self._give_back()

    def _set(self, state: DeviceState) -> None:
        with self._lock:
            has_changed = self._state != state
            self._state = state
        if has_changed:
            self._changed()
