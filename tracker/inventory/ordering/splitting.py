"""One line ordered of several suppliers, or in another pack: who offers it at what price, and what comes of so many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.errors import Refusal
from tracker.inventory.ordering.bounds import require_meant
from tracker.inventory.ordering.facts import Expiring, Line, Offer, Packed, Supplier
from tracker.inventory.ordering.offered import require_packs
from tracker.inventory.ordering.packing import least_packs, so_many
from tracker.inventory.ordering.proposing import AS_SET, WhatIf, waiting_of
from tracker.inventory.ordering.usable import expiring_of
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Way:
    """One pack of one supplier; ``offers`` are its prices, that of the minimum order first."""

    supplier: Supplier
    offers: tuple[Offer, ...]

    @property
    def pack(self) -> Offer:
        return self.offers[0]

    @property
    def key(self) -> tuple[int, int]:
        return self.supplier.id, self.pack.package_id

    def so_many(self, packs: int, drafted: int = 0) -> Packed:
        return so_many(packs, self.offers, drafted)


def ways_of(connection: Connection, item_id: int) -> tuple[Way, ...]:
    """Every pack that any supplier offers the item in, the cheapest by the base unit first; without a price last."""
    found: dict[tuple[Supplier, int], list[Offer]] = {}
    for supplier_id, name, review_days, *offer in connection.exec_driver_sql(
        "SELECT s.id, s.name, s.review_days, k.id, k.name, k.factor, o.from_packs, o.price_micros,"
        " coalesce(o.part_number, '') FROM offer o JOIN supplier s ON s.id = o.supplier_id"
        " JOIN package_level k ON k.id = o.package_id WHERE o.item_id = ? ORDER BY s.name, k.factor, o.from_packs",
        (item_id,),
    ):
        found.setdefault((Supplier(supplier_id, name, review_days), offer[0]), []).append(Offer(*offer))
    ways = [Way(supplier, tuple(offers)) for (supplier, _), offers in found.items()]
    return tuple(sorted(ways, key=_dearness))


def _dearness(way: Way) -> tuple[bool, float]:
    price = way.pack.price_micros
    return price is None, (price or 0) / way.pack.factor


def split(line: Line, among: Sequence[tuple[Way, int]], today: date, what_if: WhatIf = AS_SET) -> tuple[Line, ...]:
    """``line`` as one line for each of ``among`` with its number of packs; those with 0 are left out.

    What will expire of each is reckoned behind those before it in the list. Raises :class:`Refusal` for no packs at all, for
    less than a supplier's minimum order and for what cannot be meant.
    """
    wanted = [(way, packs) for way, packs in among if packs]
    if not wanted:
        raise Refusal("Nothing would be ordered.", hint="x leaves the line out.", code="order_packs")
    made, so_far = [], 0
    said = "" if is_as_proposed(line, wanted) else f"; split by hand: {_words(wanted)}"
    for way, packs in wanted:
        drafted = line.situation.drafted.get(way.key, 0)
        require_packs(packs, way.offers, drafted, f" ({way.pack.package}) of {way.supplier.name}")
        least = least_packs(way.offers, drafted)
        packed = way.so_many(packs, drafted)
        require_meant(line, so_far + packed.quantity, so_far + least * way.pack.factor)
        wasted = _wasted(line, so_far, packed.quantity, today, what_if)
        so_far += packed.quantity
        of = replace(line.situation, supplier=way.supplier, offers=way.offers, is_offered=True)
        why = f"{line.why.removesuffix('.')}{said}."
        made.append(replace(line, situation=of, packed=packed, expiring=wasted, why=why))
    return tuple(made)


def _wasted(line: Line, so_far: int, quantity: int, today: date, what_if: WhatIf) -> Expiring | None:
    """What will expire of ``quantity`` more. All parts come together: none is used up before another has come."""
    waiting = waiting_of(line.situation, what_if)
    known = (
        line.level.per_day,
        line.usable + line.situation.on_order,
        waiting.mean_days - waiting.review_days,
        line.situation.shelf_life_days,
        today,
    )
    of_all, of_others = expiring_of(so_far + quantity, *known), expiring_of(so_far, *known)
    more = of_all.quantity - (of_others.quantity if of_others else 0) if of_all else 0
    return replace(of_all, quantity=more) if of_all and more > 0 else None


def is_as_proposed(line: Line, wanted: Sequence[tuple[Way, int]]) -> bool:
    if len(wanted) != 1 or line.packed is None or line.situation.supplier is None:
        return False
    ((way, packs),) = wanted
    proposed = (line.situation.supplier.id, line.packed.offer.package_id), line.packed.packs
    return (way.key, packs) == proposed


def _words(wanted: Sequence[tuple[Way, int]]) -> str:
    return ", ".join(
        f"{packs} × {way.pack.package} of {way.pack.factor} from {way.supplier.name}" for way, packs in wanted
    )
