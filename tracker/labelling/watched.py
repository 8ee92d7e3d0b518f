"""A printer that tells before each job that it begins: for a progress bar, a screen, and a station that closes."""

from __future__ import annotations

from collections.abc import Callable

from tracker.hardware.printers.printer import Printer


class WatchedPrinter:
    """``before`` may raise a :class:`PrinterFault`: then nothing of that job was printed. ``is_sure`` tells whether the
    printer itself has said of every job that it is out."""

    def __init__(self, printer: Printer, before: Callable[[], None]) -> None:
        self._printer, self._before = printer, before
        self.is_sure = True

    @property
    def url(self) -> str:
        return self._printer.url

    @property
    def takes(self) -> str:
        return self._printer.takes

    def examine(self) -> str:
        return self._printer.examine()

    def require_empty(self) -> None:
        self._printer.require_empty()

    def send(self, content: bytes, title: str) -> bool:
        self._before()
        is_out = self._printer.send(content, title)
        self.is_sure = self.is_sure and is_out
        return is_out
