"""What the stock is worth: first in, first out by the receipts' prices, and by the last price.

First in, first out: what is left is what came last. An item's receipts are taken from the newest back until they cover what
is on hand; what they cannot cover (found in a count, or from before the books) and what came without a price is told as
unpriced, never as worth nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.inventory.flows import STANDS
from tracker.inventory.month_ends import standing
from tracker.inventory.prices import Price, last_prices
from tracker.inventory.scope import Scope
from tracker.store.connection import Connection

Layer = tuple[int, int | None]
"""Base units, and the price of one in millionths."""


@dataclass(frozen=True, slots=True)
class Valued:
    """One item's stock. ``fifo_micros`` is the value of all but ``fifo_unpriced`` base units; ``last`` None: no price."""

    item_id: int
    quantity: int
    fifo_micros: int
    fifo_unpriced: int
    last: Price | None

    @property
    def last_micros(self) -> int | None:
        return self.quantity * self.last.micros if self.last is not None else None


def valued(connection: Connection, today: date, as_of: date | None, scope: Scope) -> tuple[Valued, ...]:
    """Every item of which there is any, or by the books less than none, at the end of that day.

    Receipts come to a clinic, and no site's share of a receipt is on record: where the scope names places, nothing is
    priced first in, first out.
    """
    day = as_of or today
    stands = standing(connection, as_of)
    found = connection.exec_driver_sql(
        f"SELECT b.item_id, sum(b.quantity) FROM {stands.table} b WHERE TRUE{scope.where('b.item_id', 'b.location_id')}"
        " GROUP BY 1 HAVING sum(b.quantity) <> 0",
        {**stands.values, **scope.values},
    ).all()
    quantities: dict[int, int] = dict(found)
    is_whole = scope.place_ids is None
    layers = _layers(connection, day, scope, quantities) if is_whole else {}
    prices = last_prices(connection, day)
    return tuple(_valued(item_id, quantity, layers.get(item_id, ()), prices) for item_id, quantity in found)


def _valued(item_id: int, quantity: int, layers: Sequence[Layer], prices: Mapping[int, Price]) -> Valued:
    micros = unpriced = 0
    for units, price in remaining(quantity, layers):
        if price is None:
            unpriced += units
        else:
            micros += units * price
    return Valued(item_id, quantity, micros, unpriced, prices.get(item_id))


def remaining(quantity: int, layers: Sequence[Layer]) -> Iterator[Layer]:
    """What of the ``layers``, newest first, is left when ``quantity`` is on hand; the rest of it without a price."""
    for units, price in layers:
        if quantity <= 0:
            break
        yield min(units, quantity), price
        quantity -= min(units, quantity)
    if quantity:
        yield quantity, None


def _layers(
    connection: Connection, day: date, scope: Scope, quantities: Mapping[int, int]
) -> Mapping[int, Sequence[Layer]]:
    """As many of each item's receipts, newest first, as cover what is on hand; no more of the ledger is read than that."""
    found = connection.exec_driver_sql(
        "SELECT p.item_id, p.quantity, c.unit_price_micros FROM posting p JOIN movement m ON m.id = p.movement_id"
        " LEFT JOIN receipt c ON c.movement_id = m.id"
        " WHERE p.from_id IN (SELECT id FROM location WHERE kind IN ('supplier', 'difference'))"
        f" AND m.kind IN ('receive', 'opening') AND p.day <= :day AND {STANDS}{scope.where('p.item_id')}"
        " ORDER BY p.day DESC, p.movement_id DESC, p.line DESC",
        {"day": day.isoformat(), **scope.values},
    )
    open_units = {item_id: quantity for item_id, quantity in quantities.items() if quantity > 0}
    layers: defaultdict[int, list[Layer]] = defaultdict(list)
    for item_id, quantity, price in found:
        if not open_units:
            break
        if item_id in open_units:
            layers[item_id].append((quantity, price))
            open_units[item_id] -= quantity
            if open_units[item_id] <= 0:
                del open_units[item_id]
    return layers
