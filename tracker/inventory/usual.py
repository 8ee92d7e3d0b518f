"""What an item usually costs and how much of it a year takes: what a mistyped price or quantity is held against.

A slip of the finger is a digit too many or too few, so a price counts as doubtful from ten times either way on; a year's
use in one order is more than most medical supplies keep for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.inventory.prices import last_prices
from tracker.inventory.use_blocks import BLOCK_DAYS
from tracker.money import amount
from tracker.store.connection import Connection

TIMES = 10
FEW_PACKS = 10
"""Never too many, whatever the pace: what is hardly used comes by the pack all the same."""
MANY_PACKS = 1_000
"""Doubtful where nobody knows how fast the item is used."""
LITTLE_MICROS = 1_000_000_000
"""1,000 of the clinic's currency: a line of less is never too dear, however small those before it were."""
_YEAR_DAYS = 365
_LEAST_DAYS = 28
"""Of a past that a year is reckoned from."""


@dataclass(frozen=True, slots=True)
class Usual:
    """By the items' house codes."""

    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """The least and the most that one base unit is offered at; where nobody offers it, what it cost last."""
    a_year: Mapping[str, int] = field(default_factory=dict)
    """Base units used in a year at the pace of the last one; without the items of which nothing was used."""
    largest_lines: Mapping[str, int] = field(default_factory=dict)
    """By the suppliers' names: what the dearest line that was ever ordered there cost, in millionths."""


def what_is_usual(connection: Connection, today: date) -> Usual:
    codes: dict[int, str] = dict(connection.exec_driver_sql("SELECT id, code FROM item").all())
    prices = {
        codes[key]: (float(each.micros), float(each.micros)) for key, each in last_prices(connection, today).items()
    }
    offered = connection.exec_driver_sql(
        "SELECT o.item_id, min(1.0 * o.price_micros / k.factor), max(1.0 * o.price_micros / k.factor)"
        " FROM offer o JOIN package_level k ON k.id = o.package_id WHERE o.price_micros > 0 GROUP BY o.item_id"
    )
    prices |= {codes[key]: (float(least), float(most)) for key, least, most in offered}
    first = (today - timedelta(days=_YEAR_DAYS)).toordinal() // BLOCK_DAYS
    used = connection.exec_driver_sql(
        "SELECT b.item_id, sum(j.value), min(b.block) FROM use_block b, json_each(b.used) j WHERE b.block >= ?"
        " GROUP BY b.item_id",
        (first,),
    )
    a_year = {codes[key]: _in_a_year(total, block, today) for key, total, block in used if total > 0}
    return Usual(prices, a_year, _largest_lines(connection))


def _largest_lines(connection: Connection) -> dict[str, int]:
    found = connection.exec_driver_sql(
        "SELECT s.name, max(n.packs * n.price_micros) FROM purchase_order_line n"
        " JOIN purchase_order o ON o.id = n.order_id JOIN supplier s ON s.id = o.supplier_id"
        " WHERE n.price_micros > 0 AND o.state <> 'cancelled' GROUP BY s.name"
    )
    return {str(name): int(largest) for name, largest in found}


def _in_a_year(used: int, first_block: int, today: date) -> int:
    days = max(_LEAST_DAYS, today.toordinal() - first_block * BLOCK_DAYS)
    return max(1, round(used * _YEAR_DAYS / days))


def doubt_of_price(usual: Usual, item_code: str, factor: int, price_micros: int) -> str:
    """Why the price of one pack cannot be meant, in words; empty where it can, or where nobody knows another."""
    known = usual.prices.get(item_code)
    if known is None or known[1] <= 0 or known[0] / TIMES < price_micros / factor < known[1] * TIMES:
        return ""
    near = known[0] if price_micros / factor < known[0] else known[1]
    times = price_micros / factor / near
    said = f"{times:,.0f} times" if times > 1 else f"1/{1 / times:,.0f} of"
    return f"{amount(price_micros)} is {said} what a pack of {factor} costs so far, {amount(round(near * factor))}."


def doubt_of_packs(usual: Usual, item_code: str, factor: int, packs: int) -> str:
    """Why so many packs cannot be meant, in words; empty where they can."""
    if packs <= FEW_PACKS:
        return ""
    a_year = usual.a_year.get(item_code)
    if a_year is None:
        return f"{packs:,} packs of {factor}, and none of it was ever used." if packs > MANY_PACKS else ""
    if packs * factor <= a_year:
        return ""
    return f"{packs:,} packs of {factor} would last {packs * factor / a_year:,.1f} years: {a_year:,} are used in one."


def doubt_of_cost(usual: Usual, supplier: str, item_code: str, packs: int, price_micros: int) -> str:
    """Why a line cannot be meant to cost so much, in words. Only of an item whose use nobody knows: where it is known,
    :func:`doubt_of_packs` tells a digit too many; and only where something was ordered of that supplier before."""
    cost, largest = packs * price_micros, usual.largest_lines.get(supplier, 0)
    if item_code in usual.a_year or not largest or cost <= max(LITTLE_MICROS, largest * TIMES):
        return ""
    return (
        f"{packs:,} packs at {amount(price_micros)} are {amount(cost)}, {cost / largest:,.0f} times the largest line"
        f" that was ever ordered of this supplier, {amount(largest)}; and none of it was ever used."
    )
