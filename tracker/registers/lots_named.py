"""Whether a notice lists the lots that it is about, so that another lot is not meant, or holds for all of the product.

``code_info`` is free text: "all lot and/or serial numbers, product numbers, packer or manufacturer numbers, sell or use by
dates" (openFDA, enforcement reports, field reference). What is neither clearly a list nor clearly everything is unclear:
a person then looks, since a lot that is left out by mistake stays on the shelf.
"""

from __future__ import annotations

import re
from enum import StrEnum

from tracker.barcodes import ndc

TOKEN = re.compile(r"[0-9A-Z](?:[0-9A-Z]|[-./](?=[0-9A-Z]))*")
"""In capitals: a code or lot as it stands between spaces, commas and brackets."""
SHORTEST_TOKEN, LONGEST_TOKEN = 4, 40
"""Characters, one of them a digit. Shorter lots are found only beside their product's code."""
_ALL = re.compile(
    r"\bALL\s+(?:\w+\s+){0,2}(?:LOTS?|SERIALS?|BATCH|BATCHES|UNITS|DEVICES|CODES|PRODUCTS?)\b"
    r"|\b(?:LOTS?|BATCH|BATCHES|CODES?)\b\W*(?:(?:NUMBERS?|NOS?|CODES?)\b\W*)?ALL\b"
)
_LOTS = re.compile(r"\b(?:LOTS?|BATCH|BATCHES|CONTROL)\b")
_SERIALS = re.compile(r"\b(?:SERIALS?|S/N|SN)\b")
_RANGES = re.compile(
    r"\b(?:THROUGH|THRU|BETWEEN|PRIOR|BEFORE|AFTER|BEGIN\w*|START\w*|ENDING|UP TO|RANGES?|EXCEPT|OTHER THAN|ATTACHED|FROM)\b"
    r"|[0-9]\s*(?:[–—]|\s-\s|\sTO\s)"
    r"|\b[A-Z]*[0-9]{3,}-[A-Z]*[0-9]{3,}\b(?!-)"
)
_NUMBER_WORD = re.compile(r"\b(LOTS?|BATCH|BATCHES|CONTROL|SERIALS?|CATALOG|CAT|REF|ITEM|PART|PRODUCT)\s+NOS?\b")
"""``Lot no.`` is a number; any other ``no`` denies."""
_WORD = re.compile(r"(?<![0-9A-Z])[A-Z]+(?![0-9A-Z])")
_HARMLESS = frozenset(
    [
        "LOT",
        "LOTS",
        "BATCH",
        "BATCHES",
        "CONTROL",
        "NUMBER",
        "NUMBERS",
        "CODE",
        "CODES",
        "AND",
        "THE",
        "OF",
        "FOR",
        "WITH",
        "FOLLOWING",
        "GTIN",
        "UDI",
        "DI",
        "UPC",
        "NDC",
        "REF",
        "CATALOG",
        "CAT",
        "ITEM",
        "PRODUCT",
        "EXP",
        "EXPIRY",
        "EXPIRATION",
        "EXPIRES",
        "DATE",
        "DATES",
        "USE",
        "BY",
        "JAN",
        "FEB",
        "MAR",
        "APR",
        "MAY",
        "JUN",
        "JUL",
        "AUG",
        "SEP",
        "OCT",
        "NOV",
        "DEC",
        "JANUARY",
        "FEBRUARY",
        "MARCH",
        "APRIL",
        "JUNE",
        "JULY",
        "AUGUST",
        "SEPTEMBER",
        "OCTOBER",
        "NOVEMBER",
        "DECEMBER",
    ]
)
"""Words beside a list of lots that make it neither longer nor shorter. Any other might: "and higher", "prefix"."""
_SIGNS = re.compile(r"[^0-9A-Z\s,;:.()#/&-]|\.\.|[0-9]\s*:|(?:^|\s)-|-(?=\s|$)|XX|TO[0-9]")
"""What may stand for more than is written: ``4000+``, ``2K4**``, ``2K4XX``, ``UK200...UK300``, ``A100 -A200``."""
_APPLICATION = re.compile(r"\([0-9]{2,4}\)")
"""GS1's application identifiers, as a UDI is written."""
_PRODUCT = re.compile(r"[0-9]{11,14}")


class Lots(StrEnum):
    """``LISTED``: those in the notice and no others; ``ALL``: every one of the product; ``UNCLEAR``: ask a person."""

    LISTED = "listed"
    ALL = "all"
    UNCLEAR = "unclear"


def lots_named(codes: str) -> Lots:
    """What a notice's ``code_info`` says of lots.

    A list counts as one only if nothing is left of the text when the lots, the products' codes and a few harmless words
    are taken away; "all" only if no number follows or goes before that might say all of which.
    """
    text = _NUMBER_WORD.sub(r"\1", _APPLICATION.sub(" ", codes.upper()))
    numbers = [found[0] for found in TOKEN.finditer(text) if _is_number(found[0])]
    every = _ALL.search(text)
    if every is not None:
        is_limited = numbers or _RANGES.search(text) or re.search(r"\bN(?:OT?|ONE)\b", text)
        return Lots.UNCLEAR if is_limited else Lots.ALL
    if not numbers:
        return Lots.UNCLEAR if _RANGES.search(text) or _SERIALS.search(text) or _LOTS.search(text) else Lots.ALL
    return Lots.LISTED if _LOTS.search(text) and _is_list(text) else Lots.UNCLEAR


def _is_list(text: str) -> bool:
    has_more = _RANGES.search(text) or _SERIALS.search(text) or _SIGNS.search(text)
    return not has_more and set(_WORD.findall(text)) <= _HARMLESS


def is_findable(lot: str) -> bool:
    """Whether a lot (in capitals) would be one token wherever a notice names it."""
    return is_token(lot) and TOKEN.fullmatch(lot) is not None


def is_token(text: str) -> bool:
    """Whether a register keeps ``text``, so that it can be looked up."""
    return SHORTEST_TOKEN <= len(text) <= LONGEST_TOKEN and any(character.isdigit() for character in text)


def _is_number(token: str) -> bool:
    """Whether it may be a lot: it has a digit, and is no product's code."""
    is_product = _PRODUCT.fullmatch(token) is not None or ndc.is_hyphened(token)
    return any(character.isdigit() for character in token) and not is_product
