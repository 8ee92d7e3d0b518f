"""What check digits alone can say about a decoded text: a guard for camera reading, without a database or a clock."""

from __future__ import annotations

from collections.abc import Callable

from tracker.aim import GS1_IDENTIFIERS, split_aim
from tracker.barcodes import gs1, gtin, hibc, house, isbt128
from tracker.barcodes.understanding import is_surely_gs1
from tracker.errors import BarcodeError
from tracker.text import Separators

_RETAIL = {"EAN13": (13,), "EAN8": (8,), "UPCA": (12, 13), "ITF": (14,), "I25": (14,)}


def is_plausible(text: str, symbology: str) -> bool:
    """Whether ``text`` can be what a symbol of ``symbology`` holds, as far as its own check digits tell.

    ``symbology`` is a decoder's name in any spelling (``"EAN-13"``, ``"EAN13"``, ``"I25"``); ``text`` may begin with an
    AIM identifier. False is proof of a misread or of a format that is not believed here (ITF of other than 14 digits);
    True is no proof of anything. UPC-E is off in this project and not judged.
    """
    aim, data = split_aim(text)
    name = "".join(filter(str.isalnum, symbology)).upper()
    if name in _RETAIL:
        return gtin.is_digits(data) and len(data) in _RETAIL[name] and gtin.has_check_digit(data)
    if aim in GS1_IDENTIFIERS or name.startswith("DATABAR") or is_surely_gs1(data):
        return _is_message(data)
    if hibc.has_shape(data):
        return hibc.has_check_character(data)
    if isbt128.has_shape(data):
        return _is_well_formed(isbt128.parse, data)
    return not house.has_house_shape(data) or _is_well_formed(house.parse, data)


def _is_message(data: str) -> bool:
    try:
        gs1.read(data, separators=Separators.KEPT)
    except BarcodeError:
        return False
    return True


def _is_well_formed(parse: Callable[[str], object], data: str) -> bool:
    try:
        parse(data)
    except BarcodeError:
        return False
    return True
