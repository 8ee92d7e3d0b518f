"""A new item, entered by hand while its unknown code waits on the counter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from tracker.barcodes.meaning import ItemCode
from tracker.errors import Refusal
from tracker.inventory import queries
from tracker.inventory.entries import IdentifierRow, ItemRow, PackageRow
from tracker.inventory.facts import Item
from tracker.inventory.import_items import import_items
from tracker.inventory.opening import Keeps
from tracker.inventory.registering import packages_of
from tracker.journal.pen import Pen
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.registers.facts import Level
from tracker.store.connection import Connection

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewItem:
    """What a person says about an item that nobody has entered yet; ``code`` or ``text`` is what asked for it."""

    text: str
    """The scanned code as it came, to be bound to the item as a vendor's number where it is no GTIN."""
    name: str
    base_unit: str
    tracks_lot: bool
    tracks_expiry: bool
    levels: tuple[Level, ...] = ()
    """Package levels with their codes, as a public register gives them, where the person took them over."""
    keeps: Keeps | None = None
    """How long it keeps once opened; None: until its lot's date."""


@needs(Permission.CATALOGUE_EDIT)
def create_item(connection: Connection, pen: Pen, new: NewItem, code: ItemCode | None) -> Item:
    """Enter ``new`` with a fresh house code and the code that asked for it. Raises :class:`Refusal`."""
    name, unit = _line(new.name, "name"), _line(new.base_unit, "base unit")
    if connection.exec_driver_sql("SELECT 1 FROM item WHERE name = ? COLLATE NOCASE", (name,)).first():
        raise Refusal(f"There is an item called {name} already.", hint="Bind the code to it.", code="item_exists")
    packages, others = _packages(connection, new, unit, code)
    row = ItemRow("", name, unit, packages, others, "", None, None, new.tracks_lot, new.tracks_expiry, "", 0, new.keeps)
    import_items(connection, [row], pen, lambda done, total: None)
    connection.exec_driver_sql("UPDATE parked SET settled = 'new item' WHERE text = ?", (new.text,))
    item_id = connection.exec_driver_sql(
        "SELECT id FROM item WHERE name = ? AND base_unit = ?", (name, unit)
    ).scalar_one()
    return queries.item_by_id(connection, int(item_id))


def _packages(
    connection: Connection, new: NewItem, unit: str, code: ItemCode | None
) -> tuple[tuple[PackageRow, ...], tuple[IdentifierRow, ...]]:
    """The levels that a register gives; without one of those that bears the scanned code, the base unit bears it."""
    taken = connection.exec_driver_sql("SELECT kind, value FROM identifier WHERE kind IN ('gtin', 'hibc', 'ndc')")
    levels = [replace(level, name=_line(level.name, "package")) for level in new.levels]
    packages, others = packages_of(levels, unit, frozenset((str(kind), str(value)) for kind, value in taken))
    gtin = code.gtin if code is not None and code.gtin else ""
    hibc = code.hibc if code is not None else None
    is_borne = (
        any(package.gtin == gtin for package in packages) if gtin else any(hibc == other.value for other in others)
    )
    if is_borne:
        return packages, others
    if gtin and not packages[0].gtin:
        return (PackageRow(unit, 1, gtin), *packages[1:]), others
    if gtin:
        return (*packages, PackageRow(f"{unit} ({gtin})", 1, gtin)), others
    return packages, (*others, IdentifierRow("hibc", hibc, 1) if hibc else IdentifierRow("vendor", new.text, 1))


def _line(text: str, what: str) -> str:
    """Typed text as the catalogue keeps it: NFC, one line, no control characters."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line:
        raise Refusal(f"The {what} is empty.", hint="Type it in.", code="item_incomplete")
    if len(line) > LONGEST_NAME or not line.isprintable():
        raise Refusal(
            f"The {what} is too long or holds characters that cannot be printed.",
            hint=f"At most {LONGEST_NAME} letters, digits and signs.",
            code="item_unprintable",
        )
    return line
