"""Cameras by OpenCV: one at this machine (``camera:0``), or one on the local network (``mjpeg:http://HOST/PATH``)."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

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
_NETWORK_TIMEOUT_MS = 2000
_ANSWER_S = 1.0
_MISSES = 50
"""So many reads in a row without a frame: OpenCV goes on saying that an unplugged camera is open."""


class CameraTransport:
    """Frames of an open capture. Every setting is a wish: a camera that lacks it says no, and is used as it is."""

    def __init__(self, capture: cv2.VideoCapture, what: str, *, may_stand_still: bool) -> None:
        self.may_stand_still = may_stand_still
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
            if self._misses >= _MISSES or self.may_stand_still or not self._capture.isOpened():
                raise self._ended()
            return None
        self._misses = 0
        return as_grey(frame)

    def _ended(self) -> DeviceError:
        """Only a network's stream may stand still, and it has no cable to look at."""
        return troubles.stream_ended(self._what) if self.may_stand_still else troubles.unplugged(self._what)

    def close(self) -> None:
        self._capture.release()


def _answers(host: str, port: int) -> bool:
    """Whether anything listens there: OpenCV says the same of a camera that is off and of a page without pictures."""
    try:
        with socket.create_connection((host, port), timeout=_ANSWER_S):
            return True
    except (OSError, UnicodeError):
        return False


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
    return CameraTransport(capture, what, may_stand_still=False)


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


def open_mjpeg(address: str) -> CameraTransport:
    """An IP camera's or a phone's stream. A name and password in the address would end up in the journal: refused."""
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
    limits = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _NETWORK_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC, _NETWORK_TIMEOUT_MS,
    ]  # fmt: skip
    capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
    what = f"The camera at {parts.netloc}"
    if not capture.isOpened():
        if _answers(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)):
            raise troubles.no_pictures(what)
        raise troubles.not_reached(what)
    return CameraTransport(capture, what, may_stand_still=True)
