"""Which lot, from where: first expiring, first out; and what must not leave whatever anybody answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from tracker.barcodes.meaning import ItemCode
from tracker.inventory.facts import Holding, Lot, LotState, Place, PlaceKind
from tracker.inventory.orders import Portion
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.verdict import Code


def is_expired(expiry: date | None, today: date) -> bool:
    """An expiry date is the last day of use (GS1 AI 17, and what a label means by "use by")."""
    return expiry is not None and expiry < today


def hard_stop(lot: Lot | None, code: ItemCode | None, today: date) -> Code | None:
    """Why this pack must not be shelved, used or received, in order of harm; None where nothing is known against it.

    The code's own expiry counts as well as the catalogue's: either of them may be the one that is right.
    """
    if lot is not None and lot.state is LotState.RECALLED:
        return Code.RECALLED
    if lot is not None and lot.state is LotState.QUARANTINED:
        return Code.QUARANTINED
    dates = (lot.expiry if lot else None, code.expiry if code else None)
    return Code.EXPIRED if any(is_expired(expiry, today) for expiry in dates) else None


def is_usable(lot: Lot, today: date) -> bool:
    return hard_stop(lot, None, today) is None


def usable_quantity(holdings: Iterable[Holding], today: date) -> int:
    return sum(holding.quantity for holding in holdings if is_usable(holding.lot, today))


def usable_here(subject: ItemSubject, now: datetime, today: date) -> int:
    """Of what stands in the room, without what was opened there too long ago."""
    places = {holding.place.id for holding in subject.here if is_usable(holding.lot, today)}
    over = [each for each in subject.containers if each.place.id in places and each.is_over(now, today)]
    inside = sum(each.quantity for each in over if is_usable(each.lot, today))
    return usable_quantity(subject.here, today) - inside


def fefo(lot: Lot) -> tuple[date, str, int]:
    """Sorts lots first expiring first; one without expiry comes last."""
    return (lot.expiry or date.max, lot.number, lot.id)


def lots_in(holdings: Iterable[Holding]) -> tuple[Lot, ...]:
    """Every lot once, first expiring first."""
    return tuple(sorted({holding.lot.id: holding.lot for holding in holdings}.values(), key=fefo))


def of_lot(holdings: Iterable[Holding], lot: Lot) -> tuple[Holding, ...]:
    """Where this lot stands, in the order of the shelves' paths."""
    return tuple(sorted((h for h in holdings if h.lot.id == lot.id), key=lambda h: (h.place.path, h.place.id)))


def outside(holdings: Iterable[Holding], place_id: int) -> tuple[Holding, ...]:
    """All but what stands in that place already: nothing is moved onto itself."""
    return tuple(holding for holding in holdings if holding.place.id != place_id)


def within(holdings: Iterable[Holding], place: Place) -> tuple[Holding, ...]:
    """What stands in ``place`` or below it, where facts were resolved for the whole room that it lies in."""
    if place.kind not in (PlaceKind.CABINET, PlaceKind.BIN):
        return tuple(holdings)
    below = f"{place.path} · "
    return tuple(h for h in holdings if h.place.id == place.id or h.place.path.startswith(below))


def everywhere(subject: ItemSubject) -> tuple[Holding, ...]:
    """All of the item in the building, each holding once (a room in hand may be a store too)."""
    found: dict[tuple[int, int], Holding] = {}
    for holding in (*subject.here, *subject.stock, *subject.elsewhere):
        found.setdefault((holding.place.id, holding.lot.id), holding)
    return tuple(found.values())


def portions(holdings: Iterable[Holding], item_id: int, to_id: int, quantity: int) -> tuple[Portion, ...]:
    """``quantity`` taken from ``holdings`` in their order; empty where they hold less."""
    taken: list[Portion] = []
    left = quantity
    for holding in holdings:
        part = min(left, holding.quantity)
        if part > 0:
            taken.append(Portion(item_id, holding.lot.id, holding.place.id, to_id, part))
            left -= part
    return tuple(taken) if left == 0 else ()


def holding_for(holdings: Iterable[Holding], quantity: int) -> Holding | None:
    """The first place that holds all of ``quantity``; None where no single one does."""
    return next((holding for holding in holdings if holding.quantity >= quantity), None)


def is_same_number(first: str, second: str) -> bool:
    """Lot numbers in different case are one lot, as they are to the catalogue (:mod:`tracker.inventory.lots`)."""
    return first.casefold() == second.casefold()


def conflict(first: ItemCode | None, second: ItemCode) -> tuple[str, str] | None:
    """The two values, where two barcodes of one pack contradict each other."""
    if first is None:
        return None
    if first.hibc is not None and first.is_of_another_pack(second):
        return first.hibc, f"belongs to a primary that ends in “{second.link}”"
    if first.lot and second.lot and not is_same_number(first.lot, second.lot):
        return f"lot {first.lot}", f"lot {second.lot}"
    if first.expiry and second.expiry and first.expiry != second.expiry:
        return f"expires {first.expiry}", f"expires {second.expiry}"
    if first.count is not None and second.count is not None and first.count != second.count:
        return f"count {first.count}", f"count {second.count}"
    return None


def completed(subject: ItemSubject, second: ItemCode, lot: Lot | None) -> ItemSubject:
    """``subject`` with what its second barcode adds: a missing value never overwrites a good one.

    ``lot`` is the catalogue's for the number that ``second`` names; a lot that only the books suggested gives way to it.
    """
    has_named = subject.code is not None and subject.code.lot is not None
    first = subject.code or second
    code = replace(
        first,
        lot=first.lot or second.lot,
        expiry=first.expiry or second.expiry,
        serial=first.serial or second.serial,
        count=second.count if first.count is None else first.count,
    )
    is_named_now = subject.item.tracks_lot and second.lot is not None and not has_named
    return replace(subject, code=code, lot=lot if is_named_now else subject.lot)


def base_units(subject: ItemSubject, scanned: int) -> int:
    """So many scans in base units: the level's factor, times the count that the code itself gives (AI 30, AI 37)."""
    count = subject.code.count if subject.code is not None else None
    return scanned * subject.factor * (1 if count is None else count)


def expiry_of(subject: ItemSubject) -> date | None:
    """The catalogue's expiry for the lot, else the pack's own."""
    known = subject.lot.expiry if subject.lot else None
    return known or (subject.code.expiry if subject.code else None)
