"""A driver's source read on a thread, as the program does, so that a probe can do something to the device meanwhile."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from time import monotonic, sleep

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.source import Source

PATIENCE_S = 20.0
"""The guest runs in software, perhaps beside other work: nothing is late before this."""


class Listener:
    """An open source and everything that comes of it."""

    def __init__(self, url: str) -> None:
        self.source: Source = open_source(url)
        self._seen: queue.SimpleQueue[Scan | DeviceError | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        """Only then is the device let go of, and another source may have it."""
        self.source.close()
        self._thread.join(PATIENCE_S)

    @property
    def has_news(self) -> bool:
        return not self._seen.empty()

    def scan(self) -> Scan:
        found = self._seen.get(timeout=PATIENCE_S)
        assert isinstance(found, Scan), f"no scan, but {found!r}"
        return found

    def fault(self) -> tuple[str, float]:
        """The code of the fault that ends it, and the seconds until it came."""
        began_s = monotonic()
        while isinstance(found := self._seen.get(timeout=PATIENCE_S), Scan):
            pass
        assert found is not None, "the source ended without a fault"
        return found.code, monotonic() - began_s

    def _read(self) -> None:
        try:
            for scan in self.source:
                self._seen.put(scan)
            self._seen.put(None)
        except DeviceError as error:
            self._seen.put(error)


def refusal(url: str) -> DeviceError:
    """Why ``url`` cannot be opened."""
    try:
        source = open_source(url)
    except DeviceError as error:
        return error
    source.close()
    raise AssertionError(f"{url} was opened")


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline_s = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < deadline_s, f"not within {PATIENCE_S:.0f} s: {what}"
        sleep(0.02)
