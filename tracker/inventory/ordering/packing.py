"""From a quantity to whole packs: the pack that is bought, the minimum order, and what a price break would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from tracker.inventory.ordering.facts import Offer, Packed
from tracker.money import amount

NOTHING: Mapping[int, int] = MappingProxyType({})


def packed(lacks: int, offers: Sequence[Offer], drafted: Mapping[int, int] = NOTHING) -> Packed | None:
    """The cheapest way to get at least ``lacks`` base units, the fewest units among equally cheap; None without a pack.

    Where no price is known, the fewest base units count. ``drafted`` are the packs, by package, that the supplier's open
    draft has already: his minimum order and his price breaks are of all together.
    """
    if lacks <= 0 or not offers:
        return None
    ways = [
        _of_pack(lacks, [each for each in offers if each.package_id == pack], drafted.get(pack, 0))
        for pack in _packs(offers)
    ]
    return min(ways, key=dearness)


def dearness(way: Packed) -> tuple[bool, int, int, int]:
    return way.total_micros is None, way.total_micros or 0, way.quantity, way.offer.factor


def _packs(offers: Iterable[Offer]) -> list[int]:
    return list(dict.fromkeys(each.package_id for each in offers))


def _of_pack(lacks: int, offers: Sequence[Offer], drafted: int) -> Packed:
    least = min(offers, key=lambda each: each.from_packs)
    return so_many(max(least_packs(offers, drafted), -(-lacks // least.factor)), offers, drafted)


def least_packs(offers: Sequence[Offer], drafted: int = 0) -> int:
    """The fewest that can be ordered: of the prices of one pack the smallest ``from_packs`` is the minimum order."""
    return max(1, min((each.from_packs for each in offers), default=1) - drafted)


def so_many(packs: int, offers: Sequence[Offer], drafted: int = 0) -> Packed:
    """``packs`` of one pack at the price that holds for so many and those that are ``drafted``; fewer than the minimum
    order at the price of that."""
    steps = sorted(offers, key=lambda each: each.from_packs)
    total = packs + drafted
    at = [each for each in steps if each.from_packs <= total or each is steps[0]][-1]
    words = _break(total, at, steps)
    return Packed(at, packs, at.price_micros, f"{words}, with {drafted} in the draft" if words and drafted else words)


def _break(packs: int, at: Offer, steps: Sequence[Offer]) -> str:
    """The next price break that makes more packs cost less in all."""
    for step in steps:
        if step.from_packs <= packs or step.price_micros is None or at.price_micros is None:
            continue
        saved = packs * at.price_micros - step.from_packs * step.price_micros
        if saved > 0:
            return f"{step.from_packs} instead of {packs} cost {amount(saved)} less in all"
        per_pack = at.price_micros - step.price_micros
        if per_pack > 0:
            return f"from {step.from_packs} on each costs {amount(per_pack)} less"
    return ""
