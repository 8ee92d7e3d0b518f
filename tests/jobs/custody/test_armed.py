"""A REJECT reason or a condition that was scanned is for one tube: it waits in sight, and nothing but that tube uses it."""

from __future__ import annotations

import pytest

from tests.jobs.custody.bench import CMA, LAB, RACK, Bench, rack_of, tube
from tests.jobs.custody.road import REFERENCE, Road, arrived, departed
from tracker.barcodes.commands import Command
from tracker.jobs.custody.dispatch import yes_words
from tracker.jobs.custody.work import Handing
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import State


def handed(count: int = 3) -> Bench:
    bench = rack_of(count)
    bench.say(Command.HAND_OFF)
    for code in (CMA.code, RACK.code, LAB.code):
        bench.scan(code)
    return bench


def work_of(bench: Bench | Road) -> Handing:
    assert isinstance(bench.desk.work, Handing)
    return bench.desk.work


@pytest.mark.parametrize(
    ("armed", "said"), [(Command.CONDITION_LEAKED, "CONDITION leaked"), (Command.REJECT_QS, "REJECT QS")]
)
def test_yes_done_and_the_rack_wait_for_the_tube_that_it_is_for(armed: Command, said: str) -> None:
    bench = handed()
    bench.say(armed)
    orders = list(bench.orders)
    assert yes_words(bench.desk) == "", "what would be refused is not offered"
    for scan in (Command.YES, Command.DONE, RACK.code):
        verdict = bench.say(scan) if isinstance(scan, Command) else bench.scan(scan)
        assert verdict.tone is Tone.REFUSE
        assert said in verdict.headline
        assert "NO" in verdict.way_out
        bench.say(Command.QUANTITY, 9)
    assert bench.orders == orders
    assert bench.desk.job is JobName.HAND_OFF
    assert work_of(bench).reason == ("QS" if armed is Command.REJECT_QS else None)


def test_the_rest_is_accepted_as_it_is_once_the_tube_was_scanned() -> None:
    bench = handed()
    bench.say(Command.CONDITION_LEAKED)
    bench.scan(next(iter(bench.tubes)))
    bench.say(Command.YES)
    last = bench.orders[-1]
    assert isinstance(last, CustodyOrder)
    assert (len(last.numbers), last.condition) == (2, None)


def test_a_tube_that_was_accepted_is_not_rejected_by_scanning_it_again_and_it_is_said_aloud() -> None:
    """It was a note that ended in "Go on": hemolysis is seen once a tube is spun, long after it was accepted."""
    bench = handed()
    first = next(iter(bench.tubes))
    bench.scan(first)
    assert bench.scan(first).tone is Tone.NOTE, "where nothing waits, once more is nothing"
    bench.say(Command.REJECT_RH)
    orders = list(bench.orders)
    verdict = bench.scan(first)
    assert (verdict.tone, verdict.word) == (Tone.REFUSE, "TAKEN BEFORE")
    assert verdict.detail == "next tube: REJECT RH hemolysis · not recorded of this tube"
    assert "DISPOSE" in verdict.way_out
    for _ in range(2):
        bench.say(Command.NO)
    assert work_of(bench).reason is None, "as its words say"
    assert bench.orders == orders


def test_a_refusal_says_that_the_reason_still_waits_and_acknowledging_it_keeps_it() -> None:
    bench = handed()
    bench.tubes[tube(9).number] = tube(9, State.DISPOSED)
    bench.say(Command.REJECT_QS)
    assert "next tube: REJECT QS" in bench.scan(tube(9).number).detail
    assert "next tube: REJECT QS" in bench.say(Command.NO).detail
    assert work_of(bench).reason == "QS"
    assert bench.say(Command.NO).code == Code.CANCELLED
    assert work_of(bench).reason is None


def test_no_names_both_a_reason_and_a_condition_that_it_leaves_out() -> None:
    bench = handed()
    bench.say(Command.REJECT_QS)
    bench.say(Command.CONDITION_LEAKED)
    headline = bench.say(Command.UNDO).headline
    assert "REJECT QS" in headline
    assert "CONDITION leaked" in headline


def test_taking_a_noted_tube_back_says_that_its_condition_waits_again() -> None:
    bench = handed()
    bench.say(Command.CONDITION_LEAKED)
    bench.scan(next(iter(bench.tubes)))
    verdict = bench.say(Command.UNDO)
    assert work_of(bench).condition == "leaked"
    assert "next tube: CONDITION leaked" in verdict.detail


def test_a_reason_that_was_scanned_before_the_bag_waits_for_the_first_tube_out_of_it() -> None:
    road = departed(2)
    road.say(Command.ARRIVE)
    road.scan(LAB.code)
    road.say(Command.REJECT_RH)
    road.scan(road.trips[0].code)
    assert work_of(road).reason == "RH"
    assert road.scan(next(iter(road.tubes))).word == "REJECTED"


def test_a_bag_is_not_accepted_whole_under_a_reason_either() -> None:
    road = arrived(3)
    road.say(Command.REJECT_RH)
    assert road.say(Command.YES).tone is Tone.REFUSE
    assert set(road.states()) == {State.ARRIVED}


def test_a_laboratorys_rejection_is_for_the_line_that_was_named() -> None:
    road = departed(3, target=REFERENCE)
    road.say(Command.ARRIVE)
    road.scan(LAB.code, road.trips[0].code, REFERENCE.code)
    road.say(Command.REJECT_QS)
    assert road.say(Command.YES).tone is Tone.REFUSE
    assert set(road.states()) == {State.ARRIVED}
    road.say(Command.NO)
    road.line(2)
    assert road.say(Command.YES).word == "REJECTED THERE"
    assert road.states() == [State.ARRIVED, State.REJECTED, State.ARRIVED]
