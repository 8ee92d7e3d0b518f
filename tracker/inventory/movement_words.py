"""A movement as the journal tells it: in codes, never in row ids."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.inventory.orders import Portion
from tracker.journal.canonical import Value
from tracker.store.connection import Connection


def lines_of(connection: Connection, portions: Sequence[Portion]) -> list[Value]:
    """The movement in codes: item, lot, from, to, base units."""
    lines: list[Value] = []
    for portion in portions:
        item, number, source, target = connection.exec_driver_sql(
            "SELECT (SELECT code FROM item WHERE id = ?), (SELECT number FROM lot WHERE id = ?),"
            " (SELECT code FROM location WHERE id = ?), (SELECT code FROM location WHERE id = ?)",
            (portion.item_id, portion.lot_id, portion.from_id, portion.to_id),
        ).one()
        lines.append({"item": item, "lot": number, "from": source, "to": target, "quantity": portion.quantity})
    return lines
