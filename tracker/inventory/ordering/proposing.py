"""The reorder rule: ``order = level - usable - on order``, in whole packs, with its arithmetic in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.inventory.demand.methods import Waiting
from tracker.inventory.ordering.facts import Basis, Level, Line, Packed, Situation, Spare
from tracker.inventory.ordering.levels import Asked, achieved, levels_for, service_of
from tracker.inventory.ordering.packing import dearness, packed
from tracker.inventory.ordering.urgency import by_urgency
from tracker.inventory.ordering.usable import expiring_of, usable

USUAL_REVIEW_DAYS = 7
IDLE_DAYS = 84
"""Days with stock and without use, after which what a site has nobody's level for is too much there; what came last week
may be what it waited for."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a person wants to see instead of what is set; None: as it is set."""

    service: float | None = None
    """Above 0 and below 1."""
    review_days: int | None = None


AS_SET = WhatIf()


def propose(situations: Iterable[Situation], today: date, what_if: WhatIf = AS_SET) -> tuple[Line, ...]:
    """A line for every item and site, also where nothing is to be ordered. Pure: the same gives the same."""
    of = _supplied(tuple(situations), today, what_if)
    asked, levels, at_hand, lacks = _reckoned(of, today, what_if)
    columns = zip(of, _tried(levels, asked, lacks), (each.waiting for each in asked), at_hand, lacks, strict=True)
    lines = [_line(*row, today) for row in columns]
    by_item: dict[int, list[Line]] = {}
    for line in lines:
        by_item.setdefault(line.situation.item.id, []).append(line)
    better = {key: line for of_item in by_item.values() for key, line in _instead(of_item, today).items()}
    return tuple(better.get((line.situation.item.id, line.situation.site_id), line) for line in lines)


def _supplied(of: Sequence[Situation], today: date, what_if: WhatIf) -> Sequence[Situation]:
    """Each item that has no supplier of its own with the one of whom what it lacks costs least, his minimum order and price
    breaks included: the lowest price may hold from 50 boxes on, of which one is wanted."""
    several = [number for number, each in enumerate(of) if each.choices]
    if not several:
        return of
    chosen = list(of)
    *_, lacks = _reckoned([of[number] for number in several], today, what_if)
    for number, lacking in zip(several, lacks, strict=True):
        ways = [
            (dearness(way), each)
            for each in of[number].choices
            if (way := packed(lacking, each.offers, of[number].drafted_of(each.supplier.id)))
        ]
        if ways:
            _, best = min(ways, key=lambda each: each[0])
            chosen[number] = replace(of[number], supplier=best.supplier, leads=best.leads, offers=best.offers)
    return chosen


def _reckoned(
    of: Sequence[Situation], today: date, what_if: WhatIf
) -> tuple[list[Asked], list[Level], list[int], list[int]]:
    """What was asked, the levels, what is usable, and what is lacking, one for each of ``of``."""
    asked = [
        Asked(each.past, waiting_of(each, what_if), what_if.service or service_of(each.criticality), each.par)
        for each in of
    ]
    levels = list(levels_for(asked))
    at_hand = [usable(each.stock, level.per_day, today) for each, level in zip(of, levels, strict=True)]
    lacks = [
        max(0, (level.quantity or 0) - held - each.on_order)
        for each, level, held in zip(of, levels, at_hand, strict=True)
    ]
    return asked, levels, at_hand, lacks


def waiting_of(situation: Situation, what_if: WhatIf = AS_SET) -> Waiting:
    review = situation.supplier.review_days if situation.supplier else USUAL_REVIEW_DAYS
    return Waiting(what_if.review_days or review, situation.leads.days)


def _tried(levels: Sequence[Level], asked: Sequence[Asked], lacks: Sequence[int]) -> list[Level]:
    """What is to be ordered, with the share of use that its level would have served: nobody looks at the others'."""
    tried = list(levels)
    chosen = [number for number, lacking in enumerate(lacks) if lacking]
    shares = achieved([levels[number] for number in chosen], [asked[number] for number in chosen])
    for number, (share, why_not) in zip(chosen, shares, strict=True):
        level = levels[number]
        tried[number] = replace(level, achieved=share, unachieved=level.unachieved or why_not)
    return tried


def _line(situation: Situation, level: Level, waiting: Waiting, at_hand: int, lacks: int, today: date) -> Line:
    drafted = situation.drafted_of(situation.supplier.id) if situation.supplier is not None else {}
    way = packed(lacks, situation.offers, drafted)
    lead = waiting.mean_days - waiting.review_days
    before = at_hand + situation.on_order
    wasted = expiring_of(way.quantity, level.per_day, before, lead, situation.shelf_life_days, today) if way else None
    return Line(situation, level, at_hand, way, lacks, wasted, "", _why(situation, level, at_hand, lacks, way))


def _why(situation: Situation, level: Level, at_hand: int, lacks: int, way: Packed | None) -> str:
    if level.basis is Basis.NOTHING:
        return level.words[:1].upper() + level.words[1:] + "."
    held = sum(each.quantity for each in situation.stock)
    lost = f" ({held - at_hand} more expire before they can be used)" if held > at_hand else ""
    sums = f"Level {level.quantity} - {at_hand} usable{lost} - {situation.on_order} on order = {lacks}"
    if lacks:
        sums += f", {_rounded(way, lacks)}" if way else ", in no pack that anybody knows"
    supplier = "" if situation.supplier else "; nobody supplies it"
    return f"{sums}: {level.words}; lead time {situation.leads.source}{supplier}."


def _rounded(way: Packed, lacks: int) -> str:
    least = ", the minimum order" if way.packs == way.offer.from_packs > -(-lacks // way.offer.factor) else ""
    return f"so {way.packs} × {way.offer.package} of {way.offer.factor}{least}"


def _instead(of_item: Sequence[Line], today: date) -> dict[tuple[int, int], Line]:
    """What lacks some, by item and site, with what would be better than an order. What a site has above its own level, or
    lying idle, is given out once, to the most urgent first."""
    givers = {each.situation.site_id: each for each in of_item if each.level.quantity is not None or _idle_days(each)}
    given: dict[int, int] = dict.fromkeys(givers, 0)
    found = {}
    for line in by_urgency(of_item):
        key = (line.situation.item.id, line.situation.site_id)
        left = {site: _above(giver, line, today) - given[site] for site, giver in givers.items() if site != key[1]}
        site_id = max(left, key=lambda site: left[site], default=0)
        if left.get(site_id, 0) <= 0:
            found[key] = _in_smaller_packs(line)
            continue
        giver = givers[site_id]
        spare = Spare(giver.situation.site, min(left[site_id], line.lacks), site_id)
        words = _transferred(spare, giver, left[site_id] + given[site_id], given[site_id])
        given[site_id] += spare.quantity
        found[key] = replace(line, instead=words, spare=spare)
    return found


def _idle_days(line: Line) -> int:
    """How long what stands there has not been used, where neither use nor par says how much there should be; 0 for not long
    enough to say that it is too much."""
    past = line.situation.past
    days = len(past.used) if past.days_since_use is None else past.days_since_use
    return days if line.level.quantity is None and days >= IDLE_DAYS else 0


def _above(giver: Line, to: Line, today: date) -> int:
    """What the one site can give the other: of idle stock no more than can be used there before its dates, behind what
    stands there."""
    promised = giver.situation.promised
    if giver.level.quantity is not None:
        return giver.usable - giver.level.quantity - promised
    together = (*to.situation.stock, *giver.situation.stock)
    return usable(together, to.level.per_day, today) - to.usable - promised


def _transferred(spare: Spare, giver: Line, above: int, given: int) -> str:
    others = f", {given} of that for others" if given else ""
    weeks = _idle_days(giver) // 7
    why = (
        f"no use at {spare.site} in {weeks} weeks, {above} usable here"
        if weeks
        else f"which has {above} above its level"
    )
    return f"transfer {spare.quantity} from {spare.site}, {why}{others}"


def _in_smaller_packs(line: Line) -> Line:
    """A pack of which less expires."""
    if line.expiring and line.packed:
        smaller = [each for each in line.situation.offers if each.factor < line.packed.offer.factor]
        if smaller:
            pack = max(smaller, key=lambda each: each.factor)
            words = f"{-(-line.lacks // pack.factor)} × {pack.package} of {pack.factor}, of which fewer expire"
            return replace(line, instead=words)
    return line
