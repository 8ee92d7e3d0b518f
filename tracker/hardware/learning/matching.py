"""One burst against one known code: what stands before it, between its fields and behind it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.hardware.learning.exchanging import Exchange
from tracker.hardware.learning.known_codes import KnownCode
from tracker.hardware.learning.strokes import LONGEST_BURST, Stroke

_PRIVATE = 0xE000
_ANY = ".{0,2}"
"""A key that the host does not have, or that waits for the next one: nothing, or up to two signs."""
_BETWEEN = ".{0,12}?"


@dataclass(frozen=True, slots=True)
class Match:
    """``before``, ``between`` and ``after`` are signs as they arrived; ``between`` is None for a code without a separator.

    ``lead`` is all that came before the code itself, an identifier or what may be one among it.
    ``told`` counts the signs of the code that had to be just what they were: how much the match proves. ``aim`` is the
    identifier as meant, ``"?"`` for one that belongs to another symbology, empty where none came.
    """

    code: KnownCode
    told: int
    aim: str
    before: tuple[str, ...]
    between: tuple[str, ...] | None
    after: tuple[str, ...]
    lead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A burst with one character for each stroke, so that patterns count signs and not letters of keys' names."""

    text: str
    names: tuple[str, ...]


def spelled(burst: Sequence[Stroke]) -> Spelled:
    """Once for each burst: to do it for each code and exchange was most of the time. What is too long stays too long."""
    names: list[str] = []
    return Spelled("".join(_as_one(stroke.sign, names) for stroke in burst[: LONGEST_BURST + 1]), tuple(names))


def match(burst: Spelled, code: KnownCode, exchange: Exchange) -> Match | None:
    """How ``burst`` holds ``code`` under ``exchange``; None where it does not."""
    told = _told(code, exchange)
    if not told <= len(burst.text) <= LONGEST_BURST:
        return None
    found = _pattern(code, exchange).fullmatch(burst.text)
    if found is None:
        return None

    def signs(part: str) -> tuple[str, ...]:
        return tuple(_named(sign, burst.names) for sign in part)

    groups = found.groupdict()
    between = None if groups.get("between") is None else signs(groups["between"])
    return Match(
        code,
        told,
        _aim(groups["aim"] or "", code, exchange),
        signs(groups["before"]),
        between,
        signs(groups["after"]),
        signs(groups["before"] + (groups["aim"] or "")),
    )


def is_torn_off(found: Match, other: KnownCode, exchange: Exchange) -> bool:
    """Whether what stands around ``found`` is what stands around it inside of ``other``: that one came, and not whole."""
    at = other.data.find(found.code.data)
    if at < 0 or other == found.code:
        return False
    before = tuple(exchange.of(sign) for sign in other.data[:at])
    after = tuple(exchange.of(sign) for sign in other.data[at + len(found.code.data) :])
    return _agree(before[::-1], found.lead[::-1]) or _agree(after, found.after)


def _agree(meant: Sequence[str | None], arrived: Sequence[str]) -> bool:
    """As far as both go, which is at least one sign."""
    return bool(meant and arrived) and all(one == other for one, other in zip(meant, arrived, strict=False))


def _as_one(sign: str, names: list[str]) -> str:
    """A key's name as one private character."""
    if len(sign) == 1 and not _PRIVATE <= ord(sign) < _PRIVATE + LONGEST_BURST:
        return sign
    names.append(sign)
    return chr(_PRIVATE + len(names) - 1)


def _named(sign: str, names: Sequence[str]) -> str:
    place = ord(sign) - _PRIVATE
    return names[place] if 0 <= place < len(names) else sign


def _aim(arrived: str, code: KnownCode, exchange: Exchange) -> str:
    if not arrived:
        return ""
    return code.aim if re.fullmatch(_sent(code.aim, exchange), arrived, re.DOTALL) else "?"


@lru_cache(maxsize=2048)
def _told(code: KnownCode, exchange: Exchange) -> int:
    return sum(exchange.of(sign) is not None for part in code.parts for sign in part)


@lru_cache(maxsize=2048)
def _pattern(code: KnownCode, exchange: Exchange) -> re.Pattern[str]:
    digits = "|".join(_sent(digit, exchange) for digit in "0123456789")
    aim = f"{_sent(']', exchange)}.(?:{digits})"
    body = f"(?P<between>{_BETWEEN})".join(_sent(part, exchange) for part in code.parts)
    return re.compile(f"(?P<before>.*?)(?P<aim>{aim})?{body}(?P<after>.*)", re.DOTALL)


def _sent(text: str, exchange: Exchange) -> str:
    arrived = (exchange.of(sign) for sign in text)
    return "".join(_ANY if sign is None else re.escape(sign) for sign in arrived)
