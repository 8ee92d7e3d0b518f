"""A HID POS scanner that the kernel makes up (uhid; ``linux/uhid.h``): a hidraw device like one that was plugged in."""

from __future__ import annotations

import os
import select
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from tests.devices.listening import PATIENCE_S, wait_for

VENDOR, PRODUCT, NAME = 0x0C2E, 0x0B81, "Scanner in HID POS mode"
DESCRIPTOR = bytes.fromhex(
    "05 8c 09 02 a1 01"  # a bar code scanner (HID Point of Sale Usage Tables, 1.02)
    "15 00 26 ff 00 75 08"  # bytes
    "85 02 95 3f 09 fb 81 02"  # input report 2: 63 of them
    "85 04 95 01 09 fb 91 02"  # output report 4: one
    "c0"
)
_DESTROY, _OUTPUT, _CREATE, _INPUT = 1, 6, 11, 12
_SET_REPORT, _SET_REPORT_REPLY = 13, 14
_EVENT_BYTES, _DATA_BYTES, _BUS_USB = 4380, 4096, 3


class KernelHidScanner:
    """Plugged in when made. ``outputs`` are the output reports that the host sent."""

    def __init__(self) -> None:
        self.outputs: SimpleQueue[bytes] = SimpleQueue()
        self._handle = os.open("/dev/uhid", os.O_RDWR | os.O_NONBLOCK)
        name = struct.pack("128s64s64s", NAME.encode(), b"", b"S1725A0042")
        numbers = struct.pack("HHIIII", len(DESCRIPTOR), _BUS_USB, VENDOR, PRODUCT, 1, 0)
        self._send(_CREATE, name + numbers + DESCRIPTOR)
        self._is_gone = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        wait_for(lambda: bool(nodes()), "the hidraw device is there")

    def report(self, data: bytes) -> None:
        self._send(_INPUT, struct.pack("H", len(data)) + data)

    def unplug(self) -> None:
        """Pull the cable, any number of times."""
        if self._is_gone.is_set():
            return
        self._is_gone.set()
        self._thread.join(PATIENCE_S)
        self._send(_DESTROY, b"")
        os.close(self._handle)
        wait_for(lambda: not nodes(), "the hidraw device is gone")

    def _send(self, kind: int, content: bytes) -> None:
        os.write(self._handle, struct.pack("I", kind) + content)

    def _serve(self) -> None:
        answers: dict[int, Callable[[bytes], None]] = {_OUTPUT: self._heard, _SET_REPORT: self._asked}
        while not self._is_gone.is_set():
            if select.select([self._handle], [], [], 0.05)[0]:
                event = os.read(self._handle, _EVENT_BYTES)
                answer = answers.get(struct.unpack_from("I", event)[0])
                if answer is not None:
                    answer(event[4:])

    def _heard(self, event: bytes) -> None:
        size = struct.unpack_from("H", event, _DATA_BYTES)[0]
        self.outputs.put(event[:size])

    def _asked(self, event: bytes) -> None:
        self._send(_SET_REPORT_REPLY, event[:4] + struct.pack("H", 0))


def nodes() -> list[Path]:
    return list(Path("/dev").glob("hidraw*"))
