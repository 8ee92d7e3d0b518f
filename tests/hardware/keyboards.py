"""What a scanner in keyboard mode does to its keys: an own, slow renderer from text to the kernel's events."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from tracker.hardware.keymaps import keymap

Event = tuple[int, int, int]
SHIFT, CONTROL, ALT, ALTGR, CAPS_LOCK, ENTER = 42, 29, 56, 100, 58, 28
SYN = (0, 0, 0)


def press(code: int, *modifiers: int) -> list[Event]:
    down = [event for key in modifiers for event in ((1, key, 1), SYN)]
    up = [event for key in reversed(modifiers) for event in ((1, key, 0), SYN)]
    return [*down, (1, code, 1), SYN, (1, code, 0), SYN, *up]


def typed(text: str, layout: str = "us") -> list[Event]:
    """The presses for ``text`` and Enter; GS as Ctrl and the key of ``]`` on a US keyboard."""
    known = keymap(layout)
    keys = {sign: key for key, sign in reversed(known.typed.items())}
    events: list[Event] = []
    for sign in text:
        if sign == "\x1d":
            events += press(27, CONTROL)
            continue
        code, is_shifted, has_altgr = keys[sign]
        events += press(code, *[SHIFT] * is_shifted, *[ALTGR] * has_altgr)
        if (code, is_shifted, has_altgr) in known.dead:
            events += press(57)
    return [*events, *press(ENTER)]


def as_bytes(events: Iterable[Event]) -> bytes:
    """As the kernel hands them over."""
    return b"".join(struct.pack("llHHi", 1, 0, *event) for event in events)


def printable() -> str:
    return "".join(chr(point) for point in range(0x20, 0x7F))
