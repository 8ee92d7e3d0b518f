"""A bag is packed by whoever answers for what goes into it, at one temperature."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.jobs.custody.bench import CMA, LAB, RACK, tube
from tests.jobs.custody.road import BAG, BOX, OTHER_BAG, Road, departed, packed
from tracker.barcodes.commands import Command
from tracker.jobs.custody.work import Packing
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import Specimen, Transport
from tracker.specimens.orders import OpenShipment, Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State


def packing(*tubes: Specimen) -> Road:
    """PACK, the badge of CMA 07, the bag."""
    road = Road.of(*tubes)
    road.say(Command.PACK)
    road.scan(CMA.code, BAG.code)
    return road


def numbers_in(road: Road) -> list[str]:
    return [each.number for each in road.inside(BAG)]


def test_without_a_badge_nothing_is_packed() -> None:
    road = Road.of(tube(1))
    road.say(Command.PACK)
    assert road.scan(BAG.code).code == Code.SIGN_ON_FIRST
    assert road.orders == []


def test_twelve_tubes_are_counted_into_the_bag_and_stay_in_the_packers_name() -> None:
    road = packing(*(tube(n) for n in range(1, 13)))
    verdict = road.scan(*road.tubes)
    assert (verdict.word, verdict.aside) == ("PACKED", "12 in the bag")
    assert set(road.custodians()) == {"CMA 07"}
    assert len(numbers_in(road)) == 12
    assert [type(order) for order in road.orders].count(OpenShipment) == 1


def test_a_bag_that_was_begun_is_gone_on_with_by_its_code() -> None:
    road = packed(2)
    road.say(Command.DONE)
    road.say(Command.PACK)
    verdict = road.scan(BAG.code)
    assert (verdict.word, verdict.aside, verdict.tone) == ("PACK", "2 in the bag", Tone.NOTE)
    assert len(road.trips) == 1


def test_a_rack_goes_in_whole_and_what_does_not_is_told_by_number() -> None:
    fit, late = tube(1, holder=RACK), tube(2, holder=RACK, due_in=-timedelta(minutes=5))
    others = tube(3, custodian=LAB, holder=RACK)
    road = packing(fit, late, others)
    verdict = road.scan(RACK.code)
    assert numbers_in(road) == [fit.number]
    assert verdict.headline == "rack R4   1 tube"
    assert f"not yours: {others.shown}" in verdict.detail
    assert f"in doubt: {late.shown}" in verdict.detail


def test_an_empty_rack_packs_nothing() -> None:
    road = packing(tube(1))
    assert road.scan(RACK.code).code == Code.NOTHING_HERE


def test_a_tube_before_its_bag_is_asked_for_the_bag() -> None:
    road = Road.of(tube(1))
    road.say(Command.PACK)
    assert road.scan(CMA.code, *road.tubes).word == "WHICH BAG?"


def test_a_tube_that_needs_another_temperature_goes_into_another_bag() -> None:
    road = packing(tube(1), replace(tube(2), transport=Transport.FROZEN))
    one, frozen = road.tubes
    verdict = road.scan(one, frozen)
    assert (verdict.code, verdict.word) == (Code.OTHER_TEMPERATURE, "ANOTHER BAG")
    assert verdict.way_out == "Scan another bag, then this tube again."
    assert road.scan(OTHER_BAG.code, frozen).word == "PACKED"
    assert numbers_in(road) == [one]


def test_a_rack_of_two_temperatures_is_sorted_by_the_first_tube_in_the_bag() -> None:
    cold = replace(tube(1, holder=RACK), transport=Transport.REFRIGERATED)
    road = packing(cold, tube(2, holder=RACK), tube(3, holder=RACK))
    assert road.scan(RACK.code).word == "TWO TEMPERATURES"
    assert numbers_in(road) == []
    verdict = road.scan(cold.number, RACK.code)
    assert numbers_in(road) == [cold.number]
    assert "another temperature" in verdict.detail


def test_a_tube_in_other_hands_is_packed_only_as_an_exception_under_two_names() -> None:
    road = packing(tube(1, custodian=LAB))
    assert road.scan(*road.tubes).code == Code.OUT_OF_ORDER
    road.say(Command.EXCEPTION_FOUND)
    assert road.scan(LAB.code).word == "TAKEN OVER"
    assert road.scan(*road.tubes).word == "PACKED"
    assert road.custodians() == ["CMA 07"]


@pytest.mark.parametrize(
    ("state", "way"), [(State.STORED, "RETRIEVE"), (State.RELEASED, "UNDO"), (State.LOST, "ARRIVE")]
)
def test_what_is_not_at_hand_is_refused_with_the_job_that_brings_it_back(state: State, way: str) -> None:
    road = packing(tube(1, state))
    verdict = road.scan(*road.tubes)
    assert verdict.word == "NOT IN YOUR HANDS"
    assert way in verdict.way_out


def test_a_tube_disposed_of_is_never_packed() -> None:
    road = packing(tube(1, State.DISPOSED))
    assert road.scan(*road.tubes).code == Code.ENDED


def test_a_tube_that_is_too_old_is_asked_and_the_answer_is_recorded() -> None:
    road = packing(tube(1, due_in=-timedelta(minutes=1)))
    verdict = road.scan(*road.tubes)
    assert (verdict.code, verdict.tone) == (Code.TOO_OLD, Tone.ASK)
    assert numbers_in(road) == []
    assert road.say(Command.YES).word == "PACKED, TOO OLD"
    order = road.orders[-1]
    assert isinstance(order, CustodyOrder)
    assert order.overrides == ("too_old",)


def test_a_tube_of_another_bag_moves_only_when_asked() -> None:
    road = packing(tube(1))
    road.scan(*road.tubes, OTHER_BAG.code)
    assert "B17" in road.scan(*road.tubes).detail
    road.say(Command.NO)
    assert len(numbers_in(road)) == 1
    road.scan(*road.tubes)
    road.scan(*road.tubes)
    assert numbers_in(road) == []
    assert len(road.inside(OTHER_BAG)) == 1


def test_a_tube_scanned_again_holds_nobody_up_and_undo_takes_it_out() -> None:
    road = packed(3)
    one, two, three = road.tubes
    assert road.scan(one).word == "ALREADY"
    assert road.scan(three).word == "ALREADY"
    verdict = road.say(Command.UNDO)
    assert (verdict.word, verdict.aside) == ("TAKEN OUT", "2 in the bag")
    assert numbers_in(road) == [one, two]
    assert road.tubes[three].custodian == CMA
    assert road.scan(three).aside == "3 in the bag"


def test_undo_takes_the_last_tube_back_and_the_count_with_it() -> None:
    road = packed(3)
    three = tuple(road.tubes)[2]
    road.say(Command.UNDO)
    assert isinstance(road.orders[-1], Retract)
    assert len(numbers_in(road)) == 2
    assert road.scan(three).aside == "3 in the bag"


def test_undo_after_a_bag_was_opened_says_that_it_stands() -> None:
    road = packing(tube(1))
    verdict = road.say(Command.UNDO)
    assert (verdict.word, verdict.tone) == ("STANDS", Tone.REFUSE)
    assert road.orders == [OpenShipment(BAG.code, CMA.code)]


def test_undo_is_done_in_the_name_of_whoever_scans_it() -> None:
    road = packed(1)
    road.scan(LAB.code)
    road.say(Command.UNDO)
    order = road.orders[-1]
    assert isinstance(order, Retract)
    assert order.by == LAB.code


def test_nothing_goes_into_a_bag_that_is_on_its_way() -> None:
    road = departed(1)
    road.say(Command.PACK)
    verdict = road.scan(BAG.code)
    assert (verdict.code, verdict.word) == (Code.BAG_AWAY, "ON ITS WAY")
    assert "Swift Courier" in verdict.detail
    assert verdict.aside == "expected in 4 m"


def test_a_full_box_goes_into_the_bag_and_an_empty_one_is_packed_itself() -> None:
    road = packing(tube(1, holder=BOX))
    road.scan(BOX.code)
    assert len(numbers_in(road)) == 1
    road.scan(BOX.code)
    assert isinstance(road.desk.work, Packing)
    assert road.desk.work.bag == BOX


def test_a_rack_alone_is_no_bag() -> None:
    road = Road.of(tube(1, holder=RACK))
    road.say(Command.PACK)
    assert road.scan(CMA.code, RACK.code).word == "NO BAG"


def test_a_box_that_keeps_tubes_is_not_emptied_into_a_trip_unasked() -> None:
    road = Road.of(tube(1, State.STORED, holder=BOX))
    road.say(Command.PACK)
    assert road.scan(CMA.code, BOX.code).word == "NOT EMPTY"
    assert road.trips == []


def test_done_leaves_the_bag_packed() -> None:
    road = packed(2)
    assert road.say(Command.DONE).tone is Tone.NOTE
    assert road.desk.job is JobName.BOARD
    assert len(numbers_in(road)) == 2


def test_placing_never_changes_who_answers_for_a_tube() -> None:
    road = packed(3)
    orders = [order for order in road.orders if isinstance(order, CustodyOrder)]
    assert {(order.do, order.to, order.by) for order in orders} == {(Do.PLACE, None, CMA.code)}
