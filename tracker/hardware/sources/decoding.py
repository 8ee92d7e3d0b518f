"""What a device sent, played back through its decoder: a fault that was seen once can be seen as often as one likes.

Time is the recording's. Between two pieces it runs in steps as it does for a reading thread, so that half a scan is told
as broken off when it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

from tracker.errors import DeviceError
from tracker.hardware.framing import Framed
from tracker.hardware.hid_reports import assembler_by
from tracker.hardware.quieting import Quieted
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.decoders import framing_of, kind_of
from tracker.hardware.sources.recording import damaged, raw_of, scan_or_fault
from tracker.hardware.sources.source import Pace
from tracker.hardware.sources.taped import Identities, LiveScans, Spans, check_time, entries, is_scan

_STEP_MS = 20.0
_NOT_AS_READ = "It does not say what was read when it was recorded."
_STEPS_UP_TO_MS = 3000.0
"""No decoder has a limit of more than two seconds: a longer pause tells it nothing more."""


class RawRecordingSource:
    """Scans as :mod:`.decoders` makes them. One that was made live is that very scan again, by identity and time.

    Where a piece is missing, half of a lot is decoded, and looks whole. What was read live stands beside the pieces: a scan
    that no recorded one repeats is garbled where a recorded one is near that nothing decodes to. So that this is known in
    time, all is decoded once before it is played. Without recorded scans there is nothing to compare with.
    """

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
        self._vouches = vouches
        self._framing = framing_of(source, vouches)
        self._kind = kind_of(source)
        self._is_fed = False
        self._closed = Event()
        self._identities = Identities(source, begun)
        self._entries = entries(path)
        self._live = LiveScans(path)
        self._unrepeated = Spans()

    def __iter__(self) -> Iterator[Scan]:
        self._unrepeated = self._looked_through()
        yield from self._played()

    def close(self) -> None:
        """End the replay, also in the middle of a pause."""
        self._closed.set()

    def _looked_through(self) -> Spans:
        """Where recorded scans stand that are not decoded again. What is damaged is told when it is played."""
        first = RawRecordingSource(
            self._path, self._source, self._begun, url=self.name, pace="at_once", vouches=self._vouches
        )
        first._closed = self._closed
        with suppress(DeviceError):
            deque(first._played(), maxlen=0)
        with suppress(DeviceError):
            return first._live.unrepeated()
        return Spans()

    def _played(self) -> Iterator[Scan]:
        started_s, then_ms = monotonic(), 0.0
        for number, t, entry in self._entries:
            if is_scan(entry):
                continue
            check_time(self._path, number, t, then_ms, self._begun)
            yield from self._passing(then_ms, t, started_s)
            if self._closed.is_set():
                return
            if "fault" in entry:
                yield from self._scans(self._framing.pass_time(float("inf")), t)
                scan_or_fault(self._path, number, entry)
            yield from self._scans(self._fed(number, t, entry), t)
            then_ms = t
        yield from self._passing(then_ms, then_ms + _STEPS_UP_TO_MS, started_s)

    def _fed(self, number: int, t: float, entry: Mapping[str, object]) -> list[Framed]:
        """What one line completes. A device is described before its first report, or the rest would be read otherwise."""
        if self._kind == "report" and entry.get("kind") == "descriptor":
            if self._is_fed:
                raise damaged(self._path, number, "describes the device anew")
            self._is_fed = True
            self._framing = Quieted(assembler_by(raw_of(self._path, number, entry, "descriptor")))
            return []
        self._is_fed = True
        return self._framing.feed(raw_of(self._path, number, entry, self._kind), t / 1000)

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
                is_behind=framed.is_behind,
            )
            named = self._identities.named(made)
            yield self._live.same(named, t) or self._unless_torn(named, t)

    def _unless_torn(self, made: Scan, t: float) -> Scan:
        if made.quality is not Quality.READ or not self._unrepeated.are_near(t):
            return made
        # Under an identity of its own: what was posted under the other one says something else.
        return self._identities.named(replace(made, quality=Quality.GARBLED, evidence=_NOT_AS_READ))
