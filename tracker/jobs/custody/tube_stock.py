"""Which lot a tube is drawn in, and what that takes from the room's stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.inventory.facts import Holding, Lot, Place
from tracker.inventory.orders import Use
from tracker.jobs import choosing
from tracker.jobs.custody.work import Collecting
from tracker.jobs.wording import joined
from tracker.specimens.facts import Container

NOT_BOOKED = "no stock booked"


@dataclass(frozen=True, slots=True)
class Taken:
    """``lot_id`` is written beside the tube even where no stock could be booked: a recall must find it."""

    use: Use | None
    lot_id: int | None
    words: str


def taken(work: Collecting, container: Container, room: Place | None, today: date) -> Taken:
    """One container: of the lot that was scanned, else of the first expiring one in the room (FEFO).

    The tube is full already: whatever the books say, it is collected, and what could not be booked is told.
    """
    if container.item_id is None:
        return Taken(None, None, NOT_BOOKED)
    here = _here(work, container.item_id, room)
    known = dict(work.lots)
    if container.item_id in known:
        return _of_scanned(known[container.item_id], container.item_id, here, today)
    return _first_expiring(container.item_id, here, today)


def _here(work: Collecting, item_id: int, room: Place | None) -> tuple[Holding, ...]:
    found = next((each for each in work.stock if each.item.id == item_id), None)
    if found is None or room is None:
        return ()
    return tuple(each for each in choosing.within(found.here, room) if each.quantity > 0)


def _of_scanned(lot: Lot | None, item_id: int, here: tuple[Holding, ...], today: date) -> Taken:
    if lot is None:
        return Taken(None, None, f"{NOT_BOOKED}: its lot is not in the books")
    held = choosing.of_lot(here, lot)
    danger = choosing.hard_stop(held[0].lot if held else lot, None, today)
    if danger is not None:
        return Taken(None, lot.id, f"DRAWN IN {danger.upper()}{_number(lot)}: tell the lead, {NOT_BOOKED}")
    if not held:
        return Taken(None, lot.id, joined(_number(lot).lstrip(" "), f"{NOT_BOOKED}: none of it in this room"))
    return Taken(_use(item_id, held[0]), lot.id, _number(lot).lstrip(" "))


def _first_expiring(item_id: int, here: tuple[Holding, ...], today: date) -> Taken:
    """A lot that must not be used stands beside it, or alone: the tube in hand may be of it, and somebody must look."""
    bad = tuple(lot for lot in choosing.lots_in(here) if not choosing.is_usable(lot, today))
    usable = sorted(
        (each for each in here if choosing.is_usable(each.lot, today)), key=lambda each: choosing.fefo(each.lot)
    )
    said = ", ".join(f"{_danger(lot, today)}{_number(lot)}" for lot in bad)
    if not usable:
        return Taken(None, None, f"only {said} here, {NOT_BOOKED}: look at the tube's lot" if bad else NOT_BOOKED)
    lot = usable[0].lot
    number = f"lot {lot.number} by the books" if lot.number else ""
    look = f"{said} stands here too: look at the tube's lot" if bad else ""
    return Taken(_use(item_id, usable[0]), lot.id, joined(number, look))


def _use(item_id: int, holding: Holding) -> Use:
    return Use(item_id, holding.lot.id, holding.place.id, 1)


def _danger(lot: Lot, today: date) -> str:
    code = choosing.hard_stop(lot, None, today)
    return code.upper() if code is not None else ""


def _number(lot: Lot) -> str:
    return f" lot {lot.number}" if lot.number else ""
