"""A code of ours under a name that is not its own: a label on which people and scanners read two different things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from tracker.barcodes import house
from tracker.barcodes.meaning import BadgeCode, HolderCode, ItemCode, LocationCode, PartnerCode
from tracker.errors import BarcodeError
from tracker.store.connection import Connection
from tracker.text import safe

_TABLES = {
    ItemCode: ("item", "code", "name"),
    LocationCode: ("location", "code", "name"),
    BadgeCode: ("staff", "badge", "name"),
    HolderCode: ("holder", "code", "name"),
    PartnerCode: ("partner", "code", "name"),
}
_GTIN = re.compile(r"(?:\(?01\)?(\d{14}).*|(\d{8}|\d{12,14}))", re.DOTALL)
"""A trade number in a GS1 text, or alone."""


def name_on_record(connection: Connection, code: str) -> str | None:
    """What the clinic calls the thing or the person with this code; None where nobody and nothing has it."""
    if not house.has_house_shape(code):
        return _traded(connection, code)
    try:
        meaning = house.parse(code)
    except BarcodeError:
        return None
    known = _TABLES.get(type(meaning))
    if known is None:
        return None
    table, column, name = known
    found = connection.exec_driver_sql(f"SELECT {name} FROM {table} WHERE {column} = ?", (code,)).scalar()
    return str(found) if found is not None else None


def _traded(connection: Connection, code: str) -> str | None:
    """The item with the trade number that is, or stands in, ``code``."""
    found = _GTIN.fullmatch(code)
    if found is None:
        return None
    name = connection.exec_driver_sql(
        "SELECT i.name FROM identifier n JOIN item i ON i.id = n.item_id WHERE n.kind = 'gtin' AND n.value = ?",
        ((found[1] or found[2]).zfill(14),),
    ).scalar()
    return str(name) if name is not None else None


def is_ordered(connection: Connection, code: str) -> bool:
    """Whether the ordering system calls an order for tests so: scanned in COLLECT it would open that one."""
    return connection.exec_driver_sql("SELECT 1 FROM requisition WHERE number = ?", (code,)).first() is not None


def misnamed(connection: Connection, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a line of a file: column, message and hint; None where its name is the one on record."""
    code, name = row.get("code", "") or row.get("gtin", ""), row.get("name", "")
    if code and is_ordered(connection, code):
        return "code", f"{safe(code)} is the number of an order for tests here.", "Give the thing a number of its own."
    known = name_on_record(connection, code) if code and name else None
    if known is None or _alike(known) == _alike(name):
        return None
    return (
        "name",
        f"{code} is {safe(known)} here, and not {safe(name)}.",
        "Correct the name or the code; a thing that was renamed is renamed here first.",
    )


def owned(connection: Connection, row: Mapping[str, str]) -> Mapping[str, str]:
    """The line with the name on record, a badge with its owner's, where the file has none."""
    known = name_on_record(connection, row.get("code", "")) if not row.get("name") else None
    return {**row, "name": known} if known else row


def _alike(name: str) -> str:
    """Capitals and spaces do not make it another name."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
