"""hidapi with one scanner in HID POS mode plugged in."""

from __future__ import annotations

import os
import queue
from collections.abc import Iterable
from pathlib import Path
from typing import Any

UNPLUG = b""


def item(tag: int, value: int) -> bytes:
    """One short item of a report descriptor (HID 1.11, section 6.2.2.2), in as few bytes as its value needs."""
    if tag & 3 == 3:
        return bytes([tag]) + value.to_bytes(4, "little")
    return bytes([tag | 1, value]) if value < 0x100 else bytes([tag | 2]) + value.to_bytes(2, "little")


class Hid:
    """The module and, as there is one only, the device. ``descriptor`` None: a hidapi or a system that tells none.

    ``node`` is the device's file where it is opened by one, as on Linux by hidraw.
    """

    def __init__(self, descriptor: bytes | None = None, node: Path | None = None) -> None:
        self._descriptor = descriptor
        self._path = os.fsencode(node) if node is not None else b"1-1:1.0"
        self._reports: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.written: list[bytes] = []
        self.is_closed = False

    def send(self, reports: Iterable[bytes]) -> None:
        for report in reports:
            self._reports.put(report)

    def unplug(self) -> None:
        self._reports.put(UNPLUG)

    def enumerate(self) -> list[dict[str, Any]]:
        return [{"usage_page": 0x8C, "path": self._path, "vendor_id": 0x0C2E, "product_id": 0x0B81,
                 "product_string": "Xenon"}]  # fmt: skip

    def device(self) -> Hid:
        return self

    def open_path(self, path: bytes) -> None:
        assert path == self._path

    def get_report_descriptor(self) -> list[int]:
        if self._descriptor is None:
            raise OSError("not told")
        return list(self._descriptor)

    def read(self, length: int, timeout_ms: int = 0) -> list[int]:
        if self.is_closed:
            raise ValueError("not open")
        try:
            report = self._reports.get(timeout=timeout_ms / 1000)
        except queue.Empty:
            return []
        if report == UNPLUG:
            raise OSError("read error")
        return list(report[:length])

    def write(self, data: bytes) -> int:
        self.written.append(data)
        return len(data)

    def close(self) -> None:
        self.is_closed = True
