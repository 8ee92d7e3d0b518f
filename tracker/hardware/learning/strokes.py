"""What arrives, sign by sign and with its times, whatever kind of device it comes from. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.hardware.key_events import EV_KEY, UNTOLD, KeyDecoder
from tracker.hardware.keymaps import FUNCTION_KEYS
from tracker.hardware.keystrokes import MODIFIERS, Key, character_of

BURST_GAP_S = 0.4
"""A pause between two scans. Within one, the slowest scanner setting known (Datalogic, 990 ms) is not waited for: what is
so slow falls apart, and is told."""
LONGEST_BURST = 300
UNKNOWN_KEY = "?key"
"""The sign of a key that no keymap has."""
_FUNCTION_NAMES = {code: name for name, code in FUNCTION_KEYS.items()}
_SEQUENCE = re.compile(rb"\x1b(?:\[([0-9;]*)([~A-Za-z])|O([A-Za-z])|([\x20-\x7e]))")
_BY_NUMBER = dict(zip((11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24), range(1, 13), strict=True))
"""xterm's numbers of the function keys (``CSI 24 ~`` is F12)."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """``sign`` is one character, or the name of a key that types none: ``f12``, ``alt+0``. Seconds on a clock that never
    goes back."""

    sign: str
    at_s: float


def of_text(text: str, at_s: float) -> list[Stroke]:
    return [Stroke(sign, at_s) for sign in text]


def of_bytes(data: bytes, at_s: float) -> list[Stroke]:
    """A line's bytes; what is no UTF-8 comes as U+FFFD."""
    return of_text(data.decode("utf-8", "replace"), at_s)


def of_key(key: Key) -> list[Stroke]:
    """A key press as Textual names it."""
    if key.name in MODIFIERS:
        return []
    character = character_of(key)
    return [Stroke(key.name if character is None else character, key.at_s)]


class TerminalKeys:
    """The bytes that a terminal in raw mode hands over for keys: function keys and Alt come as escape sequences."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes, at_s: float) -> list[Stroke]:
        """The keys in ``data``; half a character or sequence at its end waits for the rest."""
        data, self._rest = self._rest + data, b""
        strokes: list[Stroke] = []
        at = 0
        while at < len(data):
            found = _SEQUENCE.match(data, at) if data[at] == 0x1B else None
            if found:
                strokes.append(Stroke(_key_name(found), at_s))
                at = found.end()
                continue
            length = _length(data[at])
            if at + length > len(data) or data[at:] in (b"\x1b", b"\x1b[", b"\x1bO"):
                self._rest = data[at:]
                break
            strokes += of_bytes(data[at : at + length], at_s)
            at += length
        return strokes

    def flush(self, at_s: float) -> list[Stroke]:
        """Nothing more has come: what was held was all."""
        rest, self._rest = self._rest, b""
        return of_bytes(rest, at_s)


def _key_name(found: re.Match[bytes]) -> str:
    number, final, letter, alt = found.groups()
    if alt is not None:
        return f"alt+{alt.decode()}"
    if letter is not None:
        return f"f{'PQRS'.index(letter.decode()) + 1}" if letter in b"PQRS" else f"key {letter.decode()}"
    first = int(number.partition(b";")[0] or 0)
    if final == b"~" and first in _BY_NUMBER:
        return f"f{_BY_NUMBER[first]}"
    return f"key {number.decode()}{final.decode()}"


def _length(first: int) -> int:
    """Bytes of the UTF-8 character that begins with ``first``."""
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4


class EventKeys:
    """The kernel's key events, by the keymap ``layout``; function keys by their names."""

    def __init__(self, layout: str, gs_key: str = "") -> None:
        self._decoder = KeyDecoder(layout, gs_key)
        self._gs_key = gs_key

    def feed(self, kind: int, code: int, value: int, at_s: float) -> list[Stroke]:
        typed = self._decoder.feed(kind, code, value)
        name = _FUNCTION_NAMES.get(code, "") if kind == EV_KEY else ""
        if name and name != self._gs_key:
            return [Stroke(name, at_s)] if value == 1 else []
        if UNTOLD in typed:
            return [Stroke(UNKNOWN_KEY, at_s)]
        return of_bytes(typed, at_s)


def bursts(strokes: Iterable[Stroke]) -> list[tuple[Stroke, ...]]:
    """One burst for each pull of the trigger, by the silence between them."""
    found: list[list[Stroke]] = []
    for stroke in strokes:
        if not found or stroke.at_s - found[-1][-1].at_s >= BURST_GAP_S:
            found.append([])
        found[-1].append(stroke)
    return [tuple(burst) for burst in found]
