"""Any source, with every scan written down as it passes, and of a scanner all that it sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tracker.errors import DeviceError
from tracker.hardware.scan import Scan, utc_now
from tracker.hardware.sources.decoders import is_decodable
from tracker.hardware.sources.raw import Tap
from tracker.hardware.sources.recording import Timer, header, scan_line
from tracker.hardware.sources.source import Clock, Source
from tracker.hardware.sources.tape import Tape
from tracker.hardware.sources.taped import Identities
from tracker.text import without_secrets


class RecordedSource:
    """``source`` with a tee: a scan is written before it is handed on, a fault is recorded, then raised.

    ``identities`` are for what is decoded again at a replay.
    """

    def __init__(self, source: Source, tape: Tape, identities: Identities | None = None) -> None:
        self.name = source.name
        self._source = source
        self._tape = tape
        self._identities = identities

    def __iter__(self) -> Iterator[Scan]:
        try:
            for each in self._source:
                scan = each if self._identities is None else self._identities.named(each)
                self._tape.write(scan)
                yield scan
        except DeviceError as error:
            self._tape.fault(error.code)
            raise
        finally:
            self._tape.close()

    def close(self) -> None:
        """Close the source; the file is closed when the iteration has ended."""
        self._source.close()


def open_recorded(url: str, path: Path, opened: Callable[[Tap | None], Source], clock: Clock = utc_now) -> Source:
    """What ``opened`` gives, teed into a new file at ``path``; an existing file is never overwritten.

    Of a scanner all that it sends is recorded, to be decoded again. Of a camera five frames a second
    (:mod:`.frame_tape`). Pictures, videos and recordings are recorded by their scans: they are files already.
    """
    url = without_secrets(url)
    is_raw, begun = is_decodable(url), clock()
    tape = Tape(path, url, begun if is_raw else None)
    identities = Identities(url, begun) if is_raw else None
    try:
        return RecordedSource(opened(tape.hear if is_raw else None), tape, identities)
    except DeviceError:
        tape.close()
        path.unlink(missing_ok=True)
        raise


def keep(scans: Iterable[Scan], path: Path) -> None:
    """Write ``scans`` as a new recording of mode 0600, on disk before this returns; raises :class:`OSError`."""
    timer = Timer()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(header(""))
        file.writelines(scan_line(timer.ms_at(scan.at), scan) for scan in scans)
        file.flush()
        os.fsync(file.fileno())
