"""A meaning told to a script (one object) or to a person (lines). Both hold only what applies."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from tracker.barcodes import gs1, hibc_parts, isbt128, udi
from tracker.barcodes.meaning import BloodCode, ItemCode, Meaning, Standard

_NAMES = {
    "standard": "read as",
    "gtin": "GTIN",
    "ndc": "NDC, ten digits",
    "house_code": "house code",
    "hibc": "HIBC primary",
    "din": "donation number",
    "din_check": "its check sign",
    "product": "product code",
    "device": "UDI device",
    "lot": "lot",
    "expiry": "expires",
    "serial": "serial",
    "count": "count",
    "produced": "produced",
    "link": "belongs to the primary ending in",
    "number": "number",
    "code": "code",
    "command": "asks for",
    "quantity": "quantity",
    "character": "spells",
    "text": "text",
}
_KINDS: dict[str, str] = {
    "item": "an item",
    "blood": "blood, cells or tissue (ISBT 128): no supply, and never bound to one",
    "specimen": "a specimen",
    "requisition": "a requisition",
    "holder": "a rack, a box or a bag",
    "shipment": "a shipment: one trip of a bag",
    "partner": "a courier, a laboratory or another site",
    "purchase_order": "an order to a supplier",
    "opened": "an opened container, with a use-by date of its own",
    "stock_transfer": "stock on its way to another site",
    "location": "a location",
    "badge": "a badge",
    "command": "a command",
    "unknown": "unknown: in no grammar that is known here; it may be bound to an item",
}


def as_object(meaning: Meaning) -> dict[str, object]:
    """``meaning`` for JSON: ``kind`` and every field that has a value; dates in ISO 8601, enumerations as their words,
    ``elements`` as a list of ``ai``, ``name``, ``value``; ``udi`` where it names a device. The shape is public."""
    told: dict[str, object] = {"kind": meaning.kind} | _values(meaning)
    if found := udi.of(meaning):
        told["udi"] = _values(found)
    if isinstance(meaning, ItemCode | BloodCode) and meaning.elements:
        told["elements"] = [{"ai": ai, "name": _name_of(meaning, ai), "value": value} for ai, value in meaning.elements]
    return told


def _values(of: Meaning | udi.Udi) -> dict[str, object]:
    told: dict[str, object] = {}
    for field in fields(of):
        value = getattr(of, field.name)
        if value is not None and field.name != "elements":
            told[field.name] = value.isoformat() if isinstance(value, date) else value
    return told


def as_lines(meaning: Meaning) -> list[str]:
    """``meaning`` in words, a line each; foreign text in them is raw and goes through ``safe`` where it is shown."""
    kind = _KINDS[meaning.kind]
    if isinstance(meaning, ItemCode) and meaning.is_production_only:
        kind = "a package's second code: it completes the item scanned before it"
    told = as_object(meaning)
    lines = [f"{'this is':<16} {kind}"]
    lines += [f"{name:<16} {told[key]}" for key, name in _NAMES.items() if key in told]
    if found := udi.of(meaning):
        lines.append(f"{'device (UDI)':<16} {found.di}   issued by {found.agency.upper()}")
    if isinstance(meaning, ItemCode | BloodCode):
        lines += [f"{f'({ai})':<16} {value}   {_name_of(meaning, ai)}" for ai, value in meaning.elements]
    return lines


def _name_of(code: ItemCode | BloodCode, part: str) -> str:
    if isinstance(code, BloodCode):
        return isbt128.name_of(part)
    return hibc_parts.name_of(part) if code.standard is Standard.HIBC else gs1.name_of(part)
