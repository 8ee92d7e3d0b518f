"""What a device sent, played back through its decoder: a fault that was seen once can be seen as often as one likes.

Time is the recording's. Between two pieces it runs in steps as it does for a reading thread, so that half a scan is told
as broken off when it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Event
from time import monotonic

from tracker.hardware.framing import Framed
from tracker.hardware.scan import Scan
from tracker.hardware.sources.decoders import framing_of
from tracker.hardware.sources.recording import entry_of, raw_of, read_lines, scan_or_fault
from tracker.hardware.sources.source import Pace

_STEP_MS = 20.0
_STEPS_UP_TO_MS = 3000.0
"""No decoder has a limit of more than two seconds: a longer pause tells it nothing more."""
_NEAR_MS = 5000.0
"""A recorded scan stands this near to the pieces it was made of."""


class RawRecordingSource:
    """Scans as :mod:`.decoders` makes them. One that was made live is that very scan again, by identity and time."""

    def __init__(
        self,
        path: Path,
        source: str,
        begun: datetime,
        *,
        url: str,
        pace: Pace = "own",
        vouches: Callable[[str], bool],
    ) -> None:
        self.name = url
        self._path = path
        self._source = source
        self._begun = begun
        self._pace = pace
        self._framing = framing_of(source, vouches)
        self._closed = Event()
        self._numbers = count()
        self._entries = _entries(path)
        self._live = _Live(path)

    def __iter__(self) -> Iterator[Scan]:
        started_s, then_ms = monotonic(), 0.0
        for number, t, entry in self._entries:
            if "kind" not in entry and "fault" not in entry:
                continue
            yield from self._passing(then_ms, t, started_s)
            if self._closed.is_set():
                return
            if "fault" in entry:
                yield from self._scans(self._framing.pass_time(float("inf")), t)
                scan_or_fault(self._path, number, entry)
            yield from self._scans(self._framing.feed(raw_of(self._path, number, entry), t / 1000), t)
            then_ms = t
        yield from self._passing(then_ms, then_ms + _STEPS_UP_TO_MS, started_s)

    def close(self) -> None:
        """End the replay, also in the middle of a pause."""
        self._closed.set()

    def _passing(self, then_ms: float, t: float, started_s: float) -> Iterator[Scan]:
        """Nothing came from ``then_ms`` to ``t``."""
        at_ms = then_ms + _STEP_MS
        while at_ms < min(t, then_ms + _STEPS_UP_TO_MS) and not self._closed.is_set():
            self._wait(at_ms, started_s)
            yield from self._scans(self._framing.pass_time(at_ms / 1000), at_ms)
            at_ms += _STEP_MS
        self._wait(t, started_s)

    def _wait(self, until_ms: float, started_s: float) -> None:
        if self._pace == "own":
            self._closed.wait(max(0.0, started_s + until_ms / 1000 - monotonic()))

    def _scans(self, found: list[Framed], t: float) -> Iterator[Scan]:
        for framed in found:
            if self._closed.is_set():
                return
            made = Scan(
                framed.data,
                aim=framed.aim,
                source=self._source,
                at=self._begun + timedelta(milliseconds=round(t)),
                quality=framed.quality,
                evidence=framed.evidence,
                id=self._identity(t),
            )
            yield self._live.same(made, t) or made

    def _identity(self, t: float) -> str:
        """For a scan that was not made live: the same at each replay, or it would be posted at each."""
        told = f"{self._source} {self._begun.isoformat()} {t} {next(self._numbers)}"
        return f"{int(self._begun.timestamp() * 1000 + t):012x}{sha256(told.encode()).hexdigest()[:20]}"


class _Live:
    """The scans that were made when it was recorded, read ahead of the replay as far as they may be needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries = _entries(path)
        self._near: deque[tuple[float, Scan]] = deque()
        self._read_ms = 0.0

    def same(self, made: Scan, t: float) -> Scan | None:
        """The recorded scan that ``made`` repeats, once."""
        while self._near and self._near[0][0] < t - _NEAR_MS:
            self._near.popleft()
        self._read_up_to(t + _NEAR_MS)
        for each in self._near:
            live = each[1]
            if (live.data, live.aim, live.quality) == (made.data, made.aim, made.quality):
                self._near.remove(each)
                return replace(live, source=made.source, evidence=made.evidence)
        return None

    def _read_up_to(self, t: float) -> None:
        while self._read_ms <= t:
            found = next(self._entries, None)
            if found is None:
                return
            number, self._read_ms, entry = found
            if "kind" not in entry and "fault" not in entry:
                self._near.append((self._read_ms, scan_or_fault(self._path, number, entry)))


def _entries(path: Path) -> Iterator[tuple[int, float, Mapping[str, object]]]:
    """Line numbers, times in milliseconds and what stands in the lines behind the first."""
    lines = read_lines(path)
    next(lines, b"")
    for number, line in enumerate(lines, start=2):
        entry = entry_of(path, number, line)
        if entry is None:
            return
        yield number, *entry
