"""Cameras that the kernel makes up (vivid): one with a test pattern, and one that shows what is written to its output.

The second has an HDMI input joined to its own HDMI output (the control "Loop Video"), so that pictures of our own come
back through Video4Linux as a camera's would. The calls are those of ``linux/videodev2.h``.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

import cv2
import numpy as np

from tracker.hardware.reading.reading import Grey

_QUERY_CONTROL, _SET_CONTROL, _GET_FORMAT, _SET_FORMAT = 0xC0445624, 0xC008561C, 0xC0D05604, 0xC0D05605
_NEXT_CONTROL = 0x80000000
_CAPTURE, _OUTPUT = 1, 2
_FORMAT = struct.Struct("I4xIIIIII176x")
"""``struct v4l2_format``: type, width, height, pixel format, field, bytes per line, size of a picture."""


def node(name: str) -> Path:
    """The device node of a made-up device by the name that the kernel gives it."""
    for folder in Path("/sys/class/video4linux").iterdir():
        if (folder / "name").read_text().strip() == name:
            return Path("/dev") / folder.name
    raise AssertionError(f"no {name} among {[each.name for each in Path('/sys/class/video4linux').iterdir()]}")


def set_control(device: Path, name: str, value: int) -> None:
    """Set a control by its name, as a person would in a window of buttons."""
    handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    try:
        fcntl.ioctl(handle, _SET_CONTROL, struct.pack("Ii", _controls(handle)[name], value))
    finally:
        os.close(handle)


class Screen:
    """What the second camera is pointed at: it sees the last picture shown."""

    def __init__(self, camera: Path) -> None:
        self._handle = os.open(node("vivid-001-vid-out"), os.O_RDWR)
        seen = os.open(camera, os.O_RDWR | os.O_NONBLOCK)
        try:
            _, *wanted = _FORMAT.unpack(fcntl.ioctl(seen, _GET_FORMAT, _FORMAT.pack(_CAPTURE, *[0] * 6)))
        finally:
            os.close(seen)
        # Pictures are looped only where both sides have the same format and size.
        width, height, pixels, field, *_ = wanted
        asked = _FORMAT.pack(_OUTPUT, width, height, pixels, field, 0, 0)
        _, self.width_px, self.height_px, self._pixels, _, _, self._size = _FORMAT.unpack(
            fcntl.ioctl(self._handle, _SET_FORMAT, asked)
        )

    def show(self, picture: Grey) -> None:
        assert picture.shape == (self.height_px, self.width_px)
        data = _as_pixels(picture, struct.pack("I", self._pixels).decode())
        assert len(data) == self._size, (len(data), self._size)
        os.write(self._handle, data)

    def close(self) -> None:
        os.close(self._handle)


def _as_pixels(picture: Grey, pixels: str) -> bytes:
    if pixels in ("BGR3", "RGB3"):
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR).tobytes()
    if pixels == "YUYV":
        return np.dstack([picture, np.full_like(picture, 128)]).tobytes()
    if pixels in ("YU12", "YV12", "NV12", "NV21"):
        return picture.tobytes() + bytes([128]) * (picture.size // 2)
    assert pixels == "GREY", f"the camera chose {pixels}"
    return picture.tobytes()


def _controls(handle: int) -> dict[str, int]:
    found, at = {}, 0
    while True:
        try:
            told = fcntl.ioctl(handle, _QUERY_CONTROL, struct.pack("II60x", at | _NEXT_CONTROL, 0))
        except OSError:
            return found
        at, _, name = struct.unpack_from("II32s", told)
        found[name.partition(b"\0")[0].decode()] = at
