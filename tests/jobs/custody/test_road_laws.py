"""Whatever is scanned on a bag's way, in whatever order: the services never need to refuse, and no name is borrowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.custody.bench import CMA, LAB, LEAD, RACK, tube
from tests.jobs.custody.road import BAG, BOX, DRIVER, EASTGATE, OTHER_BAG, REFERENCE, SEAL, SWIFT, Road, trip_code
from tracker.barcodes.commands import Command
from tracker.jobs.verdict import Tone
from tracker.specimens.facts import PartyKind, Transport
from tracker.specimens.orders import Retract
from tracker.specimens.states import ENDED, State

TUBES = (
    tube(1),
    tube(2, holder=RACK),
    tube(3, holder=RACK, due_in=timedelta(minutes=4)),
    tube(4, custodian=LAB),
    tube(5, State.REJECTED),
    tube(6, State.RELEASED),
    tube(7, State.DISPOSED),
    replace(tube(8), transport=Transport.FROZEN),
)
CODES = (
    *(each.number for each in TUBES),
    *(each.code for each in (CMA, LAB, LEAD, DRIVER, RACK, BAG, OTHER_BAG, BOX, SWIFT, REFERENCE, EASTGATE)),
    *(trip_code(n) for n in (1, 2)),
    SEAL,
)
COMMANDS = (
    Command.PACK,
    Command.SHIP,
    Command.ARRIVE,
    Command.YES,
    Command.NO,
    Command.SEAL_BROKEN,
    Command.DONE,
    Command.MISSING,
    Command.LOST_IN_TRANSIT,
    Command.LOST_SPILLED,
    Command.REJECT_RH,
    Command.CONDITION_WARM,
    Command.FROZEN,
    Command.EXCEPTION_FOUND,
)
ONE = st.sampled_from(CODES) | st.sampled_from(COMMANDS) | st.integers(1, 3)
ROUNDS = st.sampled_from(
    [
        (Command.PACK, CMA.code, BAG.code, TUBES[0].number, RACK.code),
        (Command.SHIP, CMA.code, BAG.code, EASTGATE.code, SWIFT.code, Command.YES),
        (Command.SHIP, CMA.code, BAG.code, REFERENCE.code, SEAL, DRIVER.code, Command.YES),
        (Command.ARRIVE, LAB.code, BAG.code, Command.YES),
        (Command.ARRIVE, LAB.code, trip_code(), REFERENCE.code),
        (Command.ARRIVE, LAB.code, Command.LOST_IN_TRANSIT, trip_code(), Command.YES),
    ]
)


def did(road: Road, what: Command | str | int) -> Tone:
    if isinstance(what, Command):
        return road.say(what).tone
    return road.line(what).tone if isinstance(what, int) else road.scan(what).tone


@settings(max_examples=150, deadline=None)
@given(st.lists(ROUNDS | st.tuples(ONE), max_size=25))
def test_every_order_is_one_that_the_records_can_carry_out(rounds: list[tuple[Command | str | int, ...]]) -> None:
    """:class:`Road` asserts for each order what the services would refuse, and that it comes under ACCEPT."""
    road = Road.of(*TUBES)
    for what in (one for each in rounds for one in each):
        before = len(road.orders)
        did(road, what)
        for order in road.orders[before:]:
            assert road.desk.operator is not None
            assert getattr(order, "by") == road.desk.operator.badge  # noqa: B009 (each kind of order has it)
        for each in road.tubes.values():
            assert each.state in ENDED or each.custodian is not None
            is_on_way = each.state is State.DEPARTED
            assert not is_on_way or (each.custodian is not None and each.spot.shipment_code is not None)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*(each.number for each in TUBES), RACK.code]), min_size=1, max_size=12))
def test_undo_after_packing_leaves_the_count_that_the_bag_has(codes: list[str]) -> None:
    road = Road.of(*TUBES)
    road.say(Command.PACK)
    road.scan(CMA.code, BAG.code)
    for code in codes:
        road.scan(code)
        road.say(Command.NO)
    road.say(Command.UNDO)
    road.say(Command.PACK)
    verdict = road.scan(BAG.code)
    count = len(road.inside(BAG))
    assert verdict.aside == (f"{count} in the bag" if count else "empty")
    assert not any(isinstance(order, Retract) and order.by != CMA.code for order in road.orders)
    assert all(each.custodian is None or each.custodian.kind is PartyKind.PERSON for each in road.tubes.values())
