"""The plain steps of custody, for one tube or a rack: who holds it, in what state, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.deciding import require_fit, require_legal, require_text
from tracker.specimens.facts import Test
from tracker.specimens.orders import Step
from tracker.specimens.parties import is_partner, require_laboratory, require_staff, require_witness
from tracker.specimens.placing import Room, Stand, put, room, stand, stands
from tracker.specimens.queries import tests_of
from tracker.specimens.rows import when
from tracker.specimens.shipping import UNDER_WAY, reconcile, senders
from tracker.specimens.standing import Standing, in_words, standings
from tracker.specimens.states import Do, State, becomes
from tracker.specimens.stepping import Act, take
from tracker.store.connection import Connection

STEPS = frozenset(
    {
        Do.SPIN,
        Do.TEST,
        Do.PLACE,
        Do.RELEASE,
        Do.ACCEPT,
        Do.REJECT,
        Do.NOTE,
        Do.LOSE,
        Do.FIND,
        Do.STORE,
        Do.RETRIEVE,
        Do.DISPOSE,
        Do.TAKE_OVER,
    }
)
"""What a :class:`Step` may ask for; all else has an order of its own."""

_TAKES = frozenset({Do.ACCEPT, Do.REJECT, Do.FIND, Do.RETRIEVE, Do.TAKE_OVER})
"""Whoever does it has the specimen in his hands, and answers for it from now on."""
_NEEDS_REASON = frozenset({Do.REJECT, Do.LOSE, Do.DISPOSE, Do.TAKE_OVER})
_TAKEN_OUT = frozenset({Do.RETRIEVE, Do.LOSE, Do.FIND, Do.DISPOSE, Do.TAKE_OVER})
"""It leaves its slot: nothing stands there any more."""
_TAKEN_FROM_BAG = frozenset({Do.ACCEPT, Do.REJECT, Do.STORE})
"""It leaves a bag; a rack or box accepted as a whole stays one."""


def step(connection: Connection, order: Step, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """Take one step with all the specimens, or refuse with nothing changed."""
    if order.do not in STEPS:
        raise ValueError(f"{order.do} has an order of its own")
    require_staff(connection, order.by)
    before = standings(connection, order.numbers)
    require_legal(connection, order.do, before, _laboratory(connection, order) or order.by)
    _require_said(connection, order)
    _require_taker(connection, order, before)
    if order.do is Do.DISPOSE and order.to in (None, order.by):
        _require_disposable(connection, order, before, occasion)
    stood = _stood(connection, order, before)
    _require_packable(order, before, stood)
    after = _handed_over(connection, order, stood)
    after = _timed(connection, order, after, occasion)
    act = Act(order.do, order.by, occasion, rules, order.reason, order.condition, order.method, order.witness)
    words = take(connection, act, list(zip(before, after, strict=True))).words
    reconcile(connection, {each.shipment_id for each in before})
    return {**words, "overrides": list(order.overrides)} if order.overrides else words


def _laboratory(connection: Connection, order: Step) -> str | None:
    """Whose word it is that it has discarded what it had taken over; None for what one of us does himself."""
    if order.do is not Do.DISPOSE or order.to in (None, order.by):
        return None
    assert order.to is not None
    require_laboratory(connection, order.to)
    return order.to


def _require_said(connection: Connection, order: Step) -> None:
    """What the step must say beside who and what: a reason, a condition, a method, a witness, to whom."""
    if order.do in _NEEDS_REASON:
        require_text(order.reason, "reason")
    if order.do is Do.NOTE:
        require_text(order.condition, "condition")
    if order.do is Do.DISPOSE:
        require_text(order.method, "method")
    if order.do is Do.TAKE_OVER and order.witness is None:
        raise _no_witness("To take a specimen over out of order")
    if order.witness is not None:
        require_witness(connection, order.witness, order.by)
    if order.offered_to is not None:
        _require_receiver(connection, order)


def _require_packable(order: Step, before: Sequence[Standing], stood: Sequence[Standing]) -> None:
    """What was rejected is packed for a trip only by whoever has said that he knows it."""
    packed = [
        now
        for each, now in zip(before, stood, strict=True)
        if now.shipment_id is not None and now.shipment_id != each.shipment_id
    ]
    if "rejected" not in order.overrides:
        require_fit(packed, "it is not sent on as if it were fit")


def _require_taker(connection: Connection, order: Step, before: Sequence[Standing]) -> None:
    """Custody is taken over in person; but a laboratory that does not scan here takes over what has arrived, by its own
    word, for which whoever enters it signs."""
    if order.do not in _TAKES or order.to in (None, order.by):
        return
    is_word = order.do in (Do.ACCEPT, Do.REJECT) and is_partner(order.to) and order.reason is not None
    if not is_word or any(each.state is not State.ARRIVED for each in before):
        raise Refusal(
            "Custody is taken over in person.",
            hint="Whoever takes it scans his own badge first.",
            code="not_in_person",
        )
    assert order.to is not None
    require_laboratory(connection, order.to)


def _no_witness(what: str) -> Refusal:
    return Refusal(
        f"{what} needs a second person.", hint="Have a colleague scan his badge as witness.", code="witness_required"
    )


def _require_receiver(connection: Connection, order: Step) -> None:
    if order.do is not Do.RELEASE:
        raise ValueError("only what is released is offered to somebody")
    assert order.offered_to is not None
    if order.offered_to == order.by:
        raise Refusal("Nobody hands a specimen to himself.", hint="Scan the receiver's badge.", code="own_custody")
    if not order.offered_to.startswith("B"):
        raise Refusal(
            "A courier or laboratory has no badge to accept it with.",
            hint="Pack it into a bag, and send the bag: PACK, then SHIP.",
            code="offered_to_no_person",
        )
    require_staff(connection, order.offered_to)


def _require_disposable(connection: Connection, order: Step, before: Sequence[Standing], occasion: Occasion) -> None:
    """A rejected specimen is kept for nothing; any other until its time is over (CLIA, 42 CFR 493.1105, for slides and
    blocks; the clinic's own table for the rest), or a second person agrees."""
    kept = [
        each
        for each in before
        if each.keep_until is not None and each.keep_until > occasion.at and each.rejected_at is None
    ]
    if kept and "retention" not in order.overrides:
        raise Refusal(
            f"{in_words([each.number for each in kept])} must be kept until {str(kept[0].keep_until)[:10]}.",
            hint="Store it; to dispose of it now, a second person must agree.",
            code="retention",
        )
    if order.witness is not None:
        return
    if kept:
        raise _no_witness("To dispose of a specimen before its time")
    tests = tests_of(connection, [each.id for each in before])
    if any(test.needs_witness for own in tests.values() for test in own):
        raise _no_witness("To dispose of a specimen of this kind")


def _stood(connection: Connection, order: Step, before: Sequence[Standing]) -> list[Standing]:
    """The specimens where they stand afterwards: holder, slot and trip."""
    if order.holder_code:
        return put(connection, stand(connection, order.holder_code), order.slots, before)
    if order.do in _TAKEN_OUT or order.holder_code == "":
        return [
            replace(
                each,
                holder_id=None,
                slot=None,
                shipment_id=each.shipment_id if _is_lost_on_the_way(order, each) else None,
            )
            for each in before
        ]
    if order.do in _TAKEN_FROM_BAG:
        known = stands(connection, (each.holder_id for each in before))
        return [
            replace(each, holder_id=None, slot=None, shipment_id=None)
            if each.holder_id is not None and known[each.holder_id].is_bag
            else replace(each, shipment_id=None)
            for each in before
        ]
    if order.do is Do.PLACE and order.place_id is None:
        raise Refusal("Where it is put was not said.", hint="Scan the rack, box or bag, or the place.", code="no_place")
    return list(before)


def _handed_over(connection: Connection, order: Step, stood: Sequence[Standing]) -> list[Standing]:
    """The specimens in their new state, with their custodian and place afterwards."""
    offered = order.offered_to if order.do is Do.RELEASE else None
    places = _places(connection, order, stood)
    back = senders(connection, (each.shipment_id for each in stood)) if order.do is Do.LOSE else {}
    after = []
    for each, place in zip(stood, places, strict=True):
        state = becomes(order.do, each.state, is_rejected=each.rejected_at is not None)
        custodian = each.custodian
        if order.do in _TAKES or order.do is Do.DISPOSE:
            custodian = order.to or order.by
        elif order.do is Do.STORE and place is not None:
            custodian = place.code
        elif _is_lost_on_the_way(order, each):
            custodian = back.get(each.shipment_id, custodian)
        after.append(
            replace(
                each,
                state=state,
                custodian=custodian,
                offered_to=each.offered_to if each.state is state is State.RELEASED else offered,
                place_id=_place_id(order, each, place, custodian),
            )
        )
    return after


def _is_lost_on_the_way(order: Step, each: Standing) -> bool:
    """Then it stays on its shipment's list, and its sender answers for it again."""
    return order.do is Do.LOSE and each.state in UNDER_WAY


def _place_id(order: Step, each: Standing, place: Room | None, custodian: str | None) -> int | None:
    if order.do in (Do.LOSE, Do.DISPOSE):
        return None
    if place is not None:
        return place.id
    has_left = custodian != each.custodian or (order.do is Do.PLACE and each.holder_id is not None)
    return None if has_left else each.place_id


def _places(connection: Connection, order: Step, stood: Sequence[Standing]) -> list[Room | None]:
    """Where each is put down, None where nobody said. What is stored stands where its rack or box stands."""
    said = room(connection, place_id=order.place_id) if order.place_id is not None else None
    if order.do is not Do.STORE:
        return [said] * len(stood)
    if said is None and order.to is not None:
        said = room(connection, code=order.to)
    known = stands(connection, (each.holder_id for each in stood))
    found: dict[int | None, Room] = {}
    for holder_id in {each.holder_id for each in stood}:
        found[holder_id] = _store_in(connection, known[holder_id], said) if holder_id is not None else _said(said)
    return [found[each.holder_id] for each in stood]


def _said(place: Room | None) -> Room:
    if place is None:
        raise Refusal(
            "Where it is stored was not said.", hint="Scan the place, or the rack that stands there.", code="no_place"
        )
    return place


def _store_in(connection: Connection, into: Stand, said: Room | None) -> Room:
    """A rack that nobody has placed yet stands where its first tube is stored."""
    if into.is_bag or into.shipment_id is not None:
        raise Refusal(
            f"{into.name} travels: nothing is stored in it.",
            hint="Store it in another rack or box, or on the shelf itself.",
            code="bag_is_no_store",
        )
    if into.place_id is None:
        place = _said(said)
        connection.exec_driver_sql("UPDATE holder SET place_id = ? WHERE id = ?", (place.id, into.id))
        return place
    place = room(connection, place_id=into.place_id)
    if said is not None and said.id != place.id:
        raise Refusal(
            f"{into.name} stands in {place.path}, not in {said.path}.",
            hint="Scan the rack and its new place first, or take another rack.",
            code="holder_elsewhere",
        )
    return place


def _timed(connection: Connection, order: Step, after: Sequence[Standing], occasion: Occasion) -> list[Standing]:
    """When it was spun, first received (42 CFR 493.1242: the time of receipt is recorded), tested, and first rejected."""
    do, at = order.do, occasion.at
    if do is Do.SPIN:
        return [replace(each, spun_at=each.spun_at or at) for each in after]
    if do is Do.TEST:
        tests = tests_of(connection, [each.id for each in after])
        return [
            replace(
                each,
                tested_at=each.tested_at or at,
                keep_until=keep_until(tests.get(each.id, ()), each.tested_at or at),
            )
            for each in after
        ]
    if do is Do.REJECT:
        after = [
            replace(each, rejected_at=each.rejected_at or at, rejected_for=each.rejected_for or order.reason)
            for each in after
        ]
    if do in (Do.ACCEPT, Do.REJECT, Do.FIND, Do.TAKE_OVER):
        return [replace(each, received_at=each.received_at or at) for each in after]
    return list(after)


def keep_until(tests: Sequence[Test], start: str) -> str | None:
    """The longest retention of its tests, counted from the test, and before it from collection. None without tests."""
    days = max((test.retention_days for test in tests), default=0)
    return stamp(when(start) + timedelta(days=days)) if days else None
