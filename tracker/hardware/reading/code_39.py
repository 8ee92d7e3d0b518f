"""Code 39's 43 characters, and what decoders make of pairs of them (ISO/IEC 16388 annex A, full ASCII)."""

from __future__ import annotations

import re

CODE_39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_HIBC = re.compile(r"\+[A-Z][A-Z0-9]{3}[0-9A-Z. $/+%-]{3,}")


def in_pairs(text: str) -> str:
    """The characters that stand in the bars where ``text`` was meant as full ASCII."""
    return "".join(map(_pair, text))


def without_pairs(text: str) -> str | None:
    """What a full ASCII reading stands for where it was not meant as such; None where it was.

    A HIBC label is plain Code 39 and begins with ``+`` and a letter, which zxing-cpp takes for a small letter: it reads
    ``+A123724901.`` as ``a123724901.``. HIBC's shape and its check character (modulo 43) tell the two apart.
    """
    # A sign of the 43 stood alone: before a digit or at the end it makes no pair.
    printed = "".join(one if one in CODE_39 else _pair(one) for one in text) if text.isascii() else ""
    if _HIBC.fullmatch(printed) is None:
        return None
    return printed if sum(map(CODE_39.index, printed[:-1])) % 43 == CODE_39.index(printed[-1]) else None


def _pair(character: str) -> str:
    point = ord(character)
    for first, last, sign, letter in _PAIRS:
        if first <= point <= last:
            return sign + chr(ord(letter) + point - first)
    return character


_PAIRS = (
    (0, 0, "%", "U"),
    (1, 26, "$", "A"),
    (27, 31, "%", "A"),
    (33, 44, "/", "A"),
    (47, 47, "/", "O"),
    (58, 58, "/", "Z"),
    (59, 63, "%", "F"),
    (64, 64, "%", "V"),
    (91, 95, "%", "K"),
    (96, 96, "%", "W"),
    (97, 122, "+", "A"),
    (123, 127, "%", "P"),
)
