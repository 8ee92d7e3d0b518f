"""A recording being written: what a device sent, piece by piece, and the scans that were made of it.

The file holds whatever was scanned, patients' codes included: it is made new, for its owner alone (mode 0600), and never
over another one.
"""

from __future__ import annotations

import os
from base64 import b64encode
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.raw import Raw
from tracker.hardware.sources.recording import Timer, fault_line, header, raw_header, raw_line, scan_line

WARNING = "It holds whatever is scanned, patients' codes included: keep it like the charts, and delete it when done."
"""Said wherever a recording is begun."""


_PIECE = 24 * 1024
"""Bytes in a line: a whole number of event structures, and within what a reader takes for one line."""


class Tape:
    """With ``begun`` its times run from there on a clock that never goes back, and it takes what the device sent; without,
    scans alone, timed by themselves. DeviceError ``recording_not_written``."""

    def __init__(self, path: Path, source: str, begun: datetime | None = None) -> None:
        self.path = path
        self._begun_s = monotonic()
        self._timer = Timer() if begun is None else None
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise DeviceError(
                f"{path} cannot be made: {error.strerror}.",
                hint="Name a new file in a folder that is there.",
                code="recording_not_written",
            ) from error
        self._file = os.fdopen(handle, "w", encoding="ascii")
        self._put(raw_header(source, begun) if begun else header(source))

    def hear(self, raw: Raw) -> None:
        """A :data:`~.raw.Tap`."""
        for begins in range(0, len(raw.data), _PIECE):
            piece = b64encode(raw.data[begins : begins + _PIECE]).decode("ascii")
            self._put(raw_line(self._ms(raw.at_s), raw.kind, piece))

    def write(self, scan: Scan) -> None:
        self._put(scan_line(self._timer.ms_at(scan.at) if self._timer else self._now_ms(), scan))

    def fault(self, code: str) -> None:
        self._put(fault_line(self._timer.ms if self._timer else self._now_ms(), code))

    def close(self) -> None:
        """What a full disk left in the buffer was told by the write that failed; closing must not raise it once more."""
        with suppress(OSError):
            self._file.close()

    def _now_ms(self) -> int:
        return round(self._ms(monotonic()))

    def _ms(self, at_s: float) -> float:
        """To the microsecond: the rules for an XOR byte behind a scan count single milliseconds."""
        return round(max(0.0, at_s - self._begun_s) * 1000, 3)

    def _put(self, line: str) -> None:
        if self._file.closed:
            return
        try:
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            self.close()
            raise DeviceError(
                f"{self.path.name} cannot be written: {error.strerror}.",
                hint="Make room, or record elsewhere.",
                code="recording_not_written",
            ) from error
