"""HIBC LIC, the health industry's own labels (ANSI/HIBC 2.6): ``+A123BJC5D6E71G`` and the lot behind it.

A *primary* names the product: ``+``, the labeler's four characters (LIC), the product (PCN, 1 to 18), the packaging
level (U) and a check character. A *secondary* names the pack: ``+``, lot, expiry or serial, a link character (the check
character of its primary), and its own check character. A *combined* code is both, joined by ``/``, with one check
character over all of it and no link.

The check character is the sum of all others' places among 43 characters, modulo 43. It may itself be ``/``, ``$``,
``+`` or a space: so it is cut off before anything is parted at ``/``, and no HIBC text is ever stripped.
"""

from __future__ import annotations

import re
from datetime import date

from tracker.barcodes.hibc_parts import Parts, bad_syntax, read
from tracker.barcodes.meaning import ItemCode
from tracker.errors import BarcodeError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_PRIMARY = re.compile(r"\+([A-Z][A-Z0-9]{3})([A-Z0-9]{1,18})([0-9])")
_SHAPE = re.compile(rf"\+(?:[A-Z][A-Z0-9]{{3}}[A-Z0-9]|[0-9]{{5}}|\$)[{re.escape(ALPHABET)}]{{2,}}")


def has_shape(text: str) -> bool:
    """Whether ``text`` can only be meant as HIBC, whatever its check character says; lower case (Caps Lock) counts."""
    return text.isascii() and _SHAPE.fullmatch(bare(text).upper()) is not None


def check_character(text: str) -> str:
    """The check character for all that stands before it, the ``+`` included. ValueError beyond the 43 characters."""
    return ALPHABET[sum(map(ALPHABET.index, text)) % len(ALPHABET)]


def has_check_character(text: str) -> bool:
    """Whether ``text`` ends in the right check character; every character must be one of HIBC's."""
    return set(text) <= set(ALPHABET) and len(text) > 1 and check_character(text[:-1]) == text[-1]


def is_primary(text: str) -> bool:
    """Whether ``text`` is a whole primary code, as the catalogue keeps it: check character and all."""
    return has_check_character(text) and _PRIMARY.fullmatch(text[:-1]) is not None


def parse(text: str, today: date) -> ItemCode:
    """What a HIBC label says. ``ItemCode.hibc`` is the primary with its own check character, from a combined code too.

    ``*`` around a Code 39 text as printed, and ``_`` for a check character that is a space, are taken off and back.
    BarcodeError ``hibc_check``, ``hibc_syntax``, ``hibc_date``, ``hibc_conflict``, ``hibc_quantity``, ``scan_case``, or
    ``gs1_expiry_far`` for an expiry over 20 years ahead. ValueError without the shape: ask :func:`has_shape` first.
    """
    if not has_shape(text):
        raise ValueError("not the shape of a HIBC code")
    whole = bare(text)
    if whole != whole.upper():
        raise BarcodeError(
            "This HIBC code came in small letters.", hint="Caps Lock is on: switch it off and scan again.",
            code="scan_case",
        )  # fmt: skip
    if not has_check_character(whole):
        raise BarcodeError(
            f"The check character of {text} is wrong, so at least one character of it is.",
            hint="Scan it again; when typing, copy every character, the last one too, even where it is a space.",
            code="hibc_check",
        )
    return _combined(whole[:-1], today) if whole[1].isalpha() else _secondary(whole[:-1], today)


def bare(text: str) -> str:
    """Without the asterisks printed around Code 39; a printed ``_`` at the end stands for the space."""
    inner = text[1:-1] if len(text) > 2 and text[0] == text[-1] == "*" else text
    return f"{inner[:-1]} " if inner.endswith("_") else inner


def _combined(body: str, today: date) -> ItemCode:
    """A primary, alone or with the pack's data behind ``/``."""
    head, *segments = body.split("/")
    found = _PRIMARY.fullmatch(head)
    if found is None:
        raise bad_syntax(body)
    parts = Parts(today, list(zip(("LIC", "PCN", "U"), found.groups(), strict=True)))
    read(segments, parts)
    return parts.item(primary=head + check_character(head))


def _secondary(body: str, today: date) -> ItemCode:
    """The pack's data alone; its last character is the link."""
    link, parts = body[-1], Parts(today)
    read(body[1:-1].split("/"), parts)
    if not (parts.lot or parts.serial or parts.expiry):
        raise bad_syntax(body)
    parts.elements.append(("L", link))
    return parts.item(link=link)
