"""A meaning told to a script (one object) or to a person (lines). Both hold only what applies."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from tracker.barcodes import gs1
from tracker.barcodes.meaning import ItemCode, Meaning

_NAMES = {
    "standard": "read as",
    "gtin": "GTIN",
    "ndc": "NDC, ten digits",
    "house_code": "house code",
    "lot": "lot",
    "expiry": "expires",
    "serial": "serial",
    "count": "count",
    "produced": "produced",
    "number": "number",
    "code": "code",
    "command": "asks for",
    "quantity": "quantity",
    "text": "text",
}
_KINDS = {
    "item": "an item",
    "specimen": "a specimen",
    "location": "a location",
    "badge": "a badge",
    "command": "a command",
    "unknown": "unknown: in no grammar that is known here; it may be bound to an item",
}


def as_object(meaning: Meaning) -> dict[str, object]:
    """``meaning`` for JSON: ``kind`` and every field that has a value; dates in ISO 8601, enumerations as their words,
    ``elements`` as a list of ``ai``, ``name``, ``value``. The shape is public."""
    told: dict[str, object] = {"kind": meaning.kind}
    for field in fields(meaning):
        value = getattr(meaning, field.name)
        if value is None or field.name == "elements":
            continue
        told[field.name] = value.isoformat() if isinstance(value, date) else value
    if isinstance(meaning, ItemCode) and meaning.elements:
        told["elements"] = [{"ai": ai, "name": gs1.name_of(ai), "value": value} for ai, value in meaning.elements]
    return told


def as_lines(meaning: Meaning) -> list[str]:
    """``meaning`` in words, a line each; foreign text in them is raw and goes through ``safe`` where it is shown."""
    kind = _KINDS[meaning.kind]
    if isinstance(meaning, ItemCode) and meaning.is_production_only:
        kind = "a package's second code: it completes the item scanned before it"
    told = as_object(meaning)
    lines = [f"{'this is':<16} {kind}"]
    lines += [f"{name:<16} {told[key]}" for key, name in _NAMES.items() if key in told]
    if isinstance(meaning, ItemCode):
        lines += [f"{f'({ai})':<16} {value}   {gs1.name_of(ai)}" for ai, value in meaning.elements]
    return lines
