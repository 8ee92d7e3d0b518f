"""The plain steps of custody, for one tube or a rack: who holds it, in what state, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.deciding import require_legal
from tracker.specimens.demanding import (
    TAKES,
    laboratory_of,
    require_packable,
    require_said,
    require_second,
    require_taker,
)
from tracker.specimens.orders import Step
from tracker.specimens.parties import require_staff
from tracker.specimens.queries import tests_of
from tracker.specimens.retention import keep_until, require_disposable
from tracker.specimens.shipping import reconcile, senders
from tracker.specimens.standing import Standing, standings
from tracker.specimens.states import Do, becomes
from tracker.specimens.stepping import Act, take
from tracker.specimens.whereabouts import is_lost_on_the_way, place_id_of, places, stood
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


def step(connection: Connection, order: Step, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """Take one step with all the specimens, or refuse with nothing changed."""
    if order.do not in STEPS:
        raise ValueError(f"{order.do} has an order of its own")
    require_staff(connection, order.by)
    before = standings(connection, order.numbers)
    require_legal(connection, order.do, before, laboratory_of(connection, order) or order.by)
    require_said(connection, order, occasion)
    require_second(order, before)
    require_taker(connection, order, before)
    if order.do is Do.DISPOSE and order.to in (None, order.by):
        require_disposable(connection, order, before, occasion)
    moved = stood(connection, order, before)
    require_packable(order, before, moved)
    after = _timed(connection, order, _handed_over(connection, order, moved), occasion)
    act = Act(order.do, order.by, occasion, rules, order.reason, order.condition, order.method, order.witness)
    words = take(connection, act, list(zip(before, after, strict=True))).words
    done = reconcile(connection, {each.shipment_id for each in before})
    return {
        **words,
        **({"reconciled": done} if done else {}),
        **({"overrides": list(order.overrides)} if order.overrides else {}),
    }


def _handed_over(connection: Connection, order: Step, moved: Sequence[Standing]) -> list[Standing]:
    """The specimens in their new state, with their custodian and place afterwards."""
    put_down = places(connection, order, moved)
    back = senders(connection, (each.shipment_id for each in moved)) if order.do is Do.LOSE else {}
    after = []
    for each, place in zip(moved, put_down, strict=True):
        state = becomes(order.do, each.state, is_rejected=each.rejected_at is not None)
        custodian = each.custodian
        if order.do in TAKES or order.do is Do.DISPOSE:
            custodian = order.to or order.by
        elif order.do is Do.STORE and place is not None:
            custodian = place.code
        elif is_lost_on_the_way(order, each):
            custodian = back.get(each.shipment_id, custodian)
        after.append(
            replace(
                each,
                state=state,
                custodian=custodian,
                place_id=place_id_of(order, each, place, custodian),
            )
        )
    return after


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
