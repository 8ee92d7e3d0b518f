"""A label printer that is none: a TCP server on this machine which behaves like one, faults included.

What it "printed" can be looked at. It counts a label only when its format has ended, as the real one does.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from enum import StrEnum
from types import TracebackType

_FORMAT = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)
_COPIES = re.compile(rb"\^PQ(\d+)")


class Trouble(StrEnum):
    """What is wrong with it. ``AFTER`` means: from the first label on."""

    NONE = "none"
    SILENT = "silent"
    SILENT_AFTER = "silent_after"
    NEVER_READS = "never_reads"
    RUBBISH = "rubbish"
    PAPER_OUT = "paper_out"
    PAPER_OUT_AFTER = "paper_out_after"
    PAPER_OUT_UNDER_A_LABEL = "paper_out_under_a_label"
    """It takes a label, finds nothing to print it on, and says so only then."""
    HEAD_OPEN = "head_open"
    RIBBON_OUT = "ribbon_out"
    PAUSED = "paused"
    HALF_A_LABEL = "half_a_label"
    DIES_IN_A_LABEL = "dies_in_a_label"
    STUCK = "stuck"
    SLOW = "slow"


_HOLDING = (
    Trouble.STUCK,
    Trouble.PAPER_OUT,
    Trouble.PAPER_OUT_UNDER_A_LABEL,
    Trouble.HEAD_OPEN,
    Trouble.RIBBON_OUT,
    Trouble.PAUSED,
)


class SimulatedPrinter:
    """Use it in a ``with``; ``port`` is where it listens, on 127.0.0.1 alone. ``printed`` holds a format for each
    label that came out, copies counted. ``trouble`` may be changed while it runs: once nothing is wrong any more, what it
    still held comes out by itself, as with the real one after a new roll."""

    def __init__(self, trouble: Trouble = Trouble.NONE) -> None:
        self.printed: list[bytes] = []
        self._trouble = trouble
        self._waiting: list[bytes] = []
        self._received = b""
        self._head = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._is_closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="simulated printer", daemon=True)

    def __enter__(self) -> SimulatedPrinter:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_closing.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join(timeout=5)
        self._server.close()

    @property
    def trouble(self) -> Trouble:
        return self._trouble

    @trouble.setter
    def trouble(self, now: Trouble) -> None:
        self._trouble = now
        if now is Trouble.NONE:
            self._print()

    def switch_off_and_on(self) -> None:
        """What it had been sent and not printed is gone."""
        with self._head:
            self._received = b""
            self._waiting.clear()

    def _serve(self) -> None:
        while not self._is_closing.is_set():
            connection, _ = self._server.accept()
            with connection, suppress(OSError):
                connection.settimeout(0.05)
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        """One computer at a time, as the real one's port does it."""
        while not self._is_closing.is_set():
            if self.trouble is Trouble.NEVER_READS:
                self._is_closing.wait(0.02)
                continue
            try:
                part = connection.recv(65536)
            except TimeoutError:
                continue
            if not part:
                return
            self._received += part
            if self.trouble is Trouble.DIES_IN_A_LABEL and b"^GFA" in self._received:
                self._received = b""
                return
            self._take_formats()
            while b"~HS" in self._received:
                self._received = self._received.replace(b"~HS", b"", 1)
                self._answer(connection)

    def _take_formats(self) -> None:
        for found in _FORMAT.findall(self._received):
            copies = _COPIES.search(found)
            self._waiting += [found] * (int(copies[1]) if copies else 1)
        self._received = _FORMAT.sub(b"", self._received)
        self._print()

    def _print(self) -> None:
        """All that waits; one at a time when slow; one and no more when its roll ends there; none where it cannot."""
        with self._head:
            many = len(self._waiting)
            few = {
                Trouble.SLOW: 1,
                Trouble.PAPER_OUT_AFTER: max(0, 1 - len(self.printed)),
                **dict.fromkeys(_HOLDING, 0),
            }
            most = few.get(self.trouble, many)
            self.printed += self._waiting[:most]
            del self._waiting[:most]

    def _answer(self, connection: socket.socket) -> None:
        trouble = self.trouble
        if trouble is Trouble.SILENT or (trouble is Trouble.SILENT_AFTER and self.printed):
            return
        if trouble is Trouble.RUBBISH:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n\x02\x03\x02\x03\x02\x03")
            return
        is_out = (
            trouble is Trouble.PAPER_OUT
            or (trouble is Trouble.PAPER_OUT_AFTER and bool(self.printed))
            or (trouble is Trouble.PAPER_OUT_UNDER_A_LABEL and bool(self._waiting))
        )
        flags = {name: int(trouble is name) for name in Trouble}
        first = (
            f"030,{int(is_out)},{flags[Trouble.PAUSED]},0203,{len(self._waiting):03d},0,0,"
            f"{int(self.trouble is Trouble.HALF_A_LABEL or b'^XA' in self._received)},000,0,0,0"
        )
        second = f"000,0,{flags[Trouble.HEAD_OPEN]},{flags[Trouble.RIBBON_OUT]},0,2,4,0,{len(self._waiting):08d},1,000"
        connection.sendall(b"".join(f"\x02{one}\x03\r\n".encode("ascii") for one in (first, second, "1234,0")))
