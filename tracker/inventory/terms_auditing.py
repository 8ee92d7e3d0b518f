"""Holding what things cost and who sells them against the journal: an item's cost decides when a count needs a second
person, a supplier's minimum what an order must come to, and an offer's price where all of it is bought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from unicodedata import normalize

from tracker.inventory.auditing import MALFORMED, Difference, shown
from tracker.inventory.facts import PATH_SEPARATOR
from tracker.inventory.recounting import NEW_SUPPLIER, Recounted, body_of, events
from tracker.store.connection import Connection

_ITEMS = """
    SELECT i.code, i.name, i.base_unit, i.category, s.name, i.lead_time_days, i.unit_cost_micros, i.criticality,
        i.is_controlled FROM item i LEFT JOIN supplier s ON s.id = i.supplier_id"""
_FACTS = ("name", "unit", "category", "supplier", "lead_days", "cost", "ved", "controlled")
_PLACES = """
    SELECT l.code, l.name, l.kind, p.code, r.code, l.path FROM location l LEFT JOIN location p ON p.id = l.parent_id
    LEFT JOIN location r ON r.id = l.room_id"""
_LAST_COUNTS = """
    SELECT l.code, i.code, t.number, n.day, n.event_id, j.body FROM last_count n JOIN location l ON l.id = n.location_id
    JOIN item i ON i.id = n.item_id JOIN lot t ON t.id = n.lot_id LEFT JOIN journal j ON j.event_id = n.event_id"""
_OFFERS = """
    SELECT s.name, i.code, iif(k.item_id = o.item_id, k.name, NULL), o.from_packs, o.price_micros, o.part_number FROM offer o
    JOIN supplier s ON s.id = o.supplier_id JOIN item i ON i.id = o.item_id JOIN package_level k ON k.id = o.package_id"""


def told_catalogue(connection: Connection) -> Recounted:
    told = Recounted()
    for _, event in events(connection):
        with suppress(*MALFORMED):
            told.tell(event or {})
    return told


def audit_terms(connection: Connection, told: Recounted) -> Iterator[Difference]:
    """Every item, place, supplier and offer that is not as the journal's last word on it; every last count that was none.
    Events of before say no more of an item than its name and unit; what none says is not held against it. One that cannot
    be read is told by the audit of the catalogue."""
    yield from _items(connection, told)
    yield from _places(connection, told)
    yield from _last_counts(connection)
    kept = {
        _composed(name): (review, minimum, _composed(account))
        for name, review, minimum, account in connection.exec_driver_sql(
            "SELECT name, review_days, minimum_order_micros, account FROM supplier"
        )
    }
    only_named = {name: NEW_SUPPLIER for name in kept if name not in told.suppliers}
    yield from _compared("supplier", {**only_named, **told.suppliers}, kept)
    offers = {
        tuple(map(_composed, row[:4])): (row[4], _composed(row[5])) for row in connection.exec_driver_sql(_OFFERS)
    }
    yield from _compared("offer", told.offers, offers)


def _places(connection: Connection, told: Recounted) -> Iterator[Difference]:
    """Places are where they were imported, and called so; the room and the path of each follow from that. Rooms of
    quarantine, shipments and the ledger's accounts are made by the program, and no event tells of them."""
    kept = {row[0]: tuple(map(_composed, row[1:])) for row in connection.exec_driver_sql(_PLACES)}
    for code, said in told.places.items():
        here = kept.get(code)
        if here is None or here[:3] != said:
            words = f"{shown(here[:3] if here else None)} here, {shown(said)} in the journal."
            yield Difference("place_changed", f"The place {code}: {words}")
        elif here[3:] != _traced(kept, code):
            yield Difference(
                "place_changed", f"The place {code}: its room or path is not what follows from the places."
            )


def _traced(kept: Mapping[str, tuple[Any, ...]], code: str) -> tuple[str | None, str]:
    """The code of the room that a place lies in, and its path from there."""
    names, step, passed = list[str](), code, set[str]()
    while step in kept and step not in passed:
        passed.add(step)
        name, kind, parent = kept[step][:3]
        names.append(name)
        if kind == "room":
            return step, PATH_SEPARATOR.join(reversed(names))
        step = parent
    return None, names[0]


def _last_counts(connection: Connection) -> Iterator[Difference]:
    """When what was counted last: it says what is due. Of one that is gone nothing is held: it is counted once more."""
    for place, item, lot, day, event_id, body in connection.exec_driver_sql(_LAST_COUNTS):
        event = (body_of(body) if body is not None else None) or {}
        changes = [each for each in event.get("changes", ()) if isinstance(each, dict)]
        of = [(each.get("place"), each.get("item"), each.get("lot")) for each in changes]
        if (place, item, lot) not in of or event.get("day", day) != day:
            yield Difference("last_count_changed", f"The event {event_id} did not count {item} in {place} on {day}.")


def untold_items(connection: Connection, told: Recounted) -> int:
    """How many items the journal tells no cost of, known or not: a change of it would not be noticed."""
    codes = connection.exec_driver_sql("SELECT code FROM item").scalars()
    return sum("cost" not in told.facts.get(code, {}) for code in codes)


def _items(connection: Connection, told: Recounted) -> Iterator[Difference]:
    for code, *values in connection.exec_driver_sql(_ITEMS):
        kept = dict(zip(_FACTS, map(_composed, values), strict=True)) | {"controlled": bool(values[-1])}
        for what, said in told.facts.get(code, {}).items():
            if kept.get(what) != said:
                words = f"its {what} is {shown(kept.get(what))} here, {shown(said)} in the journal."
                yield Difference("item_fact_changed", f"The item {code}: {words}")


def _composed(value: Any) -> Any:
    return normalize("NFC", value) if isinstance(value, str) else value


def _compared(about: str, told: Mapping[Any, object], kept: Mapping[Any, object]) -> Iterator[Difference]:
    for key in {**told, **kept}:
        if told.get(key) != kept.get(key):
            name = key if isinstance(key, str) else " ".join(map(str, key))
            words = f"{shown(kept.get(key))} here, {shown(told.get(key))} in the journal."
            yield Difference(f"{about}_changed", f"The {about} {name}: {words}")
