"""``memory:zpl``: a printer for trying things out. It keeps what it was sent, and can be told to fail like a real one."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.hardware.printers.printer import PrinterFault


class MemoryPrinter:
    """``faults`` are raised one by one, a None in it lets a job through; after them everything is printed."""

    def __init__(self, takes: str = "zpl", faults: Iterator[PrinterFault | None] | None = None) -> None:
        self._takes = takes
        self._faults = faults if faults is not None else iter(())
        self.printed: list[bytes] = []

    @property
    def url(self) -> str:
        return f"memory:{self._takes}"

    @property
    def takes(self) -> str:
        return self._takes

    def examine(self) -> str:
        return "ready"

    def require_empty(self) -> None:
        """It prints at once, or not at all."""

    def send(self, content: bytes, title: str) -> bool:
        fault = next(self._faults, None)
        if fault is not None:
            raise fault
        self.printed.append(content)
        return True
