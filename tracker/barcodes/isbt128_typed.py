"""A donation number typed from its label: ``G1234 17 654321 00 A``, where the last sign is the boxed check character.

The 13 characters stand in groups of 5, 2 and 6, as facility, year and number (ICCBBA ST-001 names the three parts); the
flags beside them are turned by 90 degrees (Cerus INTERCEPT INT100 manual, 7.4), and the check character is for keyboard
entry. In the United Kingdom they stand as ``G123 498 654 321 H`` (JPAC, Red Book, annex 2); that is read with its check
character only. The barcode has no spaces.
"""

from __future__ import annotations

import re

from tracker.barcodes import isbt128
from tracker.barcodes.meaning import BloodCode
from tracker.errors import BarcodeError

_PRINTED = re.compile(
    r"(?:=|(?=[A-Z]))([A-NP-Z1-9][0-9A-Z]{4})[ \-]([0-9]{2})[ \-]([0-9]{6})"
    r"(?:[ \-]?([0-9A-Z]{2}))?(?:[ \-]?([0-9A-Z*]))?"
)
_FLAGS_APART = re.compile(r"=([A-NP-Z1-9][0-9A-Z]{4})([0-9]{2})([0-9]{6})[ \-]([0-9A-Z]{2})(?:[ \-]?([0-9A-Z*]))?")
_CLOSED = re.compile(r"([A-NP-Z][0-9A-Z]{4})([0-9]{2})([0-9]{6})(?:[ \-]?([0-9A-Z]{2}))?[ \-]?([0-9A-Z*])")
_BY_THREES = re.compile(r"([A-NP-Z][0-9]{3})([ \-])([0-9]{3})\2([0-9]{3})\2([0-9]{3})([ \-]?[0-9A-Z*])")


def has_shape(text: str) -> bool:
    """Whether ``text`` is a donation number as printed. Without ``=`` it must begin with a letter (5-2-6 digits are a
    vendor's number, fourteen a GTIN), and typed without spaces only the right check character tells it from one."""
    if _PRINTED.fullmatch(text) or _FLAGS_APART.fullmatch(text):
        return True
    found = _CLOSED.fullmatch(_closed_up(text))
    return found is not None and found[5] == isbt128.check_character("".join(found.group(1, 2, 3)))


def parse(text: str) -> BloodCode:
    """The donation; ``isbt_check`` where the check character, or flags that carry it, deny the number.

    ValueError without the shape: ask :func:`has_shape` first.
    """
    found = _PRINTED.fullmatch(text) or _FLAGS_APART.fullmatch(text) or _CLOSED.fullmatch(_closed_up(text))
    if found is None:
        raise ValueError("not the shape of a printed donation number")
    din, flags, check = "".join(found.group(1, 2, 3)), found[4] or "00", found[5]
    if check is not None and check != isbt128.check_character(din):
        raise BarcodeError(
            f"The check character of donation {din} is wrong, so at least one character of it is.",
            hint="Compare every character with the label; the check character stands in the box.",
            code="isbt_check",
        )
    return isbt128.parse(f"={din}{flags}")


def _closed_up(text: str) -> str:
    found = _BY_THREES.fullmatch(text)
    return "".join(found.group(1, 3, 4, 5, 6)) if found else text
