"""What a scanner sent, before any grammar: identifier cut off, separators restored, everything dangerous turned away."""

from __future__ import annotations

import re

from tracker.errors import BarcodeError
from tracker.text import GS

LONGEST = 128
"""Characters. No code that a clinic scans is longer; the reader's own limit is the same."""

_ADD_ON = re.compile(r"(?<=[0-9])\](?:E1[0-9]{2}|E2[0-9]{5})\Z")
_SWAPPED = frozenset({"]a", "]c", "]D", "]i", "]j", "]q"})
_SEPARATOR_AS_TEXT = re.compile(r"<GS>|\{GS\}|\[GS\]|\^\]|\\x1d|\\u001d|␝", re.IGNORECASE)
_PLAIN = re.compile(r"[ -~\x1d]*")
_MARKUP = re.compile(r"[\[\]\\]|</?[A-Za-z][A-Za-z0-9]*(?: [^<>]*)?/?>|<[!?]")
"""Square brackets and backslashes, and whole tags only: ISBT 128 writes ``=<E0382V00&>…``, and lots may hold ``<``."""

_BLOOD_SIGNS = re.compile(r"(?:[=&]\\|=\[)[0-9A-Za-z]{18}|=\][0-9]{6}")
"""The structures of ISBT 128 whose identifiers are brackets or backslashes, whole: red cell antigens are told so."""


def without_add_on(aim: str, data: str) -> str:
    """``data`` of an EAN or UPC without an add-on that came behind it under an identifier of its own.

    ``]E0`` 13 digits ``]E1`` two (issue), or ``]E2`` five (price): so a Datalogic scanner (9500 Product Reference Guide,
    appendix F) and others that send the parts as they read them. ``]E3`` says both in one: that is the parser's.
    """
    return _ADD_ON.sub("", data) if aim in ("]E0", "]E4") else data


def refuse_swapped_case(aim: str) -> None:
    """Turn away a scan whose identifier came with its case exchanged: so did every letter of its lot (``scan_case``).

    Caps Lock does that to whatever a keyboard wedge types. ``]e`` and ``]E`` are both real; there the lengths tell.
    """
    if aim[:2] in _SWAPPED:
        raise BarcodeError(
            "Capital and small letters are exchanged in this scan.",
            hint="Caps Lock is on: switch it off and scan again.",
            code="scan_case",
        )


def restore_separators(text: str) -> str:
    """``text`` with every written form of GS as the character itself.

    Scanners and terminals that cannot send 0x1D write ``<GS>``, ``^]``, ``\\x1d`` and the like. ``<``, ``G``, ``S`` and
    ``>`` are legal in a lot, so that left alone the separator would become part of it.
    """
    return _SEPARATOR_AS_TEXT.sub(GS, text)


def ambiguous_sign(text: str) -> str:
    """The first thing in ``text`` that no scan of it would give back as it is: a written form of GS, or markup. Empty where
    there is none."""
    found = _SEPARATOR_AS_TEXT.search(text) or _MARKUP.search(text)
    return found[0] if found else ""


def refuse_foreign(text: str) -> None:
    """Turn away what no barcode of a clinic holds, before any parser sees it.

    BarcodeError ``scan_empty``, ``scan_too_long``, ``scan_characters`` (control characters other than GS, anything
    beyond ASCII, markup and escape sequences) or ``scan_aim`` (a symbology identifier cut short).
    """
    if all(character in (" ", GS) for character in text):
        raise BarcodeError("The scan was empty.", hint="Scan again.", code="scan_empty")
    if len(text) > LONGEST:
        raise BarcodeError(
            f"The scan has {len(text)} characters; no code that is used here has more than {LONGEST}.",
            hint="Another code on the package is the right one, or two scans ran together: scan again.",
            code="scan_too_long",
        )
    if text.startswith("]"):
        raise BarcodeError(
            "The scan begins with ']' and no whole symbology identifier.",
            hint="Part of it was lost. Scan again.",
            code="scan_aim",
        )
    if not _is_plain(text):
        raise BarcodeError(
            "The scan holds characters that do not belong in a barcode here.",
            hint="Check the scanner's keyboard layout and its Alt-code setting, or choose another code on the package.",
            code="scan_characters",
        )


def _is_plain(text: str) -> bool:
    if _PLAIN.fullmatch(text) is None:
        return False
    return not _MARKUP.search(_BLOOD_SIGNS.sub("", text) if text[0] in "=&" else text)
