"""A folder of pictures, or one picture, as a source: each picture is one pull of the trigger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from tracker.errors import DeviceError
from tracker.hardware.reading.formats import DEFAULT, Arrange, Formats, Plausible
from tracker.hardware.reading.in_view import arranged
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.pictures import SUFFIXES, load_picture
from tracker.hardware.reading.reading import Reading
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.source import Clock, Pace
from tracker.text import Separators

INTERVAL_S = 1.5
"""Between pictures at own pace: about as fast as a person scans a cart's load."""


class ImagesSource:
    """The pictures at ``path``, sorted by name with numbers as numbers. See :class:`~.source.Source`.

    In a folder a damaged picture is an unreadable scan and the next one follows; a single picture that is damaged is a
    source that failed.
    """

    def __init__(
        self,
        path: Path,
        *,
        url: str,
        clock: Clock,
        formats: Formats = DEFAULT,
        is_plausible: Plausible | None = None,
        arrange: Arrange | None = None,
        pace: Pace = "own",
        interval_s: float = INTERVAL_S,
    ) -> None:
        self.name = url
        self._pictures = _pictures(path)
        self._reader = PictureReader(formats, is_plausible)
        self._arrange = arrange
        self._clock = clock
        self._interval_s = interval_s if pace == "own" else 0.0
        self._is_folder = path.is_dir()
        self._closed = Event()

    def __iter__(self) -> Iterator[Scan]:
        while self._pictures and not self._closed.is_set():
            yield from self._scans(self._pictures.pop(0))
            if self._pictures and self._interval_s:
                self._closed.wait(self._interval_s)

    def close(self) -> None:
        """End the iteration; what was not read stays unread."""
        self._closed.set()

    def _scans(self, path: Path) -> Iterator[Scan]:
        source = f"{self.name}#{path.name}" if self._is_folder else self.name
        try:
            readings = arranged(self._reader.read(load_picture(path)), self._arrange)
        except DeviceError as error:
            if not self._is_folder:
                raise
            yield self._unreadable(source, f"{error.code}: {error.message}")
            return
        if not readings:
            yield self._unreadable(source, "no code was found")
        for reading in readings:
            if self._closed.is_set():
                return
            yield as_scan(reading, source, self._clock)

    def _unreadable(self, source: str, why: str) -> Scan:
        return Scan("", source=source, at=self._clock(), quality=Quality.UNREADABLE, evidence=why)


def as_scan(reading: Reading, source: str, clock: Clock) -> Scan:
    """One reading as the rest of the house sees it."""
    return Scan(
        reading.text,
        aim=reading.aim,
        source=source,
        at=clock(),
        quality=Quality.READ if reading.is_accepted else Quality.DOUBTFUL,
        symbology=reading.symbology,
        evidence=reading.evidence,
        separators=Separators.KEPT,
    )


def _pictures(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        found = [child for child in path.iterdir() if child.suffix.casefold() in SUFFIXES]
    except OSError as error:
        raise DeviceError(
            f"The folder {path.name or path} cannot be read: {error.strerror}.",
            hint="Check its permissions.",
            code="no_such_source",
        ) from error
    if not found:
        raise DeviceError(
            f"The folder {path.name or path} has no pictures in it.",
            hint=f"Pictures end in {', '.join(sorted(SUFFIXES))}.",
            code="no_pictures",
        )
    return sorted(found, key=_natural)


def _natural(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    """``scan9`` before ``scan10``."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts], path.name
