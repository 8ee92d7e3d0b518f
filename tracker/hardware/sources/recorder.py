"""Any source, with every scan written down as it passes. The file may hold patients' codes: only its owner reads it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recording import Timer, fault_line, header, scan_line
from tracker.hardware.sources.source import Source


class RecordedSource:
    """``source`` with a tee: a scan is written before it is handed on, a fault is recorded, then raised."""

    def __init__(self, source: Source, file: IO[str], path: Path) -> None:
        self.name = source.name
        self._source = source
        self._file = file
        self._path = path
        self._timer = Timer()
        self._write(header(source.name))

    def __iter__(self) -> Iterator[Scan]:
        try:
            for scan in self._source:
                self._write(scan_line(self._timer.ms_at(scan.at), scan))
                yield scan
        except DeviceError as error:
            if not self._file.closed:
                self._write(fault_line(self._timer.ms, error.code))
            raise
        finally:
            # What a full disk left in the buffer is told by the write that failed; closing would raise it once more.
            with suppress(OSError):
                self._file.close()

    def close(self) -> None:
        """Close the source; the file is closed when the iteration has ended."""
        self._source.close()

    def _write(self, line: str) -> None:
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            with suppress(OSError):
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


def keep(scans: Iterable[Scan], path: Path) -> None:
    """Write ``scans`` as a new recording of mode 0600, on disk before this returns; raises :class:`OSError`."""
    timer = Timer()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(header(""))
        file.writelines(scan_line(timer.ms_at(scan.at), scan) for scan in scans)
        file.flush()
        os.fsync(file.fileno())
