"""The one door for foreign text on its way to a screen, a log, a file name or a terminal.

Escape sequences pass through every Textual and Rich type to the real terminal (measured in a pty: clipboard writes,
screen clears and bidi overrides all arrived), and markup in a plain string runs actions or crashes the app. So whatever
came from a scanner, a file or the database is shown only as ``safe(value)``, in a type that knows no markup.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

GS = "\x1d"
"""GS1's FNC1 as scanners and decoders transmit it. Python counts it as white space: never strip or split scan text."""


class Separators(StrEnum):
    """What is known of a scan's way in: whether a GS in the symbol arrives. Without it lot and serial run together."""

    KEPT = "kept"
    """Our own decoder, or a scanner that passed the separator test."""
    UNKNOWN = "unknown"
    """Nobody has tested this device."""
    LOST = "lost"
    """A scanner that was tested and drops GS."""


_ESCAPED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def safe(value: object, limit: int = 400) -> str:
    """``value`` as text in which every character is visible and harmless.

    Control, format (bidi, zero width), private-use, surrogate and unassigned characters come out as ``\\x1b`` or
    ``\\u202e``; GS as ``<GS>``, the way the field writes it. At most ``limit`` characters of input are shown, then
    ``…`` with the full length, so that a 4 kB scan cannot flood a screen.
    """
    text = str(value)
    shown = "".join(map(_visible, text[:limit]))
    return shown if len(text) <= limit else f"{shown}… ({len(text)} characters)"


def _visible(character: str) -> str:
    if character == GS:
        return "<GS>"
    if character == " " or (character.isprintable() and unicodedata.category(character) not in _ESCAPED):
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"
