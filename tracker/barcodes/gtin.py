"""Plain trade item numbers: EAN-13, EAN-8, UPC-A and ITF-14 as one 14-digit GTIN."""

from __future__ import annotations

from stdnum import ean

from tracker.errors import BarcodeError

LENGTHS = (8, 12, 13, 14)
"""The digits of a GTIN-8, UPC-A, EAN-13 and GTIN-14. UPC-E is off: it invents numbers out of blurred bars."""


def is_digits(text: str) -> bool:
    """Whether ``text`` is ASCII digits alone (``str.isdigit`` takes ``²`` and ``٣`` for digits)."""
    return text.isascii() and text.isdigit()


def has_check_digit(digits: str) -> bool:
    """Whether ``digits``, of a GTIN's length, end in the check digit of the rest and are not all zero."""
    if not is_digits(digits) or len(digits) not in LENGTHS:
        return False
    return bool(ean.calc_check_digit(digits[:-1]) == digits[-1]) and int(digits) > 0


def to_gtin14(digits: str) -> str:
    """``digits`` of any GTIN length as 14 digits.

    BarcodeError ``gtin_length`` or ``gtin_check_digit``. All zeros are refused as well: their check digit is right, and
    they are what a label printer puts out when nobody told it a number.
    """
    if not is_digits(digits) or len(digits) not in LENGTHS:
        raise BarcodeError(
            f"{digits} is not a GTIN: that has 8, 12, 13 or 14 digits.",
            hint="Scan it again; when typing, copy all digits under the bars.",
            code="gtin_length",
        )
    if not has_check_digit(digits):
        raise BarcodeError(
            f"The check digit of {digits} is wrong, so at least one digit of it is.",
            hint="Scan it again; when typing, compare every digit with the package.",
            code="gtin_check_digit",
        )
    return digits.zfill(14)
