"""Taking out, spinning and testing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.jobs.custody.shelves import ANNE, BEN, NOON, R4, Bench, badge, in_slot, rack, tube
from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import DueKind
from tracker.specimens.orders import Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do, State


def test_a_tube_taken_out_frees_its_slot_and_is_told_when_it_counts_as_missing() -> None:
    bench, there = Bench(JobName.RETRIEVE), in_slot(tube(1, State.STORED), 3)
    step = bench.scan(there)
    assert step.orders == (CustodyOrder(Do.RETRIEVE, (there.number,), ANNE.code, to=ANNE.code, holder_code=""),)
    assert "STORE" in step.verdict.way_out
    assert "8 h" in step.verdict.way_out
    assert "A3" in step.verdict.aside


def test_a_rack_is_taken_out_whole_each_tube_in_its_slot() -> None:
    bench = Bench(JobName.RETRIEVE)
    inside = (in_slot(tube(1, State.STORED), 1), in_slot(tube(2, State.STORED), 2), in_slot(tube(3, whose=BEN), 3))
    step = bench.scan(rack(*inside))
    numbers = (inside[0].number, inside[1].number)
    assert step.orders == (CustodyOrder(Do.RETRIEVE, numbers, ANNE.code, to=ANNE.code, holder_code=R4.code),)
    assert inside[2].shown in step.verdict.detail


def test_undo_puts_it_back_in_the_name_of_whoever_says_so() -> None:
    bench = Bench(JobName.RETRIEVE)
    bench.scan(in_slot(tube(1, State.STORED), 3))
    scan_id = bench.desk.history[-1].scan_id
    bench.scan(badge(BEN))
    assert bench.say(Command.UNDO).orders == (Retract(scan_id, BEN.code),)


def test_what_is_in_ones_hands_is_not_taken_out_again() -> None:
    step = Bench(JobName.RETRIEVE).scan(tube(1, State.RETRIEVED))
    assert (step.verdict.word, step.orders) == ("ALREADY", ())


def test_a_lost_tube_that_is_scanned_is_found_by_yes() -> None:
    bench = Bench(JobName.RETRIEVE)
    assert bench.scan(tube(1, State.LOST)).verdict.word == "IT WAS LOST"
    assert bench.say(Command.YES).orders == (CustodyOrder(Do.FIND, (tube(1).number,), ANNE.code, to=ANNE.code),)


@pytest.mark.parametrize(("job", "do"), [(JobName.SPIN, Do.SPIN), (JobName.TEST, Do.TEST)])
def test_a_rack_is_marked_in_one_go(job: JobName, do: Do) -> None:
    inside = (in_slot(tube(1), 1), in_slot(tube(2), 2))
    step = Bench(job).scan(rack(*inside))
    assert step.orders == (CustodyOrder(do, (inside[0].number, inside[1].number), ANNE.code),)


def test_spun_too_late_is_recorded_since_it_happened_and_told() -> None:
    late = tube(1, due_at=NOON - timedelta(minutes=12), due_kind=DueKind.SPIN)
    step = Bench(JobName.SPIN).scan(late)
    assert step.orders == (CustodyOrder(Do.SPIN, (late.number,), ANNE.code),)
    assert step.verdict.word == "SPUN, TOO LATE"
    assert "TOO LATE by 12 m" in step.verdict.detail


def test_whole_blood_is_spun_only_by_whoever_says_yes() -> None:
    bench, whole = Bench(JobName.SPIN), tube(1, is_spun_for_tests=False)
    asked = bench.scan(whole)
    assert (asked.verdict.tone, asked.orders) == (Tone.ASK, ())
    assert "CBC" in asked.verdict.detail
    assert bench.say(Command.NO).orders == ()
    bench.scan(whole)
    step = bench.say(Command.YES)
    assert step.orders == (CustodyOrder(Do.SPIN, (whole.number,), ANNE.code),)
    assert "whole blood" in step.verdict.detail
    assert bench.say(Command.UNDO).orders != ()


def test_a_rack_with_whole_blood_in_it_names_it_before_any_of_it_is_spun() -> None:
    bench = Bench(JobName.SPIN)
    asked = bench.scan(rack(in_slot(tube(1), 1), in_slot(tube(2, is_spun_for_tests=False), 2)))
    assert (asked.verdict.tone, asked.orders) == (Tone.ASK, ())
    assert tube(2).shown in asked.verdict.detail
    assert tube(1).shown not in asked.verdict.detail


def test_whole_blood_is_tested_without_a_question() -> None:
    assert Bench(JobName.TEST).scan(tube(1, is_spun_for_tests=False)).orders != ()


def test_a_limit_of_another_kind_does_not_make_a_spin_late() -> None:
    late = tube(1, due_at=NOON - timedelta(minutes=12), due_kind=DueKind.RECEIVE)
    assert Bench(JobName.SPIN).scan(late).verdict.word == "SPUN"


def test_tested_unspun_is_told() -> None:
    step = Bench(JobName.TEST).scan(tube(1, due_kind=DueKind.SPIN))
    assert "never spun" in step.verdict.detail


def test_spun_twice_is_spun_once() -> None:
    step = Bench(JobName.SPIN).scan(tube(1, spun_at=NOON - timedelta(minutes=4)))
    assert (step.verdict.code, step.orders) == (Code.SCANNED_ALREADY, ())


def test_in_a_rack_what_was_spun_before_is_left_and_counted() -> None:
    spun, new = in_slot(tube(1, spun_at=NOON), 1), in_slot(tube(2), 2)
    step = Bench(JobName.SPIN).scan(rack(spun, new))
    assert step.orders == (CustodyOrder(Do.SPIN, (new.number,), ANNE.code),)
    assert "1 tube spun before" in step.verdict.detail


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.REJECTED, "not to be tested"), (State.STORED, "in Lab · Fridge 1")],
)
def test_what_must_not_be_tested_now_says_why_and_is_no_exception(state: State, words: str) -> None:
    step = Bench(JobName.TEST).scan(tube(1, state))
    assert (step.verdict.tone, step.orders) == (Tone.REFUSE, ())
    assert words in step.verdict.detail
    assert step.verdict.way_out


def test_whoever_collected_it_tests_it_at_the_point_of_care_and_is_told_that_it_stays_his() -> None:
    mine, others = tube(1, State.COLLECTED), tube(2, State.COLLECTED, BEN)
    step = Bench(JobName.TEST).scan(mine)
    assert step.orders == (CustodyOrder(Do.TEST, (mine.number,), ANNE.code),)
    assert step.verdict.way_out == "It stays in your hands: STORE or DISPOSE within 8 h 00 m. Or scan the next."
    assert Bench(JobName.TEST).scan(others).orders == ()


def test_a_rejected_tube_is_never_made_good_again_by_taking_it_over() -> None:
    for job in (JobName.SPIN, JobName.TEST, JobName.STORE, JobName.HAND_OFF, JobName.ACCEPT):
        bench = Bench(job)
        bench.scan(tube(1, State.REJECTED, BEN))
        assert bench.desk.matter is None
