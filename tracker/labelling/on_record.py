"""A code of ours under a name that is not its own: a label on which people and scanners read two different things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from labels.design import Design, filled
from labels.elements import element_string
from tracker.barcodes import house
from tracker.barcodes.meaning import (
    BadgeCode,
    HolderCode,
    ItemCode,
    LocationCode,
    OpenedCode,
    PartnerCode,
    PurchaseOrderCode,
    RequisitionCode,
    ShipmentCode,
    StockTransferCode,
)
from tracker.errors import BarcodeError
from tracker.people.staff import has_ended
from tracker.store.connection import Connection
from tracker.text import safe

_TABLES = {
    ItemCode: ("item", "code", "name"),
    LocationCode: ("location", "code", "name"),
    BadgeCode: ("staff", "badge", "name"),
    HolderCode: ("holder", "code", "name"),
    PartnerCode: ("partner", "code", "name"),
}
_PAPERS = {
    RequisitionCode: ("requisition", "code", "an order for tests"),
    ShipmentCode: ("shipment", "code", "a shipment"),
    PurchaseOrderCode: ("purchase_order", "number", "an order to a supplier"),
    StockTransferCode: ("stock_transfer", "number", "stock on its way to another site"),
    OpenedCode: ("opened", "code", "an opened container"),
}
"""What has no name of its own."""
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


def paper_on_record(connection: Connection, code: str) -> str:
    """Which of the clinic's papers, or what opened container, has this code; empty where none has."""
    try:
        found = _PAPERS.get(type(house.parse(code))) if house.has_house_shape(code) else None
    except BarcodeError:
        return ""
    if found is None:
        return ""
    table, column, words = found
    known = connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE {column} = ?", (code,)).first()
    return words if known is not None else ""


def misborne(connection: Connection, design: Design, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a label's values, as by :func:`misnamed`: by its code, and by whatever else its symbols say. A
    maker's number that only looks like one of ours may stand in them; another thing's own may not."""
    wrong = misnamed(connection, row) or _unnamed(connection, design, row) or _misdated(connection, row)
    if wrong is not None:
        return wrong
    own = {row.get("code", ""), row.get("gtin", "")}
    for text in _said(design, row):
        what = "" if text in own else _anothers(connection, text, row.get("name", ""))
        if what:
            column = next((field for field, value in row.items() if value == text), "name")
            return (
                column,
                f"{safe(text)} is {what} here.",
                "To every scanner the label would be that one's. Correct it.",
            )
    return None


def _said(design: Design, row: Mapping[str, str]) -> Iterator[str]:
    """What symbols of the design would say; of those of fields each field, too, that has the shape of one of our codes."""
    for symbol in design.symbols:
        parts = [(identifier, filled(value, row)) for identifier, value in symbol.elements]
        parts = [(identifier, value) for identifier, value in parts if value]
        yield element_string(parts) if parts else filled(symbol.value, row)
        yield from (value for _, value in parts if house.has_house_shape(value))


def _anothers(connection: Connection, text: str, name: str) -> str:
    if is_ordered(connection, text):
        return "the number of an order for tests"
    paper = paper_on_record(connection, text)
    if paper:
        return f"the code of {paper}"
    known = name_on_record(connection, text)
    if known is None or (name and _alike(known) == _alike(name)) or not (name or house.has_house_shape(text)):
        return ""
    return safe(known)


def misnamed(connection: Connection, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a line of a file: column, message and hint; None where its name is the one on record."""
    code, name = row.get("code", "") or row.get("gtin", ""), row.get("name", "")
    if code and is_ordered(connection, code):
        return "code", f"{safe(code)} is the number of an order for tests here.", "Give the thing a number of its own."
    if has_ended(connection, code):
        return "code", f"The badge {safe(code)} was taken back.", "Take it out: it signs nobody in."
    known = name_on_record(connection, code) if code and name else None
    if known is None or _alike(known) == _alike(name):
        return None
    return (
        "name",
        f"{code} is {safe(known)} here, and not {safe(name)}.",
        "Correct the name or the code; a thing that was renamed is renamed here first.",
    )


def _misdated(connection: Connection, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """A lot on record with another expiry date than the label's."""
    lot, said = row.get("lot", ""), row.get("expiry", "")
    if not (lot and said):
        return None
    known = connection.exec_driver_sql(
        "SELECT t.expiry FROM lot t JOIN item i ON i.id = t.item_id WHERE t.number = ?1 AND t.expiry IS NOT NULL"
        " AND (i.code = ?2 OR i.id IN (SELECT item_id FROM identifier WHERE kind = 'gtin' AND value = ?3))",
        (lot, row.get("code", ""), row.get("gtin", "")),
    ).scalar()
    if known is None or known == said:
        return None
    return (
        "expiry",
        f"Lot {safe(lot)} expires {safe(str(known))} here, and not {safe(said)}.",
        "Look at the maker's label; if the record is wrong, correct it there first.",
    )


def _unnamed(connection: Connection, design: Design, row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """A thing with a name of its own, on whose label that would not stand."""
    code = row.get("code", "") or row.get("gtin", "")
    known = name_on_record(connection, code) if code and "name" not in design.shown() else None
    if known is None:
        return None
    return "code", f"{safe(code)} is {safe(known)} here, which '{design.name}' does not show.", "Let it show {name}."


def owned(connection: Connection, row: Mapping[str, str]) -> Mapping[str, str]:
    """The line with the name on record, a badge with its owner's, where the file has none."""
    known = name_on_record(connection, row.get("code", "")) if not row.get("name") else None
    return {**row, "name": known} if known else row


def _alike(name: str) -> str:
    """Capitals and spaces do not make it another name."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
