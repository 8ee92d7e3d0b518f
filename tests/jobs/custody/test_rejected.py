"""Every job says of a rejected tube that it is one, and why, wherever it has been since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.jobs.custody.shelves import ANNE, BEN, NOON, Bench, badge, in_slot, rack, tube
from tracker.jobs.custody import words
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Tone
from tracker.specimens.facts import Party, Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import State


def rejected(number: int = 1, state: State = State.REJECTED, whose: Party | None = ANNE) -> Specimen:
    return replace(
        tube(number, state, whose), due_at=None, due_kind=None, rejected_at=NOON - timedelta(hours=1), rejected_for="RH"
    )


@pytest.mark.parametrize("job", [JobName.SPIN, JobName.TEST, JobName.ALIQUOT, JobName.POOL])
@pytest.mark.parametrize("state", [State.REJECTED, State.RELEASED, State.STORED, State.ARRIVED])
def test_it_is_not_taken_for_a_test_whatever_its_state(job: JobName, state: State) -> None:
    step = Bench(job).scan(rejected(state=state))
    assert (step.verdict.word, step.verdict.tone, step.orders) == ("REJECTED", Tone.REFUSE, ())
    assert "hemolysis" in step.verdict.detail
    assert "Ask for another" in step.verdict.way_out


def test_of_a_rack_the_fit_ones_are_tested_and_the_others_named() -> None:
    good, bad = in_slot(tube(1), 1), in_slot(rejected(2), 2)
    step = Bench(JobName.TEST).scan(rack(good, bad))
    assert [order.numbers for order in step.orders if isinstance(order, CustodyOrder)] == [(good.number,)]
    assert f"REJECTED: {bad.shown}" in step.verdict.detail


def test_whoever_accepts_it_is_told_what_he_has_accepted() -> None:
    bench = Bench(JobName.ACCEPT)
    bench.scan(badge(BEN))
    verdict = bench.scan(rejected(state=State.RELEASED, whose=ANNE)).verdict
    assert verdict.word == "REJECTED BEFORE"
    assert "hemolysis, not to be tested" in verdict.detail
    assert "DISPOSE" in verdict.way_out


@pytest.mark.parametrize(
    ("job", "state"),
    [(JobName.RETRIEVE, State.STORED), (JobName.BOARD, State.STORED), (JobName.HAND_OFF, State.REJECTED)],
)
def test_taken_out_found_and_handed_off_it_is_said_with_its_reason(job: JobName, state: State) -> None:
    verdict = Bench(job).scan(rejected(state=state)).verdict
    assert "REJECTED: hemolysis" in verdict.detail


def test_its_words_are_those_of_its_reason_and_never_of_a_limit() -> None:
    old = replace(rejected(), due_at=NOON - timedelta(hours=9))
    assert words.keeps(old, NOON) == "REJECTED: hemolysis, not to be tested"
    assert not words.is_too_old(old, NOON)
    assert words.state(rejected(state=State.STORED)) == "stored, REJECTED"
