"""Any source, with every scan written down as it passes. The file may hold patients' codes: only its owner reads it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import IO

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recording import VERSION
from tracker.hardware.sources.source import Source


class RecordedSource:
    """``source`` with a tee: a scan is written before it is handed on, a fault is recorded, then raised."""

    def __init__(self, source: Source, file: IO[str], path: Path) -> None:
        self.name = source.name
        self._source = source
        self._file = file
        self._path = path
        self._write({"recording": VERSION, "source": source.name})

    def __iter__(self) -> Iterator[Scan]:
        first_at = None
        t = 0
        try:
            for scan in self._source:
                first_at = first_at or scan.at
                t = max(t, round((scan.at - first_at).total_seconds() * 1000))
                self._write({"t": t, **scan_object(scan)})
                yield scan
        except DeviceError as error:
            if not self._file.closed:
                self._write({"t": t, "fault": error.code})
            raise
        finally:
            self._file.close()

    def close(self) -> None:
        """Close the source; the file is closed when the iteration has ended."""
        self._source.close()

    def _write(self, entry: Mapping[str, object]) -> None:
        try:
            self._file.write(json.dumps(entry, ensure_ascii=True) + "\n")
            self._file.flush()
        except OSError as error:
            self._file.close()
            raise DeviceError(
                f"{self._path.name} cannot be written: {error.strerror}.",
                hint="Make room, or record elsewhere.",
                code="recording_not_written",
            ) from error


def record(source: Source, path: Path) -> Source:
    """Tee ``source`` into a new file at ``path``; an existing file is never overwritten."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise DeviceError(
            f"{path} cannot be made: {error.strerror}.",
            hint="Name a new file in a folder that is there.",
            code="recording_not_written",
        ) from error
    return RecordedSource(source, os.fdopen(handle, "w", encoding="ascii"), path)


def scan_object(scan: Scan) -> dict[str, object]:
    """A scan as a recording's line keeps it; GS becomes ``\\\\u001d`` in JSON."""
    return {
        "at": scan.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "id": scan.id,
        "data": scan.data,
        "aim": scan.aim,
        "symbology": scan.symbology,
        "quality": scan.quality.value,
        "evidence": scan.evidence,
        "source": scan.source,
    }
