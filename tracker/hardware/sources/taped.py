"""What every replay of a tape needs: its lines in order, their times, and the scans that were made when it was recorded."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.recording import (
    LAST_YEAR,
    LONGEST_LINE,
    damaged,
    entry_of,
    read_lines,
    scan_or_fault,
)

_NEAR_MS = 5000.0
"""A recorded scan stands this near to the pieces it was made of."""


_BEGUN = 12
"""Digits of an identity that say when the recording began, where :class:`Identities` gave it."""
_MOST_NEAR = 10_000
"""Scans within that time, of which nobody makes more: a file of any size takes no more memory than that."""
_Told = tuple[str, str, Quality]


@dataclass(frozen=True, slots=True)
class Spans:
    """Times in milliseconds, first to last, none of them farther from the next than a scan from its pieces."""

    spans: tuple[tuple[float, float], ...] = ()

    def are_near(self, t: float) -> bool:
        return any(begins - _NEAR_MS <= t <= ends + _NEAR_MS for begins, ends in self.spans)


class LiveScans:
    """The scans that were made when it was recorded, read ahead of the replay as far as they may be needed."""

    def __init__(self, path: Path, longest: int = LONGEST_LINE) -> None:
        self._path = path
        self._entries = entries(path, longest)
        self._near: deque[tuple[float, Scan]] = deque()
        self._alike: dict[_Told, deque[Scan]] = {}
        """Those that are near and not repeated yet, by what they say: a crowd of others costs nothing."""
        self._read_ms = 0.0
        self._unrepeated: list[tuple[float, float]] = []

    def same(self, made: Scan, t: float) -> Scan | None:
        """The recorded scan that ``made`` repeats, once: the one of its identity, or in a recording whose scans were named
        otherwise the first that says the same."""
        while self._near and self._near[0][0] < t - _NEAR_MS:
            self._forget(*self._near.popleft())
        self._read_up_to(t + _NEAR_MS)
        alike = self._alike.get(_told(made))
        if not alike:
            return None
        its = next((each for each in alike if each.id == made.id), None)
        if its is None and alike[0].id[:_BEGUN] == made.id[:_BEGUN]:
            return None
        found = its or alike[0]
        alike.remove(found)
        # A piece that is gone may have been what it stood behind.
        is_behind = made.is_behind or found.is_behind
        identity = found.id or made.id
        return replace(found, source=made.source, evidence=made.evidence, id=identity, is_behind=is_behind)

    def unrepeated(self) -> Spans:
        """Where scans stand in the file that nothing repeated, once all is decoded."""
        while self._near:
            self._forget(*self._near.popleft())
        return Spans(tuple(self._unrepeated))

    def _forget(self, t: float, scan: Scan) -> None:
        """Scans are forgotten in their order, so that one that was not repeated is the first of those like it."""
        alike = self._alike.get(_told(scan), deque())
        if alike and alike[0] is scan:
            alike.popleft()
            if self._unrepeated and t <= self._unrepeated[-1][1] + _NEAR_MS:
                self._unrepeated[-1] = (self._unrepeated[-1][0], t)
            else:
                self._unrepeated.append((t, t))
        if not alike:
            self._alike.pop(_told(scan), None)

    def _read_up_to(self, t: float) -> None:
        while self._read_ms <= t and len(self._near) < _MOST_NEAR:
            found = next(self._entries, None)
            if found is None:
                return
            number, self._read_ms, entry = found
            if is_scan(entry):
                scan = scan_or_fault(self._path, number, entry)
                self._near.append((self._read_ms, scan))
                self._alike.setdefault(_told(scan), deque()).append(scan)


def _told(scan: Scan) -> _Told:
    return scan.data, scan.aim, scan.quality


def entries(path: Path, longest: int = LONGEST_LINE) -> Iterator[tuple[int, float, Mapping[str, object]]]:
    """Line numbers, times in milliseconds and what stands in the lines behind the first."""
    lines = read_lines(path, longest)
    next(lines, b"")
    for number, line in enumerate(lines, start=2):
        entry = entry_of(path, number, line, longest)
        if entry is None:
            return
        yield number, *entry


def is_scan(entry: Mapping[str, object]) -> bool:
    return "kind" not in entry and "fault" not in entry


def check_time(path: Path, number: int, t: float, then_ms: float, begun: datetime) -> None:
    """Refuse a line that goes back. A fault's time is in whole milliseconds, and may stand that much too early."""
    if t < then_ms - 1.0:
        raise damaged(path, number, "goes back in time")
    if (begun + timedelta(milliseconds=t)).year > LAST_YEAR:
        raise damaged(path, number, f"has a time beyond the year {LAST_YEAR}")


class Identities:
    """The identities of a recorded scanner's scans, made alike when it is recorded and at each replay: by what a scan says,
    and the how-manieth it is that says so. A recording that was cut off, or that lacks the line of a scan, posts nothing
    twice then. They prove nothing of what it says: where a piece is missing, something else is decoded, which
    :class:`~.decoding.RawRecordingSource` refuses by the scans that were recorded."""

    def __init__(self, source: str, begun: datetime) -> None:
        self._begun_s = int(begun.timestamp())
        self._base = f"{source} {begun.astimezone(UTC).isoformat(timespec='milliseconds')}"
        self._times: Counter[_Told] = Counter()

    def named(self, scan: Scan) -> Scan:
        """``scan`` with its identity."""
        told = _told(scan)
        self._times[told] += 1
        said = sha256(repr((self._base, *told, self._times[told])).encode("utf-8", "surrogatepass")).hexdigest()
        return replace(scan, id=f"{self._begun_s * 1000:012x}{said[:20]}")


class Unnamed:
    """Identities for recorded scans that have none, the same at each replay, so that what was posted is not posted again: by
    what a scan says, when and of which device, and the how-manieth it is that says so."""

    def __init__(self) -> None:
        self._times: Counter[tuple[str, str, _Told]] = Counter()

    def named(self, scan: Scan) -> Scan:
        """``scan`` with its identity, which begins as :func:`tracker.hardware.scan.new_id`'s does."""
        said = (scan.at.isoformat(), scan.source, _told(scan))
        self._times[said] += 1
        digest = sha256(repr((*said, self._times[said])).encode("utf-8", "surrogatepass")).hexdigest()
        return replace(scan, id=f"{round(scan.at.timestamp() * 1000):012x}{digest[:20]}")
