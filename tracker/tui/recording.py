"""The keyboard's scans written down as they come, so that a shift can be replayed: ``recording:FILE`` reads it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recording import Timer, header, scan_line


class KeyboardRecording:
    """A new file beside the database, which only its owner may read: scans may hold patients' codes.

    Raises :class:`DeviceError` where it cannot be made or written.
    """

    def __init__(self, folder: Path, begun: datetime, source: str) -> None:
        self.path = folder / f"keyboard-{begun:%Y%m%dT%H%M%S}.jsonl"
        self._timer = Timer()
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _not_written(self.path, error) from error
        self._file = os.fdopen(handle, "w", encoding="ascii")
        self._put(header(source))

    def write(self, scan: Scan) -> None:
        self._put(scan_line(self._timer.ms_at(scan.at), scan))

    def close(self) -> None:
        self._file.close()

    def _put(self, line: str) -> None:
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise _not_written(self.path, error) from error


def _not_written(path: Path, error: OSError) -> DeviceError:
    return DeviceError(
        f"{path.name} cannot be written: {error.strerror}.",
        hint="Scans go on as ever; nothing is recorded until there is room.",
        code="recording_not_written",
    )
