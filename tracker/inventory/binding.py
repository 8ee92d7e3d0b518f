"""Codes that nobody had entered: bound to an item, freed again, or put aside, in the transaction of their scan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tracker.barcodes import hibc
from tracker.errors import Refusal
from tracker.inventory.orders import Bind, Park, Unbind
from tracker.inventory.settling import settle, unsettle
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.store.connection import Connection


def bind(connection: Connection, order: Bind, today: date) -> Mapping[str, Value]:
    """A GTIN or HIBC primary that nobody had entered becomes the item's; any other text its vendor number."""
    kind = _kind(order.text)
    found = connection.exec_driver_sql(
        "SELECT i.code, i.name FROM identifier n JOIN item i ON i.id = n.item_id WHERE n.kind = ? AND n.value = ?",
        (kind, order.text),
    ).first()
    if found is not None:
        raise Refusal(
            f"This code belongs to {found[1]} ({found[0]}) already.", hint="Scan it again.", code="bound_already"
        )
    package_id = _package(connection, order.item_id, order.factor)
    connection.exec_driver_sql(
        "INSERT INTO identifier (kind, value, item_id, package_id) VALUES (?, ?, ?, ?)",
        (kind, order.text, order.item_id, package_id),
    )
    settle(connection, order.text, "bound", today)
    code = connection.exec_driver_sql("SELECT code FROM item WHERE id = ?", (order.item_id,)).scalar_one()
    return {"do": "bind", "text": order.text, "as": kind, "item": code, "factor": order.factor}


def _kind(text: str) -> str:
    if hibc.is_primary(text):
        return "hibc"
    return "gtin" if len(text) == 14 and text.isdigit() else "vendor"


def unbind(connection: Connection, order: Unbind, today: date) -> Mapping[str, Value]:
    kind = _kind(order.text)
    gone = connection.exec_driver_sql("DELETE FROM identifier WHERE kind = ? AND value = ?", (kind, order.text))
    if gone.rowcount != 1:
        raise Refusal("That code is bound no longer.", hint="Look at the history.", code="nothing_to_undo")
    unsettle(connection, order.text, "bound", today)
    return {"do": "unbind", "text": order.text, "as": kind}


def _package(connection: Connection, item_id: int, factor: int) -> int:
    found = connection.exec_driver_sql(
        "SELECT id FROM package_level WHERE item_id = ? AND factor = ? ORDER BY id", (item_id, factor)
    ).scalar()
    if found is not None:
        return int(found)
    made = connection.exec_driver_sql(
        "INSERT INTO package_level (item_id, name, factor) VALUES (?, ?, ?) RETURNING id",
        (item_id, f"pack of {factor}", factor),
    )
    return int(made.scalar_one())


def park(connection: Connection, order: Park, occasion: Occasion) -> Mapping[str, Value]:
    """The text itself stays out of the journal: an unknown code may be a patient's wristband, and must be erasable."""
    connection.exec_driver_sql(
        "INSERT INTO parked (text, scan_id, at) VALUES (?, ?, ?)"
        " ON CONFLICT (text) DO UPDATE SET scan_id = excluded.scan_id, at = excluded.at, settled = NULL"
        " WHERE settled IS NOT NULL",
        (order.text, occasion.event_id, occasion.at),
    )
    return {"do": "park"}
