"""The scanners of one workstation: a thread for each, its state in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from tracker.barcodes.plausibility import is_plausible
from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.source import Source
from tracker.station.outcomes import DeviceState


class Devices:
    """Opens sources and hands what they see to ``submit``. One that fails says so and disturbs no other."""

    def __init__(self, submit: Callable[[Scan], None], clock: Callable[[], datetime]) -> None:
        self._submit = submit
        self._clock = clock
        self._states: dict[str, DeviceState] = {}
        self._open: dict[str, Source] = {}
        self._threads: list[threading.Thread] = []
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def attach(self, url: str, *, pace: Literal["own", "at_once"] = "own") -> None:
        """Open ``url`` on a thread of its own; what becomes of it shows in :meth:`states`."""
        self._set(DeviceState(url, "waiting", "opening"))
        thread = threading.Thread(target=self._run, args=(url, pace), name=f"source {url}", daemon=True)
        # Those that have ended are dropped: a station may stay open for weeks, with a scanner that is plugged in often.
        self._threads = [*(before for before in self._threads if before.is_alive()), thread]
        thread.start()

    def states(self) -> tuple[DeviceState, ...]:
        with self._lock:
            return tuple(self._states.values())

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Hear that a state has changed, on the device's thread. Returns the call that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Stop every source; a thread that will not end within a second is left behind (threads are daemons)."""
        with self._lock:
            sources = tuple(self._open.values())
        for source in sources:
            source.close()
        for thread in self._threads:
            thread.join(1.0)

    def _run(self, url: str, pace: Literal["own", "at_once"]) -> None:
        try:
            source = open_source(url, clock=self._clock, is_plausible=is_plausible, pace=pace)
            with self._lock:
                self._open[url] = source
            self._set(DeviceState(url, "live", "ready"))
            for scan in source:
                self._submit(scan)
            self._set(DeviceState(url, "ended", "all of it was played"))
        except DeviceError as error:
            self._set(DeviceState(url, "failed", error.message, error.hint))
        except Exception as error:
            # Else the screen would go on calling a dead scanner ready.
            self._set(DeviceState(url, "failed", f"a fault of the program: {type(error).__name__}", "Open it again."))
        finally:
            with self._lock:
                self._open.pop(url, None)

    def _set(self, state: DeviceState) -> None:
        with self._lock:
            self._states[state.url] = state
        for listener in tuple(self._listeners):
            listener()
