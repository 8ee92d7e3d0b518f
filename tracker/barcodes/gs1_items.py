"""The trade item that a set of GS1 fields describes, however they came: scanned, typed or out of a web address."""

from __future__ import annotations

from datetime import date

from tracker.barcodes import gs1_dates, gs1_rules, ndc
from tracker.barcodes.gs1 import Elements
from tracker.barcodes.meaning import ItemCode, Standard, Unknown
from tracker.errors import BarcodeError

_PRODUCTION = frozenset({"10", "11", "17", "21", "7003"})
_OTHER_KEYS = frozenset({"00", "03", "253", "255", "414", "8003", "8004", "8006", "8010", "8017", "8018"})
"""Identifiers of what is no trade item: a logistic unit, a document, a place, an asset, a person."""


def to_meaning(elements: Elements, standard: Standard, text: str, today: date) -> ItemCode | Unknown:
    """The trade item that ``elements`` describe; Unknown where they describe something else (a pallet, an asset).

    AI 02 counts as the GTIN: it names the items inside a carton, and AI 37 says how many. ``gs1_expiry_far`` and
    ``gs1_date`` as in :mod:`tracker.barcodes.gs1_dates`, ``gs1_content`` as in :mod:`tracker.barcodes.gs1_rules`.
    """
    values = dict(elements)
    count = gs1_rules.count_of(values)
    number = values.get("01") or values.get("02")
    if number is None and (_OTHER_KEYS & values.keys() or not _PRODUCTION & values.keys()):
        return Unknown(text)
    return ItemCode(
        standard,
        gtin=number,
        ndc=ndc.of_gtin(number) if number else None,
        lot=values.get("10"),
        expiry=_expiry(values, today),
        serial=values.get("21"),
        count=count,
        produced=gs1_dates.to_date(values["11"], today) if "11" in values else None,
        elements=elements,
    )


def _expiry(values: dict[str, str], today: date) -> date | None:
    """AI 17, or the day of AI 7003 (expiry with hour and minute); both only where they agree."""
    days = [values[ai][:6] for ai in ("17", "7003") if ai in values]
    expiries = {gs1_dates.to_expiry(day, today) for day in days}
    if len(expiries) > 1:
        raise BarcodeError(
            "This code names two different expiry days, (17) and (7003).",
            hint="Set the package aside: its label is faulty.",
            code="gs1_conflict",
        )
    return expiries.pop() if expiries else None
