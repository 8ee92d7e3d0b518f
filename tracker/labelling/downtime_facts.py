"""What the pack for a day without computers is made of, read at once: numbers set aside, places with what is counted there,
and badges. No patient is among it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from labels.elements import element_string, in_parentheses
from labels.errors import LabelError
from labels.symbols import Kind, SymbolError, symbol
from tracker.labelling.asking import clinic_name
from tracker.labelling.finding import smallest_gtins
from tracker.labelling.wanted import dated
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class CountLine:
    """One lot of one item in one place. ``kind`` and ``code`` are its symbol's, ``reads`` is what a scanner gives.

    ``lot`` and ``expiry`` are written only; empty where the place should have the item and, by the books, has none.
    """

    kind: Kind
    code: str
    reads: str
    item: str
    unit: str
    lot: str
    expiry: str
    par: int | None


@dataclass(frozen=True, slots=True)
class CountedPlace:
    code: str
    room: str
    """The room that it is in, by name; its own for a room."""
    path: str
    lines: tuple[CountLine, ...]


@dataclass(frozen=True, slots=True)
class Badge:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PackFacts:
    """``made_on`` is the clinic's date: whoever finds an old pack must see that it is old."""

    clinic: str
    made_on: date
    numbers: tuple[str, ...]
    places: tuple[CountedPlace, ...]
    badges: tuple[Badge, ...]


def pack_facts(connection: Connection, numbers: tuple[str, ...], made_on: date, *, with_badges: bool) -> PackFacts:
    """``numbers`` were set aside before (:func:`tracker.labelling.rolls.reserve_roll`)."""
    badges = tuple(
        Badge(*row) for row in connection.exec_driver_sql("SELECT badge, name FROM staff ORDER BY name, badge")
    )
    return PackFacts(
        clinic_name(connection), made_on, numbers, tuple(_places(connection)), badges if with_badges else ()
    )


_COUNTED = """
    SELECT l.code, l.path, coalesce(r.name, l.name), i.id, i.code, i.name, i.base_unit, t.number, t.expiry, p.par
    FROM (SELECT location_id, item_id, lot_id FROM balance WHERE quantity > 0
        UNION SELECT n.location_id, n.item_id, NULL FROM par_level n WHERE NOT EXISTS (
            SELECT 1 FROM balance b WHERE b.location_id = n.location_id AND b.item_id = n.item_id AND b.quantity > 0)) h
    JOIN location l ON l.id = h.location_id LEFT JOIN location r ON r.id = l.room_id
    JOIN item i ON i.id = h.item_id LEFT JOIN lot t ON t.id = h.lot_id
    LEFT JOIN par_level p ON p.location_id = l.id AND p.item_id = i.id
    ORDER BY l.is_store, l.path, l.id, i.name COLLATE NOCASE, i.id, t.expiry IS NULL, t.expiry, t.number"""


def _places(connection: Connection) -> Iterator[CountedPlace]:
    """Rooms before the store, as a round goes."""
    gtins = smallest_gtins(connection)
    rows = connection.exec_driver_sql(_COUNTED).all()
    for (code, path, room), found in groupby(rows, key=lambda row: row[:3]):
        lines = tuple(_line(gtins.get(row[3], ""), *row[4:]) for row in found)
        yield CountedPlace(code, room, path, lines)


def _line(
    gtin: str, code: str, name: str, unit: str, lot: str | None, expiry: str | None, par: int | None
) -> CountLine:
    """By a pack's code where one can name the lot, else by the item's. Counts are of single pieces, whatever pack it is."""
    words = (name, unit, lot or "", expiry or "", par)
    if gtin and lot:
        day = dated(date.fromisoformat(expiry) if expiry else None)["expiry_yymmdd"]
        parts = [("01", gtin), *([("17", day)] if day else []), ("10", lot)]
        text = _drawable(parts)
        if text:
            return CountLine(Kind.GS1_DATA_MATRIX, text, element_string(parts), *words)
    return CountLine(Kind.DATA_MATRIX, code, code, *words)


def _drawable(parts: list[tuple[str, str]]) -> str:
    """Empty for a lot number with letters that GS1 has not, such as an umlaut: it is written beside the item's code."""
    try:
        text = in_parentheses(parts)
        symbol(Kind.GS1_DATA_MATRIX, text)
    except (LabelError, SymbolError):
        return ""
    return text
