"""The terminal's own keys as they come, control characters among them, and the terminal as it was behind it.

In raw mode a scanner's 0x03 ends nothing and its 0x1A stops nothing: every byte is data. So the way out is a key that no
scanner sends alone, and whatever ends the program puts the terminal back.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from tracker.errors import DeviceError

WAIT_S = 0.05


@contextmanager
def raw_keys() -> Iterator[Callable[[], tuple[bytes, float]]]:
    """Yields a function that waits :data:`WAIT_S` at most for what was typed: (bytes, monotonic seconds).

    Output keeps its own processing. Raises :class:`DeviceError` (``keyboard_needs_terminal``) where there is no terminal.
    """
    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (termios.error, OSError, ValueError):
        raise DeviceError(
            "A keyboard scanner is tested in a terminal, and here is none.",
            hint="Start 'tracker scanner test' in a terminal, or name a source: serial:/dev/ttyACM0, recording:FILE.jsonl.",
            code="keyboard_needs_terminal",
        ) from None
    signals = {each: signal.signal(each, _end) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        _make_raw(descriptor)
        yield lambda: _read(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        for each, handler in signals.items():
            signal.signal(each, handler)


def _make_raw(descriptor: int) -> None:
    """Raw for input; line ends on the screen stay as they are."""
    tty.setraw(descriptor, termios.TCSADRAIN)
    modes = termios.tcgetattr(descriptor)
    modes[1] |= termios.OPOST
    termios.tcsetattr(descriptor, termios.TCSADRAIN, modes)


def _read(descriptor: int) -> tuple[bytes, float]:
    ready = select.select([descriptor], [], [], WAIT_S)[0]
    now_s = monotonic()
    if not ready:
        return b"", now_s
    data = os.read(descriptor, 4096)
    if not data:
        raise DeviceError("The terminal was closed.", hint="Start the test again.", code="unplugged")
    return data, now_s


def _end(number: int, frame: FrameType | None) -> None:
    """As an exception, so that the terminal is put back on the way out."""
    raise SystemExit(128 + number)
