"""Which symbologies are looked for. A whitelist is a guard: what is not looked for cannot be misread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tracker.errors import ConfigurationError

Plausible = Callable[[str, str], bool]
"""(text, symbology) -> whether the caller's own rules (check digits, grammar) allow this text."""

Code = tuple[str, str, str]
"""(text, AIM identifier, symbology)."""
Fate = Literal["told", "may_wait", "repeated", "doubtful"]
Arrange = Callable[[Sequence[Code]], Sequence[tuple[int, Fate, str]]]
"""The codes in view -> each of them, in the order of telling: its number, what becomes of it, and why. ``may_wait`` is
told, but a code that makes it superfluous or comes before it may yet appear; ``repeated`` is said by another."""


class Judging(Protocol):
    """What the floor of meanings says of codes, handed in as one."""

    @property
    def is_plausible(self) -> Plausible | None: ...

    @property
    def arrange(self) -> Arrange | None: ...

    @property
    def vouches(self) -> Callable[[str], bool]:
        """Asked where the keys of a keyboard are played back (:class:`tracker.hardware.wedge.Wedge`)."""
        ...


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Nobody says anything: the decoders' own checks are all there is."""

    is_plausible: Plausible | None = None
    arrange: Arrange | None = None

    def vouches(self, data: str) -> bool:
        return False


DEFAULT_NAMES = ("Code128", "Code39", "EAN13", "EAN8", "UPCA", "DataMatrix", "QR", "DataBar", "ITF14")
"""The clinic's formats. UPC-E and short ITF are off: most wrong texts among 3,359 public photographs were theirs."""

ALL_NAMES = (*DEFAULT_NAMES, "UPCE", "ITF", "Codabar", "Code93", "PDF417", "Aztec", "MicroQR")
"""Everything for which there is a use in a clinic. Telepen, DX film edge and the like invent more than they read."""

MATRIX = frozenset({"DataMatrix", "QR", "MicroQR", "PDF417", "Aztec"})
"""Symbologies with Reed-Solomon error correction: one reading is enough, no wrong one has been seen."""

_SPELLINGS = {
    "".join(character for character in spelling.casefold() if character.isalnum()): name
    for name in ALL_NAMES
    for spelling in (name,)
} | {
    "qrcode": "QR",
    "microqrcode": "MicroQR",
    "gs1128": "Code128",
    "gs1databar": "DataBar",
    "upc": "UPCA",
    "ean": "EAN13",
}


@dataclass(frozen=True, slots=True)
class Formats:
    """The symbologies to look for, by the names in :data:`ALL_NAMES`."""

    names: frozenset[str]

    @classmethod
    def named(cls, choice: str) -> Formats:
        """``default``, ``all``, or names joined by commas, in any usual spelling (``Code 128,data-matrix``)."""
        word = choice.casefold()
        if word == "default":
            return DEFAULT
        if word == "all":
            return ALL
        return cls(frozenset(_known(name) for name in choice.split(",")))

    def admits(self, symbology: str, text: str) -> bool:
        """Whether a decoded text belongs to what was asked for.

        ITF has no check digit of its own and is read in part when a line leaves the symbol early (``1334`` of
        ``2167361334``), so that without an explicit ``ITF`` only 14 digits with a valid mod 10 pass.
        """
        if symbology != "ITF":
            return symbology in self.names or (symbology == "UPCA" and "EAN13" in self.names)
        return "ITF" in self.names or ("ITF14" in self.names and has_valid_mod_10(text, 14))


def has_valid_mod_10(text: str, digits: int) -> bool:
    """GS1 General Specifications 7.9.1: weights 3 and 1 from the right, the check digit itself having weight 1."""
    if len(text) != digits or not (text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0


def _known(name: str) -> str:
    key = "".join(character for character in name.casefold() if character.isalnum())
    if key not in _SPELLINGS:
        raise ConfigurationError(
            f"'{name}' is not a barcode format that is read here.",
            hint=f"Say 'default', 'all', or some of: {', '.join(ALL_NAMES)}.",
            code="unknown_format",
        )
    return _SPELLINGS[key]


DEFAULT = Formats(frozenset(DEFAULT_NAMES))
ALL = Formats(frozenset(ALL_NAMES))
