"""What becomes of a text whose keys are typed for one keyboard layout and read by another, with or without Caps Lock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tracker.hardware.keymaps import NAMES, keymap


class Case(StrEnum):
    KEPT = "kept"
    SWAPPED = "swapped"
    """Caps Lock."""
    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Exchange:
    """The layout that the scanner types for, the one by which the computer reads its keys, and the letters' case."""

    scanner: str = "us"
    host: str = "us"
    case: Case = Case.KEPT

    @property
    def is_faithful(self) -> bool:
        return self.scanner == self.host and self.case is Case.KEPT

    def of(self, sign: str) -> str | None:
        """What arrives for ``sign``; None where it cannot be told: the host has no such key, or one that waits for the
        next key."""
        if self.case is Case.UPPER:
            sign = sign.upper()
        elif self.case is Case.LOWER:
            sign = sign.lower()
        arrived = sign if self.scanner == self.host else _exchanged(self.scanner, self.host).get(sign)
        if self.case is Case.SWAPPED and arrived is not None and arrived.isalpha() and len(arrived.swapcase()) == 1:
            return arrived.swapcase()
        return arrived

    def may_have_changed(self, text: str) -> bool:
        """Whether any sign of a text that arrived may stand for another one."""
        if self.case is not Case.KEPT and any(sign.isalpha() for sign in text):
            return True
        return self.scanner != self.host and bool(_doubtful(self.scanner, self.host) & set(text))


@cache
def _exchanged(scanner: str, host: str) -> dict[str, str]:
    """Sign meant to sign read, for printable ASCII. A key that waits for the next one at either end is left out."""
    sending, reading = keymap(scanner), keymap(host)
    found: dict[str, str] = {}
    for key, sign in sending.typed.items():
        arrived = reading.typed.get(key)
        if arrived is not None and sign not in found and not {key} & (sending.dead | reading.dead):
            found[sign] = arrived
    return found


@cache
def _doubtful(scanner: str, host: str) -> frozenset[str]:
    """Every sign that the host may show where the scanner meant another."""
    pairs = _exchanged(scanner, host)
    faithful = {sign for sign, arrived in pairs.items() if sign == arrived}
    mistaken = {arrived for sign, arrived in pairs.items() if sign != arrived}
    return frozenset((set(map(chr, range(0x21, 0x7F))) - faithful) | mistaken)


def exchanges(host: str | None = None) -> tuple[Exchange, ...]:
    """Every way in which text may come, the simplest first; ``host`` where the reading layout is known."""
    hosts = NAMES if host is None else (host,)
    pairs = [(host or "us",) * 2, *((scanner, each) for each in hosts for scanner in NAMES if scanner != each)]
    return tuple(Exchange(scanner, each, case) for scanner, each in pairs for case in Case)
