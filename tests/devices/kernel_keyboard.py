"""A keyboard that the kernel makes up (uinput; ``linux/uinput.h``): to every program it is one that was plugged in."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from time import sleep

from tests.devices.listening import wait_for
from tests.hardware.keyboards import Event, as_bytes

_SET_EVENT, _SET_KEY, _SET_LED, _SETUP = 0x40045564, 0x40045565, 0x40045569, 0x405C5503
_CREATE, _DESTROY, _SYSNAME = 0x5501, 0x5502, 0x8040552C
_KEYS, _LEDS = 1, 17
_BUS_USB = 3


class KernelKeyboard:
    """Plugged in when made. ``node`` is its event device."""

    def __init__(self, name: str, vendor: int = 0x05E0, product: int = 0x1200) -> None:
        self._handle = os.open("/dev/uinput", os.O_RDWR)
        for kind in (_KEYS, _LEDS):
            fcntl.ioctl(self._handle, _SET_EVENT, kind)
        for key in range(1, 128):
            fcntl.ioctl(self._handle, _SET_KEY, key)
        fcntl.ioctl(self._handle, _SET_LED, 1)
        fcntl.ioctl(self._handle, _SETUP, struct.pack("HHHH80sI", _BUS_USB, vendor, product, 1, name.encode(), 0))
        fcntl.ioctl(self._handle, _CREATE)
        called = fcntl.ioctl(self._handle, _SYSNAME, bytes(64)).rstrip(b"\0").decode()
        folder = Path("/sys/devices/virtual/input") / called
        self.node = Path("/dev/input") / next(folder.glob("event*")).name
        wait_for(self.node.exists, f"{self.node} is there")

    def type(self, events: Iterable[Event]) -> None:
        """At a scanner's pace: the kernel's buffer for a reader holds few dozen keys, as for a real one."""
        for event in events:
            os.write(self._handle, as_bytes([event]))
            if event[0] == 0:
                sleep(0.001)

    def unplug(self) -> None:
        fcntl.ioctl(self._handle, _DESTROY)
        os.close(self._handle)
