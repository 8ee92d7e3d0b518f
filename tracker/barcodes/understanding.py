"""From a scanned string to its meaning: which grammar may read it, in which order.

The symbology identifier decides where there is one, because only the scanner knows whether FNC1 stood in the symbol:
a GS1 identifier admits GS1 alone, an EAN or ITF identifier a GTIN alone, and with any other the string is never GS1
element strings. Without an identifier our own codes go first: ``2100001234`` would be a serial number to GS1.
"""

from __future__ import annotations

import re
from datetime import date

from tracker.aim import GS1_IDENTIFIERS, split_aim
from tracker.barcodes import (
    digital_link,
    gs1,
    gs1_dates,
    gs1_items,
    gtin,
    hibc,
    house,
    hri,
    isbt128,
    isbt128_typed,
    ndc,
    personal,
    standing_in,
    transmitted,
)
from tracker.barcodes.meaning import ItemCode, Meaning, Standard, Unknown
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

_ITEM_MESSAGE = re.compile(r"0[12][0-9]{14}")
_DATES = {"11", "15", "17"}
_ADD_ONS = {15: 13, 18: 13, 14: 12, 17: 12}
"""The digits of an EAN-13 or UPC-A with its add-on of two or five, and those of the item in them."""


def understand(data: str, aim: str = "", *, today: date, separators: Separators = Separators.UNKNOWN) -> Meaning:
    """What ``data`` means, as scanned under the symbology identifier ``aim`` (empty where the device sends none).

    ``today`` settles centuries. ``separators`` is ``KEPT`` for a channel that is known to carry GS: the program's own
    decoder, or a scanner that passed the separator test; without it, and where no GS arrived, a lot that may have
    swallowed the next field is refused (:mod:`tracker.barcodes.gluing`).

    BarcodeError for whatever is damaged, ambiguous or forbidden; it never raises anything else. Intact strings in no
    known grammar are :class:`Unknown`.
    """
    if not aim:
        aim, data = split_aim(data)
    personal.refuse_patient(data, aim)
    transmitted.refuse_swapped_case(aim)
    text = transmitted.restore_separators(transmitted.without_add_on(aim, data))
    if not aim or aim in GS1_IDENTIFIERS:
        standing_in.refuse_stand_in(text)
    transmitted.refuse_foreign(text)
    if aim.startswith("]E"):
        return trade_item(_ean_digits(text, aim))
    if aim.startswith("]I"):
        return trade_item(_itf_digits(text))
    if hri.is_hri(text):
        return gs1_items.to_meaning(hri.read(text), Standard.GS1_HRI, text, today)
    if aim in GS1_IDENTIFIERS:
        return gs1_items.to_meaning(_said_to_be_gs1(aim, text, separators), Standard.GS1, text, today)
    if house.has_house_shape(text):
        return house.parse(text)
    if hibc.has_shape(text):
        return hibc.parse(text, today)
    if isbt128_typed.has_shape(text):
        return isbt128_typed.parse(text)
    if isbt128.has_shape(text):
        return isbt128.parse(text)
    if not aim and ndc.is_hyphened(text):
        return ItemCode(Standard.NDC, ndc=ndc.normal(text))
    if digital_link.is_url(text):
        fields = digital_link.read(text)
        return Unknown(text) if fields is None else gs1_items.to_meaning(fields, Standard.DIGITAL_LINK, text, today)
    return Unknown(text) if aim else _without_identifier(text, today, separators)


def _said_to_be_gs1(aim: str, text: str, separators: Separators) -> gs1.Elements:
    """The fields of what the scanner calls GS1. One of our own labels is refused for what it is: nothing is wrong with it,
    and it has no parentheses to be typed."""
    try:
        return gs1.read(text, separators=separators)
    except BarcodeError as error:
        if house.has_house_shape(text):
            raise _own_said_to_be_gs1(aim) from error
        raise


def _own_said_to_be_gs1(aim: str) -> BarcodeError:
    return BarcodeError(
        f"The scanner calls this GS1 ({aim}); it has the form of one of our own codes, which are not.",
        hint="Scan it again. If it stays so, the scanner says GS1 of every code: test it (tracker scanner test), and set "
        "what it sends before a code to AIM identifiers, or to nothing.",
        code="house_as_gs1",
    )


def trade_item(digits: str) -> ItemCode:
    """The item of a plain EAN-13, EAN-8, UPC-A or ITF-14. BarcodeError as :func:`tracker.barcodes.gtin.to_gtin14`."""
    number = gtin.to_gtin14(digits)
    return ItemCode(Standard.GTIN, gtin=number, ndc=ndc.of_gtin(number))


def is_surely_gs1(text: str) -> bool:
    """Whether a string without an identifier can only be meant as GS1: a GS among digits, or 01 or 02 and 14 digits."""
    return _ITEM_MESSAGE.match(text) is not None or (GS in text and text.removeprefix(GS)[:2].isdigit())


def _without_identifier(text: str, today: date, separators: Separators) -> Meaning:
    if gtin.is_digits(text) and len(text) in gtin.LENGTHS:
        return _bare_digits(text)
    if is_surely_gs1(text):
        return gs1_items.to_meaning(gs1.read(text, separators=separators), Standard.GS1, text, today)
    return _perhaps_gs1(text, today, separators)


def _bare_digits(digits: str) -> Meaning:
    """Eight digits are a common form of vendors' own numbers, so that a failed check there says nothing; as an expiry
    they would be bound to one item and then found on others."""
    if len(digits) == 8:
        if digits[:2] in _DATES and gs1_dates.is_legal(digits[2:]):
            raise _half_a_message(digits)
        if gtin.has_check_digit(digits):
            return trade_item(digits)
        return Unknown(digits)
    return trade_item(digits)


def _perhaps_gs1(text: str, today: date, separators: Separators) -> Meaning:
    """A package's second code (lot and expiry only) from a scanner without identifiers, or a vendor's own number.

    Only an expiry *and* a lot or serial is proof enough. Dates alone, or a lot with a date inside, are neither safe to
    act on nor safe to bind to an item. Everything else, ``10ABC`` and ``21-4471`` among it, is a vendor's number.
    """
    if not text[:2].isdigit():
        return Unknown(text)
    try:
        elements = gs1.read(text, separators=Separators.KEPT)
    except BarcodeError:
        return Unknown(text)
    found = {identifier for identifier, _ in elements}
    if "17" in found and found & {"10", "21"}:
        return gs1_items.to_meaning(gs1.read(text, separators=separators), Standard.GS1, text, today)
    if found <= _DATES or (found & {"10", "21"} and _holds_expiry(elements[-1][1])):
        raise _half_a_message(text)
    return Unknown(text)


def _holds_expiry(value: str) -> bool:
    return any(found[1] and gs1_dates.is_legal(found[1]) for found in re.finditer(r"(?<=.)(?=17([0-9]{6}))", value))


def _half_a_message(text: str) -> BarcodeError:
    return BarcodeError(
        f"{text} may be a lot or a date out of a GS1 code, or a number of the vendor's own.",
        hint="Set the scanner to send symbology identifiers (AIM), or type it as printed: (10)… or (17)…",
        code="gs1_ambiguous",
    )


def _ean_digits(text: str, aim: str) -> str:
    """The GTIN's digits: a price or issue add-on (]E3) is cut off, and one alone (]E1, ]E2) is no item."""
    if aim == "]E3" and len(text) in _ADD_ONS:
        return text[: _ADD_ONS[len(text)]]
    lengths = {"]E0": (12, 13), "]E4": (8,)}.get(aim, ())
    if len(text) not in lengths:
        raise BarcodeError(
            f"{text} is not a whole EAN or UPC code.",
            hint="Scan it again, with the whole code in view. UPC-E, the short form, is not read here.",
            code="gtin_length",
        )
    return text


def _itf_digits(text: str) -> str:
    """An ITF symbol reads as a shorter one where the beam leaves it, so that only the fixed 14 digits are believed."""
    if len(text) != 14:
        raise BarcodeError(
            f"{text} is not a whole ITF-14 code.",
            hint="Interleaved 2 of 5 is believed with 14 digits only: scan again, straight across all bars.",
            code="gtin_length",
        )
    return text
