"""What was bought, from whom and for how much, by the receipts that stand."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.inventory.flows import STANDS
from tracker.inventory.ledger import account
from tracker.inventory.scope import Scope
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Bought:
    """Receipts of one item from one supplier in one month. ``supplier`` is None where neither order nor catalogue names
    one."""

    month: str
    supplier: str | None
    item_id: int
    quantity: int
    receipts: int
    spent_micros: int
    unpriced: int
    """Base units that came without a price."""
    assumed_micros: int
    """Of what was spent: for receipts without an order, whose supplier is only the catalogue's."""


def bought(connection: Connection, since: str, until: str, scope: Scope) -> tuple[Bought, ...]:
    """What came from suppliers to the places of the scope, both days (ISO) included."""
    found = connection.exec_driver_sql(
        "SELECT substr(p.day, 1, 7), s.name, p.item_id, sum(p.quantity), count(DISTINCT p.movement_id),"
        " coalesce(sum(p.quantity * c.unit_price_micros), 0), sum(iif(c.unit_price_micros IS NULL, p.quantity, 0)),"
        " coalesce(sum(iif(o.id IS NULL, p.quantity * c.unit_price_micros, 0)), 0)"
        " FROM posting p JOIN movement m ON m.id = p.movement_id JOIN item i ON i.id = p.item_id"
        " LEFT JOIN receipt c ON c.movement_id = m.id"
        " LEFT JOIN purchase_order o ON o.id = coalesce(c.order_id, c.beside_order_id)"
        " LEFT JOIN supplier s ON s.id = coalesce(o.supplier_id, i.supplier_id)"
        f" WHERE p.from_id = :account AND p.day BETWEEN :since AND :until AND {STANDS}"
        f"{scope.where('p.item_id', 'p.to_id')} GROUP BY 1, s.id, 3 ORDER BY 1, s.name IS NULL, s.name, 3",
        {"account": account(connection, "@supplier"), "since": since, "until": until, **scope.values},
    )
    return tuple(Bought(*row) for row in found)
