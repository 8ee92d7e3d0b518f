"""Cameras that the kernel makes up (vivid), with a test pattern. The calls are those of ``linux/videodev2.h``.

Pictures of our own were tried, by vivid's HDMI output looped to its HDMI input ("Loop Video"): on Linux 6.1 its
``write`` ends in EINVAL, and with mapped buffers the kernel's capture thread crashed while it scaled the first picture.
So no code is read through Video4Linux here.
"""

from __future__ import annotations

import fcntl
import os
import struct
from pathlib import Path

_QUERY_CONTROL, _SET_CONTROL = 0xC0445624, 0xC008561C
_NEXT_CONTROL = 0x80000000


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


def _controls(handle: int) -> dict[str, int]:
    found: dict[str, int] = {}
    at = 0
    while True:
        try:
            told = fcntl.ioctl(handle, _QUERY_CONTROL, struct.pack("II60x", at | _NEXT_CONTROL, 0))
        except OSError:
            return found
        at, _, name = struct.unpack_from("II32s", told)
        found[name.partition(b"\0")[0].decode()] = at
