"""Any bytes as a recording's file: scans or a refusal in words, never anything else, and in no long time."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from tests.fuzz.running import run
from tracker.errors import DeviceError
from tracker.hardware.scan import Quality
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.recording import header, raw_header

LONGEST_S = 2.0
SOURCES = ("serial:a", "evdev:a?layout=de&gs=f12", "hidpos:", "keyboard:", "camera:0")
_NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HEADS = (b"", header("").encode(), *(raw_header(source, _NOON).encode() for source in SOURCES))


def target(data: bytes) -> None:
    """The first byte says which first line stands before the rest; one of them is none."""
    head = HEADS[data[0] % len(HEADS)] if data else b""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(head + data[1:])
        file.flush()
        first, again = _played(Path(file.name)), _played(Path(file.name))
    assert first == again  # The same file is the same shift, whoever plays it.


def _played(path: Path) -> tuple[list[tuple[str, str, Quality]], str]:
    began_s, found, refused = monotonic(), list[tuple[str, str, Quality]](), None
    try:
        for scan in open_source(f"recording:{path}", pace="at_once"):
            (scan.data + scan.aim + scan.source + scan.evidence).encode()  # No lone surrogate: no database takes it.
            found.append((scan.data, scan.aim, scan.quality))
    except DeviceError as error:
        refused = error
    assert monotonic() - began_s < LONGEST_S
    assert refused is None or (refused.message and refused.hint)
    return found, refused.code if refused else ""


if __name__ == "__main__":
    sys.exit(run(target))
