"""A source as a test hears it: what arrived, sign by sign, instead of the scans that were made of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from datetime import datetime

from tracker.errors import DeviceError
from tracker.hardware.learning.learned import Channel
from tracker.hardware.learning.strokes import Stroke, of_text
from tracker.hardware.scan import Quality, Scan, utc_now
from tracker.hardware.sources.opening import is_live, open_source
from tracker.hardware.sources.source import Source

_WAIT_S = 0.05


class ScansHeard:
    """Whole scans: HID POS, cameras, pictures, and recordings of scans."""

    channel = Channel.WHOLE
    host: str | None = None

    def __init__(self, url: str, source: Source) -> None:
        self.url = url
        self.is_live = is_live(url)
        self._source = source
        self._first: datetime | None = None

    def __iter__(self) -> Iterator[tuple[list[Stroke], float]]:
        """(what arrived, up to when), for a device also while nothing does; it ends where the source does."""
        if not self.is_live:
            for scan in self._source:
                # A recording is judged as the device that it was made of.
                self.url = scan.device or self.url
                yield self._strokes(scan), self._seconds(scan)
            yield [], float("inf")
            return
        arrived: queue.SimpleQueue[Scan | DeviceError | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(arrived,), name=f"test {self.url}", daemon=True).start()
        while True:
            try:
                scan = arrived.get(timeout=_WAIT_S)
            except queue.Empty:
                yield [], self._now_s()
                continue
            if isinstance(scan, DeviceError):
                raise scan
            if scan is None:
                return
            yield self._strokes(scan), self._seconds(scan)

    def close(self) -> None:
        self._source.close()

    def _read(self, arrived: queue.SimpleQueue[Scan | DeviceError | None]) -> None:
        try:
            for scan in self._source:
                arrived.put(scan)
        except DeviceError as error:
            arrived.put(error)
        else:
            arrived.put(None)

    def _strokes(self, scan: Scan) -> list[Stroke]:
        if scan.quality is not Quality.READ:
            return []
        return of_text(scan.aim + scan.data, self._seconds(scan))

    def _seconds(self, scan: Scan) -> float:
        self._first = self._first or scan.at
        return (scan.at - self._first).total_seconds()

    def _now_s(self) -> float:
        return 0.0 if self._first is None else (utc_now() - self._first).total_seconds()


def heard_from(url: str) -> ScansHeard:
    """What a test hears of ``url``; raises :class:`DeviceError` as :func:`open_source` does."""
    return ScansHeard(url, open_source(url, pace="at_once"))
