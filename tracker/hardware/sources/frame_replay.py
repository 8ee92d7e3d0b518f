"""A camera's recorded frames, read again one by one: the same ladder, the same agreement, in the picture's own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from tracker.hardware.reading.following import FrameReader
from tracker.hardware.reading.formats import Arrange, Formats, Plausible
from tracker.hardware.reading.in_view import Telling
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.reading import Grey, Reading
from tracker.hardware.scan import Scan
from tracker.hardware.sources.frame_tape import LONGEST_FRAME_LINE, MOST_PIXELS, frame_of
from tracker.hardware.sources.images import as_scan
from tracker.hardware.sources.recording import damaged, raw_of, scan_or_fault
from tracker.hardware.sources.source import OnFrame, Pace
from tracker.hardware.sources.taped import Identities, LiveScans, check_time, entries, is_scan

_STALL_MS = 500.0
"""A longer pause is a stall of the camera, and counts as this much, as it did live."""


class FrameRecordingSource:
    """Scans as a live camera makes them. One that was made live is that very scan again, by identity and time."""

    def __init__(
        self,
        path: Path,
        source: str,
        begun: datetime,
        *,
        url: str,
        pace: Pace,
        formats: Formats,
        is_plausible: Plausible | None,
        arrange: Arrange | None,
        on_frame: OnFrame | None = None,
    ) -> None:
        self.name = url
        self._path = path
        self._source = source
        self._begun = begun
        self._pace = pace
        self._reader = FrameReader(PictureReader(formats, is_plausible))
        self._telling = Telling(arrange)
        self._on_frame = on_frame or (lambda _: None)
        self._closed = Event()
        self._entries = entries(path, LONGEST_FRAME_LINE)
        self._live = LiveScans(path, LONGEST_FRAME_LINE)
        self._identities = Identities(source, begun)

    def __iter__(self) -> Iterator[Scan]:
        at_ms, then_ms, number = 0.0, 0.0, 0
        for number, (t, frame) in enumerate(self._frames(), start=1):
            at_ms += min(t - then_ms, _STALL_MS)
            then_ms = t
            self._on_frame(number)
            for reading in self._telling.told(self._reader.read(frame), at_ms, frame):
                if self._closed.is_set():
                    return
                yield self._scan(reading, t, number)

    def close(self) -> None:
        """End the replay, also in the middle of a pause."""
        self._closed.set()

    def _frames(self) -> Iterator[tuple[float, Grey]]:
        started_s, then_ms = monotonic(), 0.0
        for number, t, entry in self._entries:
            if is_scan(entry):
                continue
            check_time(self._path, number, t, then_ms, self._begun)
            then_ms = max(t, then_ms)
            if self._pace == "own":
                self._closed.wait(max(0.0, started_s + t / 1000 - monotonic()))
            if self._closed.is_set():
                return
            if "fault" in entry:
                scan_or_fault(self._path, number, entry)
            frame = frame_of(raw_of(self._path, number, entry, "frame"))
            if frame is None:
                raise damaged(
                    self._path,
                    number,
                    f"holds no frame that can be read, of at most {MOST_PIXELS / 1e6:.1f} million pixels",
                )
            yield then_ms, frame

    def _scan(self, reading: Reading, t: float, number: int) -> Scan:
        at = self._begun + timedelta(milliseconds=round(t))
        made = as_scan(reading, f"{self._source}#{number}", lambda: at)
        named = self._identities.named(made)
        return self._live.same(named, t) or named
