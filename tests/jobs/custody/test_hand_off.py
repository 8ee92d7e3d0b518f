"""A hand-off has two sides: what is not accepted stays in the giver's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.custody.bench import CMA, LAB, LEAD, RACK, Bench, does, rack_of, tube
from tracker.barcodes.commands import Command
from tracker.jobs.custody.work import Handing, Mark
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.orders import Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State


def given_over(bench: Bench) -> None:
    """HAND OFF, the giver's badge, the rack, the receiver's badge."""
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(RACK.code)
    bench.scan(LAB.code)


def test_twenty_tubes_change_hands_in_twenty_four_scans() -> None:
    bench = rack_of(20)
    given_over(bench)
    for number in tuple(bench.tubes):
        verdict = bench.scan(number)
    assert bench.scans == 24
    assert verdict.tone is Tone.ACCEPT
    assert verdict.aside == "20 of 20"
    assert bench.held_by(LAB) == 20
    assert {each.state for each in bench.tubes.values()} == {State.ACCEPTED}


def test_a_rack_is_accepted_whole_by_yes() -> None:
    bench = rack_of(20)
    given_over(bench)
    assert bench.say(Command.YES).headline == "20 tubes"
    assert bench.scans == 5
    assert bench.held_by(LAB) == 20
    assert does(bench.orders) == [Do.RELEASE, Do.ACCEPT]


def test_a_rack_is_accepted_whole_by_the_rack_with_its_exceptions_first() -> None:
    bench = rack_of(4)
    given_over(bench)
    first = next(iter(bench.tubes))
    bench.say(Command.REJECT_RH)
    assert bench.scan(first).word == "REJECTED"
    assert bench.scan(RACK.code).headline == "3 tubes"
    assert [each.state for each in bench.tubes.values()] == [State.REJECTED, *[State.ACCEPTED] * 3]
    assert bench.held_by(LAB) == 4
    reasons = [order.reason for order in bench.orders if isinstance(order, CustodyOrder)]
    assert reasons == [None, "RH", None]


def test_what_is_not_accepted_stays_outstanding_in_the_givers_name() -> None:
    bench = rack_of(3)
    given_over(bench)
    one, two, three = bench.tubes
    bench.scan(two)
    verdict = bench.say(Command.DONE)
    assert (verdict.code, verdict.tone, verdict.aside) == (Code.TUBES_MISSING, Tone.REFUSE, "1 accepted, 2 waiting")
    assert "CMA 07" in verdict.detail
    assert [bench.tubes[number].custodian for number in (one, two, three)] == [CMA, LAB, CMA]
    assert [bench.tubes[number].state for number in (one, three)] == [State.RELEASED] * 2
    assert bench.desk.job is JobName.BOARD


def test_a_tube_that_is_not_there_is_pointed_at_by_its_line() -> None:
    bench = rack_of(3)
    given_over(bench)
    missing = tuple(bench.tubes)[1]
    bench.say(Command.QUANTITY, 2)
    assert bench.say(Command.MISSING).word == "NOT THERE"
    assert bench.tubes[missing].custodian == CMA
    bench.say(Command.YES)
    assert bench.held_by(LAB) == 2
    work = bench.desk.work
    assert isinstance(work, Handing)
    assert [each.mark for each in work.listed] == [Mark.ACCEPTED, Mark.MISSING, Mark.ACCEPTED]


def test_a_list_with_a_tube_that_is_not_there_is_not_all_accounted_for() -> None:
    bench = rack_of(3)
    given_over(bench)
    bench.say(Command.QUANTITY, 2)
    bench.say(Command.MISSING)
    verdict = bench.say(Command.YES)
    assert verdict.way_out == "2 accepted, 1 not there. DONE, or go on."


def test_accepted_and_rejected_are_counted_apart_when_leaving() -> None:
    bench = rack_of(4)
    given_over(bench)
    one, two, *_ = bench.tubes
    bench.say(Command.REJECT_RH)
    bench.scan(one)
    bench.scan(two)
    bench.say(Command.QUANTITY, 1)
    bench.say(Command.MISSING)
    verdict = bench.say(Command.DONE)
    assert verdict.word == "NOT ALL ACCEPTED"
    assert verdict.aside == "1 accepted, 1 rejected, 1 waiting, 1 not there"


@pytest.mark.parametrize("line", [None, 4])
def test_missing_without_a_line_asks_which(line: int | None) -> None:
    bench = rack_of(3)
    given_over(bench)
    if line is not None:
        bench.say(Command.QUANTITY, line)
    assert bench.say(Command.MISSING).word == "WHICH LINE?"
    assert does(bench.orders) == [Do.RELEASE]


def test_an_extra_tube_is_told_at_once_and_not_accepted() -> None:
    bench = Bench.of(tube(1), tube(2, State.RELEASED, LEAD))
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(tube(1).number)
    bench.scan(LAB.code)
    verdict = bench.scan(tube(2).number)
    assert (verdict.word, verdict.tone) == ("EXTRA TUBE", Tone.REFUSE)
    assert bench.tubes[tube(2).number].custodian == LEAD


def test_nobody_hands_off_what_somebody_else_holds_without_an_exception_under_two_names() -> None:
    bench = Bench.of(tube(1, State.ACCEPTED, LEAD))
    number = tube(1).number
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    assert bench.scan(number).code == Code.OUT_OF_ORDER
    assert bench.say(Command.YES).code == Code.ANSWER_FIRST
    assert bench.scan(LAB.code).word == "REASON FIRST", "no badge before a reason"
    assert bench.say(Command.EXCEPTION_FOUND).code == Code.SECOND_PERSON
    assert bench.scan(CMA.code).code == Code.SAME_PERSON, "not twice the same person"
    assert bench.scan(LAB.code).word == "TAKEN OVER"
    taken = bench.orders[-1]
    assert isinstance(taken, CustodyOrder)
    assert (taken.do, taken.by, taken.to, taken.witness) == (Do.TAKE_OVER, CMA.code, CMA.code, LAB.code)
    assert taken.reason == "found here"
    assert bench.desk.operator is not None
    assert bench.desk.operator.badge == CMA.code, "the witness does not become the one who acts"
    assert bench.scan(number).word == "RELEASED"


def test_an_exception_can_be_left() -> None:
    bench = Bench.of(tube(1, State.ACCEPTED, LEAD))
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(tube(1).number)
    bench.say(Command.EXCEPTION_FOUND)
    assert bench.say(Command.NO).code == Code.CANCELLED
    assert bench.orders == []


@pytest.mark.parametrize(
    ("command", "job"),
    [
        (Command.HOME, JobName.HOME),
        (Command.DONE, JobName.BOARD),
        (Command.STORE, JobName.STORE),
        (Command.HAND_OFF, JobName.HAND_OFF),
        (Command.RESTOCK, JobName.RESTOCK),
    ],
)
def test_whoever_goes_on_to_something_else_leaves_what_is_asked_and_is_told_so(command: Command, job: JobName) -> None:
    bench = Bench.of(tube(1, State.ACCEPTED, LEAD))
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    assert bench.scan(tube(1).number).word == "OUT OF ORDER"
    verdict = bench.say(command)
    assert bench.desk.job is job
    assert bench.desk.matter is None
    assert verdict.detail.startswith("LEFT OUT: OUT OF ORDER")
    assert tube(1).shown in verdict.detail
    assert "nothing was recorded" in verdict.detail
    assert bench.orders == []


@pytest.mark.parametrize("command", [Command.CLOSE_DAY, Command.REJECT_RH, Command.LABEL])
def test_what_leads_nowhere_else_waits_for_the_answer(command: Command) -> None:
    bench = Bench.of(tube(1, State.ACCEPTED, LEAD))
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(tube(1).number)
    assert bench.say(command).code == Code.ANSWER_FIRST
    assert bench.desk.matter is not None


@pytest.mark.parametrize(
    ("state", "word"),
    [(State.DISPOSED, "ENDED"), (State.NOT_COLLECTED, "VOID LABEL"), (State.LABELLED, "NOT COLLECTED")],
)
def test_a_tube_that_has_ended_or_not_begun_takes_no_step(state: State, word: str) -> None:
    bench = Bench.of(replace(tube(1, state), custodian=None if state is not State.DISPOSED else CMA))
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    verdict = bench.scan(tube(1).number)
    if verdict.code == Code.OUT_OF_ORDER:
        assert verdict.tone is Tone.REFUSE
    assert verdict.word == word
    assert bench.orders == []


def test_the_same_tube_twice_is_told_and_recorded_once() -> None:
    bench = Bench.of(tube(1))
    number = tube(1).number
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(number)
    assert bench.bounce(number).code == Code.REPEATED
    assert bench.scan(number).code == Code.SCANNED_ALREADY
    bench.scan(LAB.code)
    bench.scan(number)
    assert bench.scan(number).code == Code.SCANNED_ALREADY
    assert does(bench.orders) == [Do.RELEASE, Do.ACCEPT]


def test_without_a_badge_nothing_changes_hands() -> None:
    bench = rack_of(2)
    bench.say(Command.HAND_OFF)
    for code in (RACK.code, *bench.tubes):
        assert bench.scan(code).code == Code.SIGN_ON_FIRST
    assert bench.orders == []


def test_a_tube_past_its_limit_is_told_on_both_sides() -> None:
    late = tube(1, due_in=timedelta(minutes=-14))
    bench = Bench.of(late)
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    assert "TOO OLD by 14 m" in bench.scan(late.number).detail
    bench.scan(LAB.code)
    verdict = bench.scan(late.number)
    assert verdict.word == "ACCEPTED, TOO OLD"
    assert "REJECT" in verdict.way_out


def test_undo_takes_the_acceptance_back_by_a_step_of_its_own() -> None:
    bench = rack_of(2)
    given_over(bench)
    bench.scan(next(iter(bench.tubes)))
    bench.say(Command.UNDO)
    assert isinstance(bench.orders[-1], Retract)


def test_what_was_taken_back_can_be_scanned_again() -> None:
    bench = rack_of(2)
    given_over(bench)
    one, two = tuple(bench.tubes)
    bench.scan(one)
    bench.scan(two)
    before = bench.tubes[two]
    bench.say(Command.UNDO)
    bench.tubes[two] = replace(before, state=State.RELEASED, custodian=CMA)
    assert bench.scan(two).aside == "2 of 2"


def test_what_was_released_by_mistake_is_off_the_list_again() -> None:
    bench = Bench.of(tube(1), tube(2))
    one, two = tuple(bench.tubes)
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(one)
    bench.scan(two)
    bench.say(Command.UNDO)
    assert isinstance(bench.desk.work, Handing)
    assert [each.number for each in bench.desk.work.waiting] == [one]


def test_the_giver_may_add_tubes_after_the_receiver_has_begun() -> None:
    bench = Bench.of(tube(1), tube(2))
    bench.say(Command.HAND_OFF)
    bench.scan(CMA.code)
    bench.scan(tube(1).number)
    bench.scan(LAB.code)
    bench.scan(CMA.code)
    assert bench.scan(tube(2).number).word == "RELEASED"
    bench.scan(LAB.code)
    assert bench.say(Command.YES).headline == "2 tubes"


def test_a_receiver_at_another_station_accepts_what_was_released() -> None:
    bench = Bench.of(tube(1, State.RELEASED), tube(2, State.RELEASED))
    bench.say(Command.ACCEPT)
    bench.scan(LAB.code)
    assert bench.scan(tube(1).number).word == "ACCEPTED"
    assert bench.held_by(LAB) == 1


def test_another_badge_in_accept_accepts_in_its_own_name_only() -> None:
    bench = Bench.of(tube(1, State.RELEASED), tube(2, State.RELEASED))
    bench.say(Command.ACCEPT)
    bench.scan(LAB.code)
    bench.scan(LEAD.code)
    bench.scan(tube(1).number)
    assert bench.held_by(LEAD) == 1
    assert bench.held_by(LAB) == 0


def test_a_tube_scanned_in_any_other_job_is_answered_and_changes_nothing() -> None:
    for command in (Command.HOME, Command.RESTOCK, Command.FIND, Command.BOARD):
        bench = Bench.of(tube(1, State.RELEASED))
        bench.say(command)
        verdict = bench.scan(tube(1).number)
        assert (verdict.code, verdict.aside) == (Code.FOUND, "released, nobody has accepted")
        assert "CMA 07" in verdict.detail
        assert bench.orders == []


_COMMANDS = st.sampled_from(
    [
        Command.YES,
        Command.NO,
        Command.UNDO,
        Command.DONE,
        Command.MISSING,
        Command.HAND_OFF,
        Command.ACCEPT,
        Command.REJECT_RH,
        Command.CONDITION_LEAKED,
        Command.EXCEPTION_FOUND,
    ]
)
_SCANS = st.one_of(
    _COMMANDS,
    st.integers(1, 5),
    st.sampled_from([CMA.code, LAB.code, LEAD.code, RACK.code, *(tube(n).number for n in range(1, 6))]),
)


@given(st.lists(_SCANS, max_size=40))
def test_whatever_is_scanned_every_tube_has_one_custodian_who_is_present(scans: list[Command | int | str]) -> None:
    """Nothing raises, only who is signed on acts, and custody goes to nobody but the one who accepts."""
    tubes = [
        tube(1, holder=RACK),
        tube(2, holder=RACK),
        tube(3, State.RELEASED, LEAD),
        tube(4, State.STORED),
        tube(5, State.DISPOSED),
    ]
    bench = Bench.of(*tubes, in_rack=True)
    for scan in scans:
        before = dict(bench.tubes)
        bench.orders.clear()
        if isinstance(scan, Command):
            bench.say(scan)
        elif isinstance(scan, int):
            bench.say(Command.QUANTITY, scan)
        else:
            bench.scan(scan)
        operator = bench.desk.operator
        for order in bench.orders:
            if isinstance(order, CustodyOrder):
                assert operator is not None
                assert order.by == operator.badge
                assert order.to in (None, operator.badge)
                assert order.witness != order.by
        changed = [number for number, each in bench.tubes.items() if each.custodian != before[number].custodian]
        assert all(bench.tubes[number].custodian is not None for number in changed)
        assert not changed or bench.desk.operator is not None
