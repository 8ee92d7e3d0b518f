"""Pieces as a device sends them, read live and written down."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.hardware.lines import PtyScanner
from tests.hardware.test_serial import Reading
from tests.waiting import until
from tracker.barcodes.judging import code_rules
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.decoders import framing_of
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.raw import Kind
from tracker.hardware.sources.recorder import open_recorded
from tracker.hardware.sources.recording import raw_header, raw_line
from tracker.hardware.sources.source import Source

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GS1 = "]d201095011015300031725123110AB-12\x1d21SER9"

Piece = tuple[float, bytes]
"""(seconds since the piece before, what was sent)"""


def played(path: Path) -> Source:
    return open_source(f"recording:{path}", pace="at_once", judging=code_rules())


def told(scans: Iterable[Scan]) -> list[tuple[str, str, Quality, str]]:
    return [(scan.data, scan.aim, scan.quality, scan.evidence) for scan in scans]


def live(url: str, pieces: Sequence[Piece]) -> list[tuple[str, str, Quality, str]]:
    """What a reading thread makes of the pieces: it looks fifty times a second, and more often once something comes."""
    framing, now_s, found = framing_of(url, code_rules().vouches), 0.0, []
    for t, data in timed(pieces):
        for looks in range(1, int(min(t / 1000 - now_s, 3.0) / 0.02) + 1):
            found += framing.pass_time(now_s + looks * 0.02 - 0.001)
        now_s = t / 1000
        found += framing.feed(data, now_s)
    for looks in range(1, 150):
        found += framing.pass_time(now_s + looks * 0.02)
    return [(each.data, each.aim, each.quality, each.evidence) for each in found]


def timed(pieces: Sequence[Piece]) -> list[tuple[float, bytes]]:
    """With times as a recording keeps them: in milliseconds, to the microsecond."""
    times = accumulate(gap_s * 1000 for gap_s, _ in pieces)
    return [(round(t, 3), data) for t, (_, data) in zip(times, pieces, strict=True)]


def written(path: Path, url: str, kind: Kind, pieces: Sequence[Piece]) -> Path:
    lines = [raw_line(t, kind, base64.b64encode(data).decode()) for t, data in timed(pieces)]
    path.write_text(raw_header(url, NOON) + "".join(lines))
    return path


def chunks(data: bytes, sizes: Sequence[int], pauses_s: Sequence[float]) -> Iterator[Piece]:
    at = 0
    for number in range(len(data)):
        if at >= len(data):
            return
        size = sizes[number % len(sizes)]
        yield pauses_s[number % len(pauses_s)], data[at : at + size]
        at += size


PAUSES = st.lists(st.sampled_from([0.0, 0.003, 0.03, 0.12, 0.3, 0.7, 2.5, 9.0]), min_size=1, max_size=6)
SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=5)


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[[bytes], tuple[Path, list[Scan]]]:
    """Record a scanner on a pseudo-terminal that sends these bytes, with an end to all of it; gives file and scans."""

    def scan(sent: bytes) -> tuple[Path, list[Scan]]:
        scanner, path = PtyScanner(tmp_path / "ttySCAN"), tmp_path / "shift.jsonl"
        url = f"serial:{scanner.link}?baud=115200"
        reading = Reading(open_recorded(url, path, lambda tap: open_source(url, tap=tap)))
        scanner.send(sent)
        until(lambda: any(scan.data == "END" for scan in reading.scans))
        scanner.unplug()
        until(lambda: reading.fault is not None)
        return path, reading.scans

    return scan
