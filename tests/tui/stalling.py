"""A small app that takes scans and typing, in a process of its own that can be stalled at a chosen moment.

``python -m tests.tui.stalling FOLDER STALL``: a byte on the file descriptor STALL has it keep the interpreter's lock, as a
garbage collection does, for ``STALL_S``. What it has made of its keys is in FOLDER (``heard``: a line for each scan; then
``typed``), and how far it is in the memory of FOLDER's ``state`` (see ``STALLS``, ``KEYS``).
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
import threading
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from tracker.hardware.wedge import Caught
from tracker.tui.capture import ScanCapture

STALL_S = 0.080
STALLS, KEYS, SIZE = 0, 1, 2
"""Places in the state: stalls begun, and keys taken (both as a byte that starts again at 0)."""


def state_of(folder: Path) -> mmap.mmap:
    with (folder / "state").open("r+b") as file:
        return mmap.mmap(file.fileno(), SIZE)


class Stalled(ScanCapture):
    def __init__(self, folder: Path, stall: int) -> None:
        super().__init__()
        self._folder, self._stall = folder, stall
        self._state = state_of(folder)

    def compose(self) -> ComposeResult:
        yield Input()

    def on_mount(self) -> None:
        threading.Thread(target=self._stall_when_told, daemon=True).start()
        (self._folder / "heard").touch()

    async def on_event(self, event: events.Event) -> None:
        is_new = isinstance(event, events.Key) and not event.is_forwarded
        await super().on_event(event)
        if is_new:
            self._state[KEYS] = (self._state[KEYS] + 1) % 256

    def caught(self, scan: Caught) -> None:
        self._append("heard", f"{scan.aim} {scan.quality} {scan.data}\n")

    @on(Input.Changed)
    def _note(self, event: Input.Changed) -> None:
        (self._folder / "typed").write_text(event.value, "utf-8")

    def _append(self, name: str, line: str) -> None:
        with (self._folder / name).open("a", encoding="utf-8") as file:
            file.write(line)

    def _stall_when_told(self) -> None:
        """``PyDLL`` calls without letting go of the lock: no thread of this process can run meanwhile."""
        library = ctypes.PyDLL(None)
        while os.read(self._stall, 1):
            self._state[STALLS] = (self._state[STALLS] + 1) % 256
            library.usleep(int(STALL_S * 1e6))


if __name__ == "__main__":
    Stalled(Path(sys.argv[1]), int(sys.argv[2])).run()
