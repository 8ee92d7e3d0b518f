"""Scanners that are pointed at the test sheet: a slow renderer of their own from settings to what arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

from tests.hardware.keyboards import Event, press, typed
from tracker.hardware.key_events import KeyDecoder
from tracker.hardware.keymaps import FUNCTION_KEYS
from tracker.hardware.learning.exchanging import Case
from tracker.hardware.learning.known_codes import KNOWN_CODES, KnownCode
from tracker.hardware.learning.strokes import Stroke
from tracker.text import GS

PAUSE_S = 1.0


@dataclass(frozen=True)
class Scanner:
    """``gs`` are the signs that arrive in place of a GS. ``unread`` are codes that it cannot read."""

    suffix: str = "\r"
    gs: tuple[str, ...] = (GS,)
    sends_aim: bool = True
    case: Case = Case.KEPT
    layout: str = "us"
    host: str = "us"
    delay_s: float = 0.002
    prefix: str = ""
    sends_xor: bool = False
    unread: tuple[int, ...] = ()

    def scans(self) -> list[Stroke]:
        """All of the sheet from 1 to 6, a second apart."""
        strokes: list[Stroke] = []
        now_s = 0.0
        for code in KNOWN_CODES:
            if code.number in self.unread:
                continue
            now_s += PAUSE_S
            for sign in self.signs(code):
                now_s += self.delay_s
                strokes.append(Stroke(sign, now_s))
        return strokes

    def signs(self, code: KnownCode) -> list[str]:
        message = self.prefix + (code.aim if self.sends_aim else "") + code.data
        signs: list[str] = []
        for sign in message:
            signs += self.gs if sign == GS else self._typed(sign)
        signs += self.suffix
        return [*signs, chr(reduce(xor, "".join(signs).encode(), 0))] if self.sends_xor else signs

    def _typed(self, sign: str) -> list[str]:
        """By the kernel's own events through the host's keymap, and not by the table that the learner has."""
        if self.case in (Case.UPPER, Case.LOWER):
            sign = sign.upper() if self.case is Case.UPPER else sign.lower()
        if self.layout == self.host:
            arrived = sign
        else:
            decoder = KeyDecoder(self.host)
            events: list[Event] = typed(sign, self.layout)[: -len(press(28))]
            arrived = b"".join(decoder.feed(*event) for event in events).decode("utf-8", "ignore")
        if self.case is Case.SWAPPED and len(arrived.swapcase()) == len(arrived):
            arrived = arrived.swapcase()
        return list(arrived)


def events(scanner: Scanner, code: KnownCode, gs: Sequence[Event]) -> list[Event]:
    """One code as the kernel's key events, from a scanner that is set to ``layout``."""
    found: list[Event] = []
    for number, part in enumerate(((code.aim if scanner.sends_aim else "") + code.data).split(GS)):
        found += gs if number else ()
        found += typed(part, scanner.layout)[: -len(press(28))]
    return found + press(28)


def function_key(name: str) -> list[Event]:
    return press(FUNCTION_KEYS[name])
