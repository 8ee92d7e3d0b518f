"""The scanners of one workstation: each kept open by itself (:mod:`.supervising`), and all of them together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.barcodes.judging import code_rules
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import is_camera, is_live, open_source
from tracker.hardware.sources.raw import Raw
from tracker.hardware.sources.source import Answering, Pace, Source, Watching
from tracker.hardware.sources.stable_names import DEV
from tracker.station.device_names import DeviceNames
from tracker.station.outcomes import DeviceState
from tracker.station.sleeping import Sleep, slept_s
from tracker.station.supervising import SupervisedDevice

if TYPE_CHECKING:
    from tracker.hardware.reading.view import View

LOOK_S = 1.0
"""How often it is asked whether the machine has slept."""

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
        self._names = DeviceNames(dev)
        self._sleep = Sleep(slept_s)
        self._devices: dict[str, SupervisedDevice] = {}
        self._descriptions: dict[str, Raw] = {}
        """How each HID scanner describes itself, which it says once, when it is opened."""
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
        for url, description in tuple(self._descriptions.items()) if listener is not None else ():
            self._overheard(url, description)

    def attach(self, url: str, *, pace: Pace = "own", settings_file: Path | None = None) -> None:
        """Open ``url`` on a thread of its own; what becomes of it shows in :meth:`states`. Once is enough.

        ``settings_file`` is where it is named, for whoever has to put it right."""
        with self._lock:
            before = self._devices.get(url)
            if self._closing.is_set() or (before is not None and not before.is_over):
                return
            device = self._devices[url] = SupervisedDevice(
                url,
                opened=partial(self._opened, url, pace),
                let_go=partial(self._names.give_back, url),
                hand_in=partial(self._hand_in, url),
                changed=self._tell,
                settings_file=settings_file,
            )
            device.start()
            if is_live(url) and self._watch is None:
                self._watch = threading.Thread(target=self._watch_sleep, name="sleep watch", daemon=True)
                self._watch.start()

    def reopen_after_sleep(self) -> bool:
        """Where the machine has slept since this was last asked, every device is closed and opened anew.

        A handle that outlived its device's sleep may stay silent for ever. What was scanned before has been handed on,
        and half a scan from before is not waited for.
        """
        if not self._sleep.has_slept():
            return False
        for device in self._all():
            if is_live(device.url):
                device.reopen()
        return True

    def states(self) -> tuple[DeviceState, ...]:
        return tuple(device.state() for device in self._all())

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Hear that a state has changed, on the device's thread. Returns the call that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def answer(self, url: str, tone: str) -> None:
        """Have the scanner that made a scan sound its verdict, where it can. Never blocks."""
        source = self._source(url)
        # Looking for the protocol in None takes 25 µs of each scan that came by no device of ours (measured).
        if source is not None and isinstance(source, Answering):
            source.answer(tone)

    def lasting_name(self, url: str) -> str:
        """The name by which the device behind ``url`` is known from one day to the next; ``url`` where it has no other.

        What was open first is meant, though another device may have its number by now; a recording's URL says which
        number a device had on another day, so nothing is looked up for it.
        """
        return self._names.lasting(url)

    def view(self, url: str) -> View | None:
        """What the camera at ``url`` sees now; None for what is no camera or shows nothing. Never blocks."""
        source = self._source(url)
        if isinstance(source, Watching):
            return source.view()
        return None

    def close(self) -> None:
        """Stop every source; a thread that will not end within a second is left behind (threads are daemons)."""
        self._closing.set()
        devices = self._all()
        for device in devices:
            device.close()
        for device in devices:
            device.join(1.0)
        if self._watch is not None:
            self._watch.join(1.0)

    def _all(self) -> tuple[SupervisedDevice, ...]:
        with self._lock:
            return tuple(self._devices.values())

    def _source(self, url: str) -> Source | None:
        with self._lock:
            device = self._devices.get(url)
        return device.source() if device is not None else None

    def _watch_sleep(self) -> None:
        while not self._closing.wait(LOOK_S):
            self.reopen_after_sleep()

    def _opened(self, url: str, pace: Pace, is_torn: bool) -> Source:
        source = open_source(
            self._names.take(url),
            clock=self._clock,
            judging=code_rules(lambda: self._clock().date()),
            pace=pace,
            tap=None if is_camera(url) else partial(self._overheard, url),
            is_torn=is_torn,
        )
        self._names.learn(url)
        return source

    def _hand_in(self, url: str, scan: Scan) -> None:
        diverted = self._diverted
        if diverted is None:
            self._submit(scan)
        else:
            diverted(url, scan)

    def _overheard(self, url: str, raw: Raw) -> None:
        if raw.kind == "descriptor":
            self._descriptions[url] = raw
        diverted = self._diverted
        if diverted is not None:
            diverted(url, raw)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
