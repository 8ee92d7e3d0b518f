"""One tube into one slot, or a rack with all its tubes into its place."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import out_of_order, stops, wording_store, words
from tracker.jobs.custody.ending import by_of, does, refuses, works
from tracker.jobs.custody.work import Placed, Shelf, Storing
from tracker.jobs.desk import Desk, Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.holder_facts import Holder
from tracker.specimens.orders import PlaceHolder
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State
from tracker.specimens.storage import next_free_slot, slot_name


def put(turn: Turn, work: Storing, specimen: Specimen) -> Step:
    """A tube: into the slot that was chosen, else its own in this rack, else the next free one; or onto the shelf."""
    is_moved = turn.desk.quantity is not None and specimen.state is State.STORED and _is_here(work, specimen)
    if is_moved and work.holder is not None and work.shelf is not None:
        return _into(turn, work, work.shelf, work.holder, specimen)
    known = next((each for each in work.placed if each.specimen.number == specimen.number), None)
    if known is not None and specimen.state is State.STORED and work.holder is not None:
        return stops.already(turn, specimen, slot_name(known.slot, work.holder.columns))
    if specimen.state is State.STORED and _is_here(work, specimen):
        return stops.already(turn, specimen, specimen.spot.slot_name or specimen.spot.place)
    can, others = stops.ready((specimen,), Do.STORE, by_of(turn.desk))
    if not can:
        return out_of_order.none_ready(turn, others, words.tube(specimen), work, "store it")
    if work.holder is None and work.shelf is None:
        return refuses(turn, wording_store.where_to(specimen))
    if work.shelf is None:
        assert work.holder is not None
        return refuses(turn, wording_store.stands_where(work.holder, is_refused=True))
    if work.holder is None:
        return _onto(turn, work, work.shelf, specimen)
    return _into(turn, work, work.shelf, work.holder, specimen)


def _is_here(work: Storing, specimen: Specimen) -> bool:
    if work.holder is not None:
        return specimen.spot.holder_code == work.holder.code
    return work.shelf is not None and specimen.spot.holder_code is None and specimen.spot.place_id == work.shelf.id


def _onto(turn: Turn, work: Storing, shelf: Shelf, specimen: Specimen) -> Step:
    without = replace(turn, desk=replace(turn.desk, quantity=None))
    if turn.desk.quantity is not None:
        return refuses(without, wording_store.no_slots(shelf))
    order = CustodyOrder(
        Do.STORE, (specimen.number,), by_of(turn.desk), to=shelf.code, place_id=shelf.id, holder_code=""
    )
    verdict = wording_store.on_shelf(shelf, specimen, turn.now)
    return does(turn, (order,), verdict, work, item=words.tube(specimen), text=f"→ {shelf.path}")


def _into(turn: Turn, work: Storing, shelf: Shelf, holder: Holder, specimen: Specimen) -> Step:
    without = replace(turn, desk=replace(turn.desk, quantity=None))
    slot = turn.desk.quantity or _own_slot(holder, specimen) or _next(work, holder)
    if slot is None:
        return refuses(without, wording_store.full(holder))
    stop = no_slot(work, holder, slot, specimen)
    if stop is not None:
        return refuses(without, stop)
    by, numbers = by_of(turn.desk), (specimen.number,)
    stored = CustodyOrder(
        Do.STORE, numbers, by, to=shelf.code, place_id=shelf.id, holder_code=holder.code, slots=(slot,)
    )
    # What is stored moves by being taken out and stored again, in one scan: two steps that custody knows.
    is_moved = specimen.state is State.STORED
    taken_out = (CustodyOrder(Do.RETRIEVE, numbers, by, to=by, holder_code=""),) if is_moved else ()
    others = tuple(each for each in work.placed if each.specimen.number != specimen.number)
    filled = replace(work, placed=(*others, Placed(specimen, slot)))
    following = _next(filled, holder)
    verdict = wording_store.in_slot(holder, specimen, (slot, following), turn.now)
    if is_moved:
        verdict = replace(verdict, detail=f"from {specimen.spot.slot_name} · {verdict.detail}")
    text = f"→ {holder.shown} {slot_name(slot, holder.columns)}"
    return does(without, (*taken_out, stored), verdict, filled, item=words.tube(specimen), text=text)


def _own_slot(holder: Holder, specimen: Specimen) -> int | None:
    """The slot of this rack in which it stands already, by the hands of whoever stores it."""
    return specimen.spot.slot if specimen.spot.holder_code == holder.code else None


def _next(work: Storing, holder: Holder) -> int | None:
    return next_free_slot(holder.rows, holder.columns, work.taken().keys())


def no_slot(work: Storing, holder: Holder, slot: int, specimen: Specimen | None = None) -> Verdict | None:
    """Why a slot cannot be had; None where it can. A tube is not in its own way."""
    if not 1 <= slot <= holder.rows * holder.columns:
        return wording_store.outside(holder, slot)
    there = work.taken().get(slot)
    if there is None or (specimen is not None and there.number == specimen.number):
        return None
    return wording_store.taken(holder, slot, there, _next(work, holder))


def in_hand(desk: Desk, work: Storing) -> tuple[Specimen, ...]:
    """What of the rack is in the hands of whoever acts, and has not been stored since it was scanned."""
    put_since = {each.specimen.number for each in work.placed}
    can, _ = stops.ready(work.inside, Do.STORE, by_of(desk))
    return tuple(each for each in can if each.number not in put_since)


def put_rack(turn: Turn, holder: Holder, inside: tuple[Specimen, ...], shelf: Shelf) -> Step:
    """The rack stands there from now on, and all of it that is in hand is stored with it, each tube in its slot.

    UNDO takes the tubes back into the hands, unless others moved along with the rack: it is then put back by its place.
    """
    before = turn.desk.work if isinstance(turn.desk.work, Storing) else Storing()
    since = before.placed if before.holder is not None and before.holder.code == holder.code else ()
    work = Storing(shelf, replace(holder, place_id=shelf.id, place=shelf.path, place_code=shelf.code), inside, since)
    mine, is_moved = in_hand(turn.desk, work), holder.place_id != shelf.id
    stored = {each.number for each in mine}
    left = replace(work, inside=tuple(_stored(each) if each.number in stored else each for each in inside))
    verdict = wording_store.rack_put(left, mine, _next(left, holder), turn.now)
    orders = _orders(by_of(turn.desk), holder, mine, shelf, is_moved=is_moved)
    if not orders:
        return works(turn, left, wording_store.stands_there(verdict))
    may_undo = bool(mine) and not (is_moved and any(each.state is State.STORED for each in inside))
    text, count = f"→ {shelf.path}", len(mine)
    return does(turn, orders, verdict, left, item=holder.shown, text=text, count=count, may_undo=may_undo)


def _orders(by: str, holder: Holder, mine: tuple[Specimen, ...], shelf: Shelf, *, is_moved: bool) -> tuple[Order, ...]:
    moved = (PlaceHolder(holder.code, shelf.id, by),) if is_moved else ()
    if not mine:
        return moved
    numbers = tuple(each.number for each in mine)
    return (*moved, CustodyOrder(Do.STORE, numbers, by, to=shelf.code, place_id=shelf.id))


def _stored(specimen: Specimen) -> Specimen:
    return replace(specimen, state=State.STORED)
