"""What a person makes of a proposed line: another number of packs, at the price and with the waste of so many."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from tracker.errors import Refusal
from tracker.inventory.ordering.bounds import require_meant
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.offered import require_packs
from tracker.inventory.ordering.packing import least_packs, so_many
from tracker.inventory.ordering.proposing import AS_SET, WhatIf, waiting_of
from tracker.inventory.ordering.usable import expiring_of

_BY_HAND = re.compile(r"; made \d+ by hand\.\Z")


def by_hand(why: str, packs: int) -> str:
    """``why``, which proposed another number of packs, with the one that a person has set last; nothing where a person
    wrote the line to begin with."""
    return f"{_BY_HAND.sub('', why).removesuffix('.')}; made {packs} by hand." if why else ""


def with_packs(line: Line, packs: int, today: date, what_if: WhatIf = AS_SET) -> Line:
    """``line`` with ``packs`` of the proposed pack. Raises :class:`Refusal` for a line without a pack, for less than the
    supplier's minimum order and for what cannot be meant."""
    of = line.situation
    if line.packed is None:
        raise Refusal("Nobody knows in what pack it comes.", hint="Import its offers.", code="order_no_pack")
    offers = [each for each in of.offers if each.package_id == line.packed.offer.package_id]
    drafted = of.drafted.get((of.supplier.id, line.packed.offer.package_id), 0) if of.supplier is not None else 0
    require_packs(packs, offers, drafted)
    least = least_packs(offers, drafted)
    way = so_many(packs, offers, drafted)
    require_meant(line, way.quantity, least * way.offer.factor)
    waiting = waiting_of(of, what_if)
    lead = waiting.mean_days - waiting.review_days
    before = line.usable + of.on_order
    wasted = expiring_of(way.quantity, line.level.per_day, before, lead, of.shelf_life_days, today)
    said = line.why if packs == line.packed.packs else by_hand(line.why, packs)
    return replace(line, packed=way, expiring=wasted, why=said)
