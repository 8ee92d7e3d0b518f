"""A camera at this machine (``camera:0``), by OpenCV."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import cv2

from tracker.errors import DeviceError
from tracker.hardware.reading.pictures import as_grey
from tracker.hardware.reading.reading import Grey
from tracker.hardware.sources import troubles

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

WIDTH_PX, HEIGHT_PX = 1280, 720
"""At 640x480 the smaller of two labels was missed; 720p is read 56 times a second on one core."""
_NAMES = "Write camera:0, or camera:/dev/v4l/by-id/NAME."
_VIDEO4LINUX = 81
"""The major number of every camera's node (Linux, admin-guide/devices.txt)."""
_MISSES = 50
"""So many reads in a row without a frame: OpenCV goes on saying that an unplugged camera is open."""


class CameraTransport:
    """Frames of an open capture. Every setting is a wish: a camera that lacks it says no, and is used as it is."""

    may_stand_still = False

    def __init__(self, capture: cv2.VideoCapture, what: str) -> None:
        self._capture = capture
        self._what = what
        self._misses = 0

    def next_frame(self) -> Grey | None:
        try:
            is_whole, frame = self._capture.read()
        except cv2.error:
            is_whole, frame = False, None
        if not is_whole or frame is None or not frame.size:
            self._misses += 1
            if self._misses >= _MISSES or not self._capture.isOpened():
                raise troubles.unplugged(self._what)
            return None
        self._misses = 0
        return as_grey(frame)

    def close(self) -> None:
        self._capture.release()


def open_camera(target: str) -> CameraTransport:
    """The camera ``0``, ``1`` … or a path such as ``/dev/v4l/by-id/…``. DeviceError codes as in :mod:`.troubles`."""
    what = f"The camera {target}"
    if not target or not (target.isdigit() or target.startswith("/")):
        raise DeviceError(
            f"camera:{target} names no camera.",
            hint=_NAMES,
            code="bad_source",
        )
    if sys.platform.startswith("linux"):
        capture = cv2.VideoCapture(str(_node(target, what)), cv2.CAP_V4L2)
    else:
        capture = cv2.VideoCapture(int(target)) if target.isdigit() else cv2.VideoCapture(target)
    if not capture.isOpened():
        raise troubles.not_opened(what, errno.EBUSY, "video4linux")
    for setting, value in (
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, WIDTH_PX),
        (cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT_PX),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
        (cv2.CAP_PROP_AUTOFOCUS, 1),
    ):
        capture.set(setting, value)
    return CameraTransport(capture, what)


def _node(target: str, what: str) -> Path:
    """The camera's file on Linux, where this user may open it: OpenCV tells no more than that it could not."""
    node = Path(target if target.startswith("/") else f"/dev/video{target}")
    if not node.exists():
        raise troubles.not_there(what)
    if not node.is_char_device() or os.major(node.stat().st_rdev) != _VIDEO4LINUX:
        raise troubles.no_such_device(what, "camera", _NAMES)
    if not os.access(node, os.R_OK | os.W_OK):
        raise troubles.not_opened(what, errno.EACCES, "video4linux")
    return node
