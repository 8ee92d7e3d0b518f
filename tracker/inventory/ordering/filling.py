"""An order that has one item on several lines (cases and boxes of it): what came of the item fills them as a whole.

A receipt bears the line whose pack was scanned. Where that line is full already and another of the item lacks, the packs are
that one's: else an order that has wholly come would stay short, and be over as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tracker.inventory.purchase_order_facts import OrderedLine


def filled(lines: Sequence[OrderedLine]) -> tuple[OrderedLine, ...]:
    """``lines`` with what came beyond one of them at the others of its item that lack, in their order."""
    by_item: dict[int, list[OrderedLine]] = defaultdict(list)
    for each in lines:
        by_item[each.item.id].append(each)
    made = {each.line: each for some in by_item.values() for each in (_evened(some) if len(some) > 1 else some)}
    return tuple(made[each.line] for each in lines)


def _evened(lines: Sequence[OrderedLine]) -> list[OrderedLine]:
    arrived, short_dated = {each.line: each.arrived for each in lines}, {each.line: each.short_dated for each in lines}
    for given in lines:
        for taker in lines:
            more = min(given.over - (given.arrived - arrived[given.line]), taker.quantity - arrived[taker.line])
            if more > 0:
                arrived[given.line] -= more
                arrived[taker.line] += more
                moved = max(0, short_dated[given.line] - arrived[given.line])
                short_dated[given.line] -= moved
                short_dated[taker.line] += moved
    return [replace(each, arrived=arrived[each.line], short_dated=short_dated[each.line]) for each in lines]


def of_pack(lines: Sequence[OrderedLine], item_id: int, factor: int) -> OrderedLine | None:
    """The line that a pack of so many base units is of: the first of such packs that still lacks some, then any of the item
    that does, then the last of such packs."""
    of_item = [each for each in lines if each.item.id == item_id]
    same = [each for each in of_item if each.factor == factor]
    lacking = [each for each in (*same, *of_item) if each.lacks]
    return next(iter((*lacking, *reversed(same), *reversed(of_item))), None)


def price_of(lines: Sequence[OrderedLine], line: OrderedLine, quantity: int) -> int | None:
    """For one base unit, where ``quantity`` comes by ``line``: what that lacks at its price, what others of the item lack at
    theirs, and the rest at its own again. None where one of them has none."""
    others = [each for each in lines if each.item.id == line.item.id and each.line != line.line]
    left, worth = quantity, 0
    for each in (line, *others):
        part = min(left, each.lacks)
        if part and each.price_micros is None:
            return None
        worth += part * (each.price_micros or 0) // each.factor
        left -= part
    if left and line.price_micros is None:
        return None
    return (worth + left * (line.price_micros or 0) // line.factor) // quantity
