"""A serial scanner that the kernel makes up: a USB gadget (configfs) with a CDC ACM function on a made-up USB port.

The host side is a real ``/dev/ttyACM0``; the scanner's side is ``/dev/ttyGS0``.
"""

from __future__ import annotations

import os
import select
import tty
from pathlib import Path
from time import monotonic

from tests.devices.listening import PATIENCE_S, wait_for

PORT = Path("/dev/ttyACM0")
VENDOR, PRODUCT, SERIAL = 0x0C2E, 0x0B6A, "S1725A0042"
_GADGET = Path("/sys/kernel/config/usb_gadget/scanner")
_CONTROLLER = "dummy_udc.0"


class KernelScanner:
    """Made once for each boot; plug and unplug it as often as needed."""

    def __init__(self) -> None:
        self._line: int | None = None
        if _GADGET.is_dir():
            return
        english, configuration = _GADGET / "strings/0x409", _GADGET / "configs/c.1"
        function = _GADGET / "functions/acm.0"
        for folder in (english, configuration, function):
            folder.mkdir(parents=True)
        (_GADGET / "idVendor").write_text(f"{VENDOR:#06x}")
        (_GADGET / "idProduct").write_text(f"{PRODUCT:#06x}")
        (english / "serialnumber").write_text(SERIAL)
        (english / "product").write_text("Scanner in serial mode")
        (configuration / "acm.0").symlink_to(function)

    def plug_in(self) -> None:
        """Once the host has noticed the unplugging before: else the port found would be the one that is just going."""
        wait_for(lambda: not any(PORT.parent.glob("ttyACM*")), "the port of before is gone")
        (_GADGET / "UDC").write_text(_CONTROLLER)
        wait_for(lambda: any(PORT.parent.glob("ttyACM*")), "the port is there")
        self._line = os.open("/dev/ttyGS0", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._line)

    def unplug(self) -> None:
        """Pull the cable, any number of times."""
        if (_GADGET / "UDC").read_text().strip():
            (_GADGET / "UDC").write_text("\n")
        self._hang_up()

    def send(self, data: bytes) -> None:
        """What does not fit waits, as it does in a scanner."""
        assert self._line is not None
        while data:
            select.select([], [self._line], [], PATIENCE_S)
            data = data[os.write(self._line, data) :]

    def hear(self, length: int) -> bytes:
        """``length`` bytes from the host."""
        assert self._line is not None
        heard, deadline_s = b"", monotonic() + PATIENCE_S
        while len(heard) < length and monotonic() < deadline_s:
            if select.select([self._line], [], [], 0.1)[0]:
                heard += os.read(self._line, length - len(heard))
        return heard

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            os.close(line)
