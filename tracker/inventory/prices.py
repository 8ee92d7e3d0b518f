"""What a base unit cost when it last came: money in millionths, never a guess.

A receipt's own price goes first, then what the catalogue says. An item without either has no price: it is never taken for
free, and whoever adds up says how much has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.inventory.flows import STANDS
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Price:
    """For one base unit. ``received_on`` is None where only the catalogue knows it."""

    micros: int
    received_on: date | None


def last_price(connection: Connection, item_id: int, as_of: date) -> Price | None:
    """Of one item, by the same rule as :func:`last_prices`; None where nobody knows one."""
    found = connection.exec_driver_sql(
        "SELECT c.unit_price_micros, p.day FROM posting p JOIN movement m ON m.id = p.movement_id JOIN receipt c"
        " ON c.movement_id = p.movement_id WHERE p.item_id = ? AND c.unit_price_micros IS NOT NULL AND p.day <= ?"
        f" AND {STANDS} ORDER BY p.day DESC, p.movement_id DESC, p.line DESC LIMIT 1",
        (item_id, as_of.isoformat()),
    ).first()
    if found is not None:
        return Price(found[0], date.fromisoformat(found[1]))
    listed = connection.exec_driver_sql("SELECT unit_cost_micros FROM item WHERE id = ?", (item_id,)).scalar()
    return Price(listed, None) if listed is not None else None


def last_prices(connection: Connection, as_of: date) -> Mapping[int, Price]:
    """By item id: the price of the last receipt up to that day that has one and is not undone, else the catalogue's."""
    listed = connection.exec_driver_sql("SELECT id, unit_cost_micros FROM item WHERE unit_cost_micros IS NOT NULL")
    prices = {item_id: Price(micros, None) for item_id, micros in listed}
    received = connection.exec_driver_sql(
        # In this order of the tables: SQLite would go through all postings by day, of which few are receipts.
        "SELECT p.item_id, c.unit_price_micros, p.day FROM receipt c CROSS JOIN movement m ON m.id = c.movement_id"
        " CROSS JOIN posting p ON p.movement_id = c.movement_id"
        f" WHERE c.unit_price_micros IS NOT NULL AND p.day <= ? AND {STANDS} ORDER BY p.day, p.movement_id, p.line",
        (as_of.isoformat(),),
    )
    for item_id, micros, day in received:
        prices[item_id] = Price(micros, date.fromisoformat(day))
    return prices
