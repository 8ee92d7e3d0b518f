"""A video file as a source: what a camera saw, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import cv2

from tracker.errors import DeviceError
from tracker.hardware.reading.following import FrameReader
from tracker.hardware.reading.formats import DEFAULT, Arrange, Formats, Plausible
from tracker.hardware.reading.in_view import Telling
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.pictures import as_grey
from tracker.hardware.reading.reading import Grey, Reading
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.images import as_scan
from tracker.hardware.sources.lookout import Lookout
from tracker.hardware.sources.source import Clock, OnFrame, Pace

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_USUAL_FRAMES_PER_S = 30.0
_HINT = "Give a whole AVI, MP4, MKV or MOV file."


class VideoSource:
    """The codes shown in ``path``, each once. See :class:`~.source.Source`.

    At own pace the frames that could not be read in time are left out, as with a camera.
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
        on_frame: OnFrame | None = None,
    ) -> None:
        self.name = url
        self._clock = clock
        self._reader = FrameReader(PictureReader(formats, is_plausible))
        self._telling = Telling(arrange)
        self._lookout = Lookout()
        self.view = self._lookout.view
        self._is_live = pace == "own"
        self._on_frame = on_frame or (lambda _: None)
        self._closed = Event()
        self._is_played = False
        self._capture = cv2.VideoCapture(str(path)) if path.is_file() else cv2.VideoCapture()
        if not self._capture.isOpened():
            raise DeviceError(f"{path.name or path} is not a video that can be read.", hint=_HINT, code="not_a_video")
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self._frame_ms = 1000.0 / (rate if 1.0 <= rate <= 1000.0 else _USUAL_FRAMES_PER_S)

    def __iter__(self) -> Iterator[Scan]:
        if self._is_played:
            return
        self._is_played = True
        number, told = 0, 0
        for number, reading in self._readings():
            if self._closed.is_set():
                return
            if reading is not None:
                told += 1
                yield as_scan(reading, f"{self.name}#{number}", self._clock)
        if not told and not self._closed.is_set():
            why = f"no code was found in {number + 1} frames"
            yield Scan("", source=self.name, at=self._clock(), quality=Quality.UNREADABLE, evidence=why)

    def close(self) -> None:
        """End the iteration. The file itself is let go by the thread that reads it."""
        self._closed.set()

    def _readings(self) -> Iterator[tuple[int, Reading | None]]:
        """What is to be told, and None for every frame without anything."""
        number = 0
        for number, grey in self._frames():
            self._on_frame(number + 1)
            seen = self._reader.read(grey)
            self._lookout.saw(grey, seen)
            told = self._telling.told(seen, number * self._frame_ms, grey)
            yield from ((number, reading) for reading in told or (None,))
        yield from ((number, reading) for reading in self._telling.rest())

    def _frames(self) -> Iterator[tuple[int, Grey]]:
        """Frame numbers from 0, with the frame in grey."""
        started, number = monotonic(), -1
        try:
            while not self._closed.is_set() and self._capture.grab():
                number += 1
                ahead_s = started + number * self._frame_ms / 1000 - monotonic() if self._is_live else 0.0
                if ahead_s < -0.1:
                    continue
                self._closed.wait(max(ahead_s, 0.0))
                is_whole, frame = self._capture.retrieve()
                if is_whole:
                    yield number, as_grey(frame)
        finally:
            self._capture.release()
        if number < 0 and not self._closed.is_set():
            raise DeviceError(f"{self.name} has no frames that can be read.", hint=_HINT, code="not_a_video")
