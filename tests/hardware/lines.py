"""Scanners at the far end of a real line: a pseudo-terminal, or a socket on this machine."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import socket
import threading
import time
import tty
from collections.abc import Iterable
from pathlib import Path

_PLUGGED: list[PtyScanner | SocketScanner] = []
"""Stay plugged in to the end of the tests: a line that nobody holds would break."""


class PtyScanner:
    """A scanner in serial mode. ``link`` is its stable name: it leads to whichever pty is plugged in."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._far: int | None = None
        self._near: int | None = None
        self.plug()

    def plug(self) -> None:
        self._far, self._near = pty.openpty()
        tty.setraw(self._near)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(self._near))

    def unplug(self) -> None:
        for end in (self._far, self._near):
            if end is not None:
                os.close(end)
        self._far = self._near = None
        self.link.unlink(missing_ok=True)

    def send(self, *chunks: bytes, pause_s: float = 0.0) -> None:
        assert self._far is not None
        for chunk in chunks:
            os.write(self._far, chunk)
            time.sleep(pause_s)

    def heard(self, count: int) -> bytes:
        """The first ``count`` bytes that the host sent back."""
        assert self._far is not None
        got = b""
        while len(got) < count and select.select([self._far], [], [], 60.0)[0]:
            got += os.read(self._far, count - len(got))
        return got


class SocketScanner:
    """A scanner behind a serial server."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"socket://127.0.0.1:{self._listening.getsockname()[1]}"
        self._line: socket.socket | None = None

    def send(self, *chunks: bytes, pause_s: float = 0.0) -> None:
        if self._line is None:
            self._line, _ = self._listening.accept()
        for chunk in chunks:
            self._line.sendall(chunk)
            time.sleep(pause_s)

    def unplug(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def close(self) -> None:
        self.unplug()
        self._listening.close()


def later(send: Iterable[bytes], scanner: PtyScanner | SocketScanner, pause_s: float) -> None:
    """Send from a thread of its own, as a scanner does."""
    chunks = tuple(send)
    _PLUGGED.append(scanner)

    def type_away() -> None:
        with contextlib.suppress(OSError):  # the host may have hung up meanwhile
            scanner.send(*chunks, pause_s=pause_s)

    threading.Thread(target=type_away, daemon=True).start()
