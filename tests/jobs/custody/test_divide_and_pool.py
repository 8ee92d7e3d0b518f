"""Aliquots, pools, and the end of the day."""

from __future__ import annotations

import pytest

from tests.jobs.custody.shelves import ANNE, BEN, Bench, badge, in_slot, label, rack, seen, tube
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import CloseDay, Divide, Pool, Retract
from tracker.specimens.states import State


def test_each_label_of_a_roll_is_one_aliquot_more_of_the_tube() -> None:
    bench = Bench(JobName.ALIQUOT)
    bench.scan(tube(1))
    first, second = bench.scan(label(901)), bench.scan(label(902))
    assert first.orders == (Divide(tube(1).number, label(901).number, ANNE.code, is_roll=True),)
    assert second.orders == (Divide(tube(1).number, label(902).number, ANNE.code, is_roll=True),)
    assert second.verdict.word == "ALIQUOT 2"


def test_label_prints_one_number_after_the_other() -> None:
    bench = Bench(JobName.ALIQUOT)
    bench.scan(seen(tube(1), next_number=26_500_001))
    bench.say(Command.LABEL)
    bench.say(Command.LABEL)
    assert [order.number for order in bench.orders if isinstance(order, Divide)] == [
        house.specimen_code(26_500_001),
        house.specimen_code(26_500_002),
    ]
    assert not any(order.is_roll for order in bench.orders if isinstance(order, Divide))


@pytest.mark.parametrize("next_number", [None, 100_000_000])
def test_where_no_number_is_free_the_roll_is_named_as_the_way_out(next_number: int | None) -> None:
    bench = Bench(JobName.ALIQUOT)
    bench.scan(seen(tube(1), next_number))
    step = bench.say(Command.LABEL)
    assert (step.verdict.tone, step.orders) == (Tone.REFUSE, ())
    assert "roll" in step.verdict.way_out


def test_a_label_without_a_tube_is_not_used_up() -> None:
    bench = Bench(JobName.ALIQUOT)
    assert bench.scan(label()).verdict.code == Code.NO_TARGET
    assert bench.say(Command.LABEL).verdict.code == Code.NO_TARGET


def test_an_aliquots_label_scanned_twice_does_not_become_the_parent() -> None:
    bench = Bench(JobName.ALIQUOT)
    bench.scan(tube(1))
    bench.scan(label(901))
    assert bench.scan(tube(901)).verdict.word == "ALREADY"
    assert bench.scan(label(902)).orders == (Divide(tube(1).number, label(902).number, ANNE.code, is_roll=True),)


def test_an_aliquot_is_divided_like_any_tube_once_the_job_is_opened_anew() -> None:
    bench = Bench(JobName.ALIQUOT)
    bench.scan(tube(1))
    bench.scan(label(901))
    bench.say(Command.ALIQUOT)
    bench.scan(tube(901))
    assert bench.scan(label(902)).orders == (Divide(tube(901).number, label(902).number, ANNE.code, is_roll=True),)


def test_another_person_does_not_pour_from_the_former_persons_tube() -> None:
    bench = Bench(JobName.ALIQUOT)
    bench.scan(tube(1))
    bench.scan(badge(BEN))
    assert bench.scan(label()).orders == ()


def test_no_good_aliquot_comes_from_a_rejected_tube() -> None:
    bench = Bench(JobName.ALIQUOT)
    assert bench.scan(tube(1, State.REJECTED)).verdict.word == "REJECTED"
    assert bench.scan(label()).orders == ()


def pooling(*specimens: Specimen) -> Bench:
    bench = Bench(JobName.POOL)
    for each in specimens:
        bench.scan(each)
    return bench


def test_nothing_is_recorded_before_the_pool_has_its_label() -> None:
    bench = pooling(tube(1), tube(2))
    assert bench.orders == []
    step = bench.scan(label(901))
    assert step.orders == (Pool((tube(1).number, tube(2).number), label(901).number, ANNE.code, is_roll=True),)
    assert bench.scan(label(902)).verdict.code == Code.TOO_FEW


def test_label_prints_the_pools() -> None:
    bench = pooling(tube(1), tube(2))
    order = Pool((tube(1).number, tube(2).number), house.specimen_code(26_500_001), ANNE.code)
    assert bench.say(Command.LABEL).orders == (order,)


def test_a_pool_of_one_is_none_also_where_the_same_tube_is_scanned_twice() -> None:
    bench = pooling(tube(1), tube(1))
    assert bench.scan(label()).verdict.code == Code.TOO_FEW
    assert bench.say(Command.LABEL).verdict.code == Code.TOO_FEW


def test_another_kind_of_container_is_not_pooled() -> None:
    other = tube(2, container="SST gold", container_code="GLD")
    bench = pooling(tube(1), other)
    assert bench.desk.latched is not None
    assert bench.desk.latched.code == Code.MIXED_KINDS
    assert bench.scan(label()).orders == ()


@pytest.mark.parametrize("whose", [tube(2, whose=BEN), tube(2, State.REJECTED), tube(2, State.STORED)])
def test_only_good_tubes_in_ones_hands_are_pooled(whose: Specimen) -> None:
    bench = pooling(tube(1), whose)
    bench.say(Command.NO)
    assert bench.scan(label()).orders == ()


def test_no_empties_the_list_and_undo_takes_the_last_off() -> None:
    bench = pooling(tube(1), tube(2), tube(3))
    bench.say(Command.UNDO)
    step = bench.scan(label())
    assert step.orders == (Pool((tube(1).number, tube(2).number), label().number, ANNE.code, is_roll=True),)
    bench = pooling(tube(1), tube(2))
    bench.say(Command.NO)
    assert bench.scan(label()).orders == ()


def test_done_tells_that_listed_tubes_were_not_pooled() -> None:
    step = pooling(tube(1), tube(2)).say(Command.DONE)
    assert (step.verdict.word, step.verdict.tone) == ("NOT POOLED", Tone.REFUSE)


def test_what_was_poured_is_not_undone() -> None:
    bench = pooling(tube(1), tube(2))
    bench.scan(label())
    assert bench.say(Command.UNDO).orders == ()


@pytest.mark.parametrize("job", [JobName.HOME, JobName.RESTOCK, JobName.BOARD, JobName.STORE])
def test_the_day_is_closed_from_any_job_and_the_job_goes_on(job: JobName) -> None:
    bench = Bench(job)
    work = bench.desk.work
    step = bench.say(Command.CLOSE_DAY)
    assert (step.verdict.word, step.orders) == ("DAY CLOSED", (CloseDay(ANNE.code),))
    assert (step.desk.job, step.desk.work) == (job, work)


def test_a_day_that_closes_names_what_is_lost() -> None:
    numbers = tuple(house.specimen_code(n) for n in range(26004401, 26004428))
    said = Bench(JobName.BOARD).scan(CommandSubject(Command.CLOSE_DAY, lost=numbers)).verdict
    assert (said.word, said.tone) == ("DAY CLOSED", Tone.ACCEPT)
    assert said.detail.startswith(f"27 LOST: {numbers[0][:8]} {numbers[0][8:]}, ")
    assert said.detail.endswith(" and 22 more")
    assert "every tube" not in said.aside
    assert Bench(JobName.BOARD).say(Command.CLOSE_DAY).verdict.aside == "every tube has its place"


def test_the_day_is_closed_by_a_person() -> None:
    assert Bench(person=None).say(Command.CLOSE_DAY).verdict.code == Code.SIGN_ON_FIRST


def test_undo_of_an_acceptance_has_the_tube_wait_again() -> None:
    """Accepted by mistake: UNDO, a reason, and the same tube is rejected."""
    bench = Bench(JobName.ACCEPT, BEN)
    bench.scan(rack(in_slot(tube(1, State.RELEASED), 1)))
    bench.scan(tube(1, State.RELEASED))
    scan_id = bench.desk.history[-1].scan_id
    assert bench.say(Command.UNDO).orders == (Retract(scan_id, BEN.code),)
    bench.say(Command.REJECT_QS)
    assert bench.scan(tube(1, State.RELEASED)).verdict.word == "REJECTED"


def test_undo_of_a_release_takes_the_tube_off_the_list() -> None:
    bench = Bench(JobName.HAND_OFF)
    bench.scan(tube(1))
    bench.say(Command.UNDO)
    assert bench.say(Command.DONE).verdict.code == Code.ROUND_DONE
