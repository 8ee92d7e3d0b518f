"""An IP camera's or a phone's MJPEG stream (``mjpeg:http://HOST/PATH``) as frames, in bounded time and memory.

Not by OpenCV: its FFmpeg took 1.9 GB for one picture of 12,000 × 12,000 and 846 MB for one without end, could not be
interrupted, and said of every fault that the stream was not open.
"""

from __future__ import annotations

import threading
from http.client import HTTPException
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from tracker.errors import DeviceError
from tracker.hardware.picture_parts import NoStreamError, PictureParts, boundary_of
from tracker.hardware.reading.jpegs import grey_of, size_px
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources import troubles
from tracker.hardware.sources.frame_tape import MOST_PIXELS
from tracker.hardware.sources.http_stream import HttpStream
from tracker.hardware.sources.live import SILENT_S, Mailbox

OPEN_S = 4.0
"""From the call to the first frame. A phone's app starts its camera at the call, which takes a second or two; the supervisor
takes a device for one that does not answer after five."""
STALL_S = SILENT_S - 0.5
"""Without a whole picture: told here, where it is known that there is no cable to look at."""
BROKEN_IN_A_ROW = 10
_WAIT_S = 0.1


class NetworkCamera:
    """Frames of one stream. A thread of its own takes every picture, and only the newest is decoded: a slow reader gets
    fewer frames and no older ones."""

    may_stand_still = True

    def __init__(self, stream: HttpStream, what: str) -> None:
        self._stream = stream
        self._what = what
        self._newest: Mailbox[bytes] = Mailbox()
        self._first: Grey | None = None
        self._broken = 0
        self._limit_s, self._heard_s = OPEN_S, monotonic()
        threading.Thread(target=self._take, name=f"stream of {what}", daemon=True).start()

    def wait(self) -> None:
        """Until the first frame is there, which is kept; DeviceError where none comes within :data:`OPEN_S`."""
        while self._first is None:
            self._first = self.next_frame()
        self._limit_s = STALL_S

    def next_frame(self) -> Grey | None:
        if self._first is not None:
            first, self._first = self._first, None
            self._heard_s = monotonic()
            return first
        jpeg = self._newest.take(_WAIT_S)
        if jpeg is None:
            if monotonic() - self._heard_s > self._limit_s:
                raise self._silence()
            return None
        self._heard_s = monotonic()
        return self._decoded(jpeg)

    def close(self) -> None:
        """From any thread, any number of times; a read that waits ends at once."""
        self._stream.close()

    def _take(self) -> None:
        try:
            parts = PictureParts(boundary_of(self._stream.content_type()))
            for piece in self._stream.pieces():
                for part in parts.feed(piece):
                    self._newest.put(part)
            fault = troubles.stream_ended(self._what)
        except DeviceError as error:
            fault = error
        except NoStreamError as error:
            fault = troubles.no_pictures(self._what, str(error))
        finally:
            self._stream.let_go()
        self._newest.fail(fault)

    def _decoded(self, jpeg: bytes) -> Grey | None:
        size = size_px(jpeg)
        if size is not None and size[0] * size[1] > MOST_PIXELS:
            raise troubles.too_large(self._what, *size)
        frame = grey_of(jpeg) if size is not None else None
        self._broken = 0 if frame is not None else self._broken + 1
        if self._broken >= BROKEN_IN_A_ROW:
            raise troubles.no_pictures(self._what, f"{self._broken} in a row were broken")
        return frame

    def _silence(self) -> DeviceError:
        if not self._stream.is_connected:
            return troubles.not_reached(self._what)
        if self._limit_s == OPEN_S:
            return troubles.no_pictures(self._what, f"none came within {OPEN_S:.0f} seconds", troubles.START_AGAIN)
        return troubles.stream_ended(self._what)


def open_mjpeg(address: str) -> NetworkCamera:
    """The camera at ``address``, once it shows a picture. A name and password in it would end up in the journal: refused.

    DeviceError codes as in :mod:`.troubles`.
    """
    parts = _parts(address)
    what = f"The camera at {parts.netloc}"
    try:
        stream = HttpStream(parts, what)
    except HTTPException as error:
        raise troubles.no_address() from error
    camera = NetworkCamera(stream, what)
    try:
        camera.wait()
    except DeviceError:
        camera.close()
        raise
    return camera


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, is_address = urlsplit(""), False
    if "@" in address:  # wherever: a password may hold a slash or a question mark
        place = address.rpartition("@")[2]
        raise troubles.has_password(f"mjpeg:{parts.scheme}://{place}" if "@" in parts.netloc else "")
    if not is_address:
        raise troubles.no_address()
    return parts
