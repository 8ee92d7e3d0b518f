"""Who reads a device: where two of this program's sources, or two programs, would each get every scan, or half of it.

The kernel lets any number of programs read one ``hidraw`` node, and hands every report to each of them.
"""

from __future__ import annotations

import contextlib
import os
import threading

from tracker.hardware.sources import troubles

_LOCK = threading.Lock()
_HELD: dict[str, str] = {}
"""Node to the URL of this program's source that reads it."""


class Hold:
    """``node`` is read by the source at ``url``, and by no other of this program, until :meth:`let_go`.

    DeviceError ``busy`` with the other's name; ``what`` is the device in words.
    """

    def __init__(self, node: str, url: str, what: str) -> None:
        with _LOCK:
            other = _HELD.get(node)
            if other is None:
                _HELD[node] = url
        if other is not None:
            raise troubles.same_as(what, other)
        self._node: str | None = node
        self._handle: int | None = None

    def against_programs(self) -> None:
        """Lock the node against other programs that ask first, as this one does; raises :class:`OSError`.

        On Windows, macOS and by libusb a device is no file, and is the system's to give to one program only.
        """
        if self._node is None or not os.path.isabs(self._node) or os.name != "posix":
            return
        import fcntl

        self._handle = os.open(self._node, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def let_go(self) -> None:
        """Any number of times."""
        with _LOCK:
            node, self._node = self._node, None
            handle, self._handle = self._handle, None
            if node is not None:
                _HELD.pop(node, None)
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)
