"""A camera's frames on their way into a recording, and out of it again: grey PNG, which loses nothing.

What is read live is what is recorded: while it records, the camera gives five frames a second, and each of them goes
both ways. A 1280x720 frame with a webcam's noise takes 0.4 to 0.6 MB, so that a minute takes some 200 MB.
"""

from __future__ import annotations

import io
import struct
import warnings
from time import monotonic

import cv2
import numpy as np
from PIL import Image

from tracker.errors import DeviceError
from tracker.hardware.reading.pictures import DAMAGED
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources.live import FrameTransport
from tracker.hardware.sources.raw import Raw, Tap

FRAMES_PER_S = 5
LONGEST_FRAME = 3 * 1024 * 1024
"""Bytes of one PNG. Four times a 1080p sensor's noise would not fit; nobody needs it to read a code."""
LONGEST_FRAME_LINE = LONGEST_FRAME * 4 // 3 + 1024
FULL_AFTER = 1 << 30
"""Bytes of all PNGs together: five minutes and more. A camera left on must not fill the disk overnight."""
MOST_PIXELS = 4096 * 2160
"""The most that a camera at a desk gives. One of 4096 × 4096 takes a second to look at, and 20 kB say that there is one."""
_SIGNATURE, _SIZE_AT = b"\x89PNG\r\n\x1a\n", 16


class TappedFrames:
    """``transport``, slowed down to :data:`FRAMES_PER_S`, each frame told to ``tap`` before it is handed on.

    DeviceError ``recording_full`` once :data:`FULL_AFTER` is reached, or at a frame that is larger than a replay would take.
    """

    def __init__(self, transport: FrameTransport, tap: Tap) -> None:
        self.may_stand_still = transport.may_stand_still
        self._transport = transport
        self._tap = tap
        self._due_s = 0.0
        self._written = 0

    def next_frame(self) -> Grey | None:
        """Frames that come too early are taken from the driver all the same: kept there they would grow old."""
        while (frame := self._transport.next_frame()) is not None:
            now_s = monotonic()
            if now_s >= self._due_s:
                self._due_s = now_s + 1 / FRAMES_PER_S
                self._tell(frame, now_s)
                return frame
        return None

    def close(self) -> None:
        self._transport.close()

    def _tell(self, frame: Grey, at_s: float) -> None:
        png = cv2.imencode(".png", frame, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
        self._written += len(png)
        if frame.size > MOST_PIXELS or len(png) > LONGEST_FRAME or self._written > FULL_AFTER:
            raise DeviceError(
                "The recording holds as much of a camera as one file may.",
                hint="Record in parts, or set the camera to 1280x720.",
                code="recording_full",
            )
        self._tap(Raw("frame", png, at_s))


def frame_of(png: bytes) -> Grey | None:
    """The frame in a recording's line; None where it is none. The size is looked at before room is made for it.

    By Pillow and not OpenCV, which takes half a frame for a whole one, and lets libpng print to the terminal.
    """
    if not png.startswith(_SIGNATURE) or len(png) < _SIZE_AT + 8:
        return None
    width_px, height_px = struct.unpack_from(">II", png, _SIZE_AT)
    if not 0 < width_px * height_px <= MOST_PIXELS:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            # By itself it reads a picture with a wrong check sum in it to its end.
            with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
                image.verify()
            with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
                return np.array(image.convert("L"), dtype=np.uint8)
    except DAMAGED:
        return None
