"""What only the owner of a badge knows: a PIN, or a passphrase. Which ones are good enough, and how one is carried about.

PINs have six digits at least: a stolen file of four-digit ones falls in minutes, whatever hashes it (custody.md, B).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from unicodedata import normalize

from tracker.errors import Refusal

SHORTEST_PIN, LONGEST_PIN = 6, 12
SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 12, 128
_PIN = re.compile(r"[0-9]+")
_RISING, _FALLING = "01234567890123456789", "98765432109876543210"


class ProofKind(StrEnum):
    PIN = "pin"
    PASSPHRASE = "passphrase"


def may_be_pin(text: str) -> bool:
    """Whether ``text`` has the shape of a PIN: what came in a burst, and means nothing, is kept nowhere then."""
    return SHORTEST_PIN <= len(text) <= LONGEST_PIN and _PIN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody typed to prove who he is. It never shows in a repr, so in no log and no traceback, and is no ``str``, so
    that nobody can put it into a text by mistake."""

    _typed: str = field(repr=False)

    @property
    def as_bytes(self) -> bytes:
        """What is hashed. An accented letter is the same whichever way a keyboard sends it."""
        return normalize("NFC", self._typed).encode("utf-8", "surrogatepass")

    @property
    def kind(self) -> ProofKind:
        return ProofKind.PIN if _PIN.fullmatch(self._typed) else ProofKind.PASSPHRASE

    @property
    def is_absurd(self) -> bool:
        """Whether nobody could have chosen this: it is not even hashed."""
        return not self._typed or len(self._typed) > LONGEST_PASSPHRASE

    def is_same(self, other: Proof) -> bool:
        return self.as_bytes == other.as_bytes

    def fault(self, badge: str, name: str, before: Proof | None = None) -> str:
        """Why its owner may not choose it, in words; empty where he may. ``before`` is what he has so far: the old one
        again would leave a one-time code, which others have seen, as somebody's PIN."""
        typed = self._typed
        if before is not None and self.is_same(before):
            return "This is the old one."
        if self.kind is ProofKind.PIN:
            return _fault_of_pin(typed, badge)
        if len(typed) < SHORTEST_PASSPHRASE:
            return f"A PIN is {SHORTEST_PIN} to {LONGEST_PIN} digits, a passphrase {SHORTEST_PASSPHRASE} characters or more."
        if len(typed) > LONGEST_PASSPHRASE or not typed.isprintable():
            return f"A passphrase is one line of at most {LONGEST_PASSPHRASE} letters, digits and signs."
        if len(set(typed)) < 5 or typed.casefold() in (badge.casefold(), name.casefold()):
            return "This passphrase is the first that a stranger would try."
        return ""


def _fault_of_pin(typed: str, badge: str) -> str:
    if not SHORTEST_PIN <= len(typed) <= LONGEST_PIN:
        return f"A PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits."
    if len(set(typed)) < 3 or typed in _RISING or typed in _FALLING or typed == typed[: len(typed) // 2] * 2:
        return "This PIN is the first that a stranger would try: no runs, no repeats."
    if typed in badge:
        return "These digits stand on the badge."
    return ""


def require_good(proof: Proof, badge: str, name: str, before: Proof | None = None) -> None:
    """Refuse (``proof_weak``) what is too easy to guess, and what its owner has already (``before``)."""
    fault = proof.fault(badge, name, before)
    if fault:
        raise Refusal(
            fault,
            hint=f"Choose {SHORTEST_PIN} to {LONGEST_PIN} digits, or {SHORTEST_PASSPHRASE} characters or more.",
            code="proof_weak",
        )
