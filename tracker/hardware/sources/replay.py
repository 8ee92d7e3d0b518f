"""A recording as a source: the shift again, at its own pace or at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

from tracker.hardware.reading.formats import DEFAULT, Formats, Judging
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recording import entry_of, read_header, read_lines, scan_or_fault
from tracker.hardware.sources.source import OnFrame, Pace, Source
from tracker.hardware.sources.taped import Unnamed


def open_recording(
    path: Path,
    *,
    url: str,
    pace: Pace,
    judging: Judging,
    formats: Formats = DEFAULT,
    on_frame: OnFrame | None = None,
) -> Source:
    """The scans of a recording, or those that its decoder makes again of what the device sent."""
    header = read_header(path, next(read_lines(path), b""))
    if header.begun is None:
        return RecordingSource(path, url=url, pace=pace)
    if header.source.startswith(("camera:", "mjpeg:")):
        from tracker.hardware.sources.frame_replay import FrameRecordingSource

        return FrameRecordingSource(
            path,
            header.source,
            header.begun,
            url=url,
            pace=pace,
            formats=formats,
            is_plausible=judging.is_plausible,
            arrange=judging.arrange,
            on_frame=on_frame,
        )
    from tracker.hardware.sources.decoding import RawRecordingSource

    return RawRecordingSource(path, header.source, header.begun, url=url, pace=pace, vouches=judging.vouches)


class RecordingSource:
    """A recording of scans played back. ``at``, ``id`` and ``source`` are those of the recorded scans; a line without ``id``
    has the same one at each replay (:class:`Unnamed`)."""

    def __init__(self, path: Path, *, url: str, pace: Pace = "own") -> None:
        self.name = url
        self._path = path
        self._pace = pace
        self._closed = Event()
        self._unnamed = Unnamed()
        self._lines: Iterator[bytes] = read_lines(path)
        next(self._lines, b"")

    def __iter__(self) -> Iterator[Scan]:
        started = monotonic()
        for number, line in enumerate(self._lines, start=2):
            if self._closed.is_set():
                return
            entry = entry_of(self._path, number, line)
            if entry is None:
                return
            if self._pace == "own":
                self._closed.wait(max(0.0, started + entry[0] / 1000 - monotonic()))
            if self._closed.is_set():
                return
            scan = scan_or_fault(self._path, number, entry[1])
            yield scan if scan.id else self._unnamed.named(scan)

    def close(self) -> None:
        """End the replay, also in the middle of a pause."""
        self._closed.set()
