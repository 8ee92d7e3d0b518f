"""A live picture as a source: one thread takes every frame, one reads the newest, and nothing queues up in between.

The mailbox has one slot. A frame that was not read in time is gone, so that what is shown is what is read; drivers keep
frames of their own, and only taking all of them at once keeps the picture fresh.

Time is the picture's: it runs while frames come, and a stall counts as half a second at most. A code that lies before
the camera while the line stalls, or while the camera is opened again, is still the same scan.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Generic, Protocol, TypeVar

import numpy as np

from tracker.errors import DeviceError
from tracker.hardware.reading.following import FrameReader
from tracker.hardware.reading.formats import DEFAULT, Arrange, Formats, Plausible
from tracker.hardware.reading.in_view import Telling
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import Scan
from tracker.hardware.sources.images import as_scan
from tracker.hardware.sources.lookout import Lookout
from tracker.hardware.sources.once import Once
from tracker.hardware.sources.source import Clock
from tracker.text import without_secrets

SILENT_S = 3.0
"""Without a new frame, or with the very same one again and again: it hangs, whatever the driver says."""
IDLE_AFTER_S, IDLE_PAUSE_S = 3.0, 0.08
"""With nothing in view for a while, eight to ten looks a second are enough, and half a core is left alone."""
_STALL_MS = 500.0
_REMEMBERED_S = 60.0


class FrameTransport(Protocol):
    """Frames in grey, without any idea of what is on them."""

    may_stand_still: bool
    """Whether the same frame twice is nothing strange; a sensor always has noise."""

    def next_frame(self) -> Grey | None:
        """The next frame; None where none came for now. DeviceError where the device is gone. May block."""
        ...

    def close(self) -> None: ...


Picture = TypeVar("Picture")


class Mailbox(Generic[Picture]):
    """One slot: a new frame replaces one that nobody has read."""

    def __init__(self) -> None:
        self._frame: Picture | None = None
        self._fault: DeviceError | None = None
        self._has_news = threading.Condition()

    def put(self, frame: Picture) -> None:
        with self._has_news:
            self._frame = frame
            self._has_news.notify()

    def fail(self, fault: DeviceError) -> None:
        """The last word: it is raised to the reader once the frame before it has been taken."""
        with self._has_news:
            self._fault = fault
            self._has_news.notify()

    def take(self, timeout_s: float) -> Picture | None:
        """The newest frame, once; None where none came in time."""
        with self._has_news:
            self._has_news.wait_for(lambda: self._frame is not None or self._fault is not None, timeout_s)
            frame, self._frame = self._frame, None
            if frame is None and self._fault is not None:
                raise self._fault
            return frame


@dataclass(slots=True)
class _Watch:
    """What was seen under one URL, in the picture's own time."""

    telling: Telling
    at_ms: float = 0.0
    frames: int = 0
    left_s: float = 0.0

    def pass_by(self, waited_s: float, busy_s: float) -> None:
        """The next frame is here: ``waited_s`` for it, after ``busy_s`` of reading the one before.

        Our own slowness is no stall: left out, two codes shown one after the other would seem to be there at once.
        """
        self.at_ms += min(waited_s * 1000, _STALL_MS) + busy_s * 1000
        self.frames += 1


_WATCHES: dict[str, _Watch] = {}
"""Kept over re-opening, or a code in view would be scanned again at every hiccup of the camera."""


class LiveSource:
    """The codes held before a camera, each once. See :class:`~.source.Source`."""

    def __init__(
        self,
        url: str,
        transport: FrameTransport,
        *,
        clock: Clock,
        formats: Formats = DEFAULT,
        is_plausible: Plausible | None = None,
        arrange: Arrange | None = None,
    ) -> None:
        self.name = url
        self._shown = without_secrets(url)
        self._transport = transport
        self._clock = clock
        self._reader = FrameReader(PictureReader(formats, is_plausible))
        self._arrange = arrange
        self._lookout = Lookout()
        self.view = self._lookout.view
        self._mailbox: Mailbox[Grey] = Mailbox()
        self._once = Once()
        self._closed = self._once.closed

    def __iter__(self) -> Iterator[Scan]:
        if not self._once.begin():
            return
        threading.Thread(target=self._capture, name=f"capture {self._shown}", daemon=True).start()
        watch = self._watch()
        try:
            yield from self._scans(watch)
        finally:
            watch.left_s = monotonic()
            self._closed.set()

    def close(self) -> None:
        """End the iteration; the thread that takes the frames lets go of the camera."""
        if self._once.end():
            self._transport.close()

    def _watch(self) -> _Watch:
        known = _WATCHES.get(self.name)
        if known is None or monotonic() - known.left_s > _REMEMBERED_S:
            known = _WATCHES[self.name] = _Watch(Telling(self._arrange))
        return known

    def _scans(self, watch: _Watch) -> Iterator[Scan]:
        taken_s = asked_s = seen_s = monotonic()
        while not self._closed.is_set():
            frame = self._mailbox.take(0.1)
            now_s = monotonic()
            if frame is None:
                self._refuse_silence(now_s - asked_s)
                continue
            watch.pass_by(now_s - asked_s, asked_s - taken_s)
            taken_s = now_s
            readings = self._reader.read(frame)
            self._lookout.saw(frame, readings)
            seen_s = now_s if readings else seen_s
            for reading in watch.telling.told(readings, watch.at_ms, frame):
                if self._closed.is_set():
                    return
                yield as_scan(reading, f"{self._shown}#{watch.frames}", self._clock)
            if now_s - seen_s > IDLE_AFTER_S:
                self._closed.wait(IDLE_PAUSE_S)
            asked_s = monotonic()

    def _capture(self) -> None:
        """Take every frame as it comes. What is blocked here is left to itself: the reader has a deadline."""
        last: Grey | None = None
        changed_s = monotonic()
        try:
            while not self._closed.is_set():
                frame = self._transport.next_frame()
                if frame is None:
                    self._closed.wait(0.02)
                    continue
                if self._transport.may_stand_still or last is None or not np.array_equal(last, frame):
                    changed_s = monotonic()
                elif monotonic() - changed_s > SILENT_S:
                    raise _silent("shows the same picture again and again")
                last = frame
                self._mailbox.put(frame)
        except DeviceError as error:
            self._mailbox.fail(error)
        finally:
            self._transport.close()

    def _refuse_silence(self, for_s: float) -> None:
        if for_s > SILENT_S:
            raise _silent("gives no picture", is_remote=self._transport.may_stand_still)


def _silent(what: str, *, is_remote: bool = False) -> DeviceError:
    """A camera on the network has a stream to look at, any other a plug."""
    do = "Start its stream again" if is_remote else "Unplug it and plug it in again"
    return DeviceError(f"The camera {what}.", hint=f"{do}.", code="silent")
