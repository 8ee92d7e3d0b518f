"""A code of ours under a name that is not its own: a label on which people and scanners read two different things."""

from __future__ import annotations

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


def name_on_record(connection: Connection, code: str) -> str | None:
    """What the clinic calls the thing or the person with this code; None where nobody and nothing has it."""
    if not house.has_house_shape(code):
        return None
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


def misnamed(connection: Connection, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a line of a file: column, message and hint; None where its name is the one on record."""
    code, name = row.get("code", ""), row.get("name", "")
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
