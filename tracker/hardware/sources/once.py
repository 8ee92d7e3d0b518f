"""A device is read once, by one thread: that one lets go of it. Nobody else may, while it reads."""

from __future__ import annotations

import threading


class Once:
    """``closed`` is set once the reading is to end, by whatever thread."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self._lock = threading.Lock()
        self._is_begun = False

    def begin(self) -> bool:
        """Whether whoever asks may read: he is the first, and it is not closed."""
        with self._lock:
            if self._is_begun or self.closed.is_set():
                return False
            self._is_begun = True
            return True

    def end(self) -> bool:
        """Have the reading end. Whether nobody has begun it: then whoever asks lets go of the device himself."""
        with self._lock:
            self.closed.set()
            return not self._is_begun
