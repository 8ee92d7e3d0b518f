"""Commands, undo, people, damaged scans and codes that nobody knows."""

from __future__ import annotations

import pytest

from tests.jobs.clinic import (
    A_3,
    EXAM_2,
    EXPIRED,
    GOOD,
    SYRINGE,
    UNDO,
    WASTE,
    YES,
    Shift,
    code,
    pack,
    restocking,
    say,
    second,
    unknown,
    without_lot,
)
from tracker.barcodes.commands import Command
from tracker.errors import Refusal
from tracker.inventory.facts import Holding
from tracker.inventory.orders import Portion, Reverse, Transfer
from tracker.inventory.subjects import FaultySubject, PersonSubject, PlaceSubject
from tracker.jobs.desk import HISTORY, JobName
from tracker.jobs.outcomes import after_refusal
from tracker.jobs.verdict import Code, Tone
from tracker.jobs.wording_desk import refused

MOVE = Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),))


def test_undo_reverses_the_newest_posted_scan_once_and_then_the_one_before() -> None:
    shift = restocking()
    shift.scan(pack())
    first = shift.last_id
    shift.scan(pack())
    newest = shift.last_id
    step = shift.scan(UNDO)
    assert (step.verdict.code, step.orders) == (Code.UNDONE, (Reverse(newest),))
    assert [done.is_undone for done in step.desk.history] == [False, True]
    assert shift.scan(UNDO).orders == (Reverse(first),)
    assert shift.scan(UNDO).verdict.code == Code.NOTHING_TO_UNDO


def test_undo_names_a_posting_of_another_job_before_it_takes_it_back() -> None:
    shift = restocking()
    shift.scan(pack())
    posted = shift.last_id
    shift.scan(say(Command.FIND))
    step = shift.scan(UNDO)
    assert step.orders == ()
    assert SYRINGE.name in step.verdict.headline
    shift.scan(say(Command.USE))
    assert shift.scan(UNDO).orders == (), "anything in between, and it is asked anew"
    assert shift.scan(UNDO).orders == (Reverse(posted),)


def test_undo_behind_a_refusal_takes_back_nothing_that_was_well() -> None:
    shift = restocking()
    shift.scan(pack())
    posted = shift.last_id
    shift.scan(FaultySubject("", "unreadable", "Nothing could be read.", "Scan it again."))
    step = shift.scan(UNDO)
    assert (step.verdict.tone, step.orders) == (Tone.NOTE, ())
    assert SYRINGE.name in step.verdict.detail, "what a second UNDO would take back is told"
    assert shift.scan(UNDO).orders == (Reverse(posted),)


def test_undo_scanned_twice_by_a_bump_undoes_once() -> None:
    shift = restocking()
    shift.scan(pack())
    shift.scan(pack())
    shift.scan(UNDO)
    step = shift.scan(UNDO, after_ms=400)
    assert (step.verdict.code, step.verdict.tone, step.orders) == (Code.REPEATED, Tone.NOTE, ())
    assert [done.is_undone for done in step.desk.history] == [False, True]


def test_yes_bumped_twice_does_not_answer_the_next_question_unread() -> None:
    shift = restocking()
    shift.scan(pack(par=None, stock=(Holding(A_3, GOOD, 9),), says=code("2K417"), use_per_day=0.001))
    assert shift.scan(YES).verdict.code == Code.NOT_IN_PAR
    step = shift.scan(YES, after_ms=300)
    assert (step.verdict.code, step.orders) == (Code.REPEATED, ())
    assert step.desk.question is not None
    assert shift.scan(YES).verdict.code == Code.ACCEPTED


def test_waste_bumped_twice_settles_once_and_stays_in_the_round() -> None:
    shift = restocking()
    shift.scan(pack(EXPIRED))
    shift.scan(WASTE)
    step = shift.scan(WASTE, after_ms=300)
    assert (step.verdict.code, step.desk.job) == (Code.REPEATED, JobName.RESTOCK)


def test_undo_cancels_what_is_asked_before_it_touches_the_ledger() -> None:
    shift = restocking()
    shift.scan(pack())
    shift.scan(pack(par=None))
    step = shift.scan(UNDO)
    assert (step.verdict.code, step.orders, step.desk.question) == (Code.CANCELLED, (), None)


def test_waste_by_settling_can_be_undone_too() -> None:
    shift = restocking()
    shift.scan(pack(EXPIRED))
    shift.scan(WASTE)
    assert shift.scan(UNDO).orders == (Reverse("3".zfill(32)),)


def test_history_keeps_the_newest_only() -> None:
    shift = restocking()
    for _ in range(HISTORY + 3):
        shift.scan(pack())
    assert len(shift.desk.history) == HISTORY
    assert shift.desk.history[-1].scan_id == shift.last_id


def test_nothing_asked_nothing_answered() -> None:
    for command in (Command.YES, Command.BIND, Command.PARK, Command.NEW, Command.REASON_LOST):
        assert restocking().scan(say(command)).verdict.code == Code.NOTHING_ASKED


def test_yes_acknowledges_a_plain_refusal() -> None:
    shift = restocking()
    shift.scan(pack(stock=()))
    step = shift.scan(YES)
    assert (step.verdict.code, step.desk.latched) == (Code.ACKNOWLEDGED, None)


@pytest.mark.parametrize(
    ("command", "job"),
    [
        (Command.RESTOCK, JobName.RESTOCK),
        (Command.RECEIVE, JobName.RECEIVE),
        (Command.USE, JobName.USE),
        (Command.WASTE, JobName.WASTE),
        (Command.TRANSFER, JobName.TRANSFER),
        (Command.FIND, JobName.FIND),
        (Command.HOME, JobName.HOME),
    ],
)
def test_a_job_is_opened_by_its_barcode(command: Command, job: JobName) -> None:
    shift = Shift()
    shift.scan(say(Command.QUANTITY, 7))
    step = shift.scan(say(command))
    assert (step.verdict.code, step.desk.job, step.desk.quantity) == (Code.JOB_OPENED, job, None)


@pytest.mark.parametrize("command", list(Command))
def test_every_command_has_an_answer_at_every_job(command: Command) -> None:
    for job in JobName:
        step = Shift(job).scan(say(command, 5 if command is Command.QUANTITY else None))
        assert step.verdict.word
        assert step.orders == ()


def test_the_room_in_hand_goes_along_to_waste_but_not_to_transfer() -> None:
    shift = restocking()
    assert shift.scan(WASTE).desk.room == EXAM_2
    assert shift.scan(say(Command.TRANSFER)).desk.room is None


def test_the_store_is_not_carried_into_a_restock_round() -> None:
    shift = Shift(JobName.WASTE, room=A_3)
    assert shift.scan(say(Command.RESTOCK)).desk.room is None


def test_a_quantity_scanned_twice_is_one_quantity() -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 5))
    step = shift.scan(say(Command.QUANTITY, 5), after_ms=100)
    assert (step.verdict.code, step.desk.quantity) == (Code.QUANTITY_SET, 5)


def test_a_badge_signs_on_and_leaves_a_danger_standing() -> None:
    shift = restocking()
    danger = shift.scan(pack(EXPIRED)).verdict
    step = shift.scan(PersonSubject("B0000000700", "CMA 07"))
    assert (step.verdict.code, step.desk.latched) == (Code.SIGNED_ON, danger)
    assert step.desk.operator == PersonSubject("B0000000700", "CMA 07")
    assert shift.scan(pack()).verdict.code == Code.SETTLE_FIRST


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("unreadable", "UNREADABLE"),
        ("doubtful", "DOUBTFUL"),
        ("garbled", "GARBLED"),
        ("gs1_check", "CODE NOT READ"),
        ("expired", "CODE NOT READ"),
    ],
)
def test_a_damaged_scan_is_refused_in_its_own_words(fault: str, word: str) -> None:
    step = restocking().scan(FaultySubject("x" * 4000, fault, "What happened.", "What to do."))
    verdict = step.verdict
    assert (verdict.code, verdict.word, verdict.tone) == (fault, word, Tone.REFUSE)
    assert (verdict.headline, verdict.way_out) == ("What happened.", "What to do.")
    assert len(verdict.detail) <= 60
    assert step.desk.latched == verdict


def test_a_damaged_scan_answers_nothing_and_settles_nothing() -> None:
    shift = restocking()
    shift.scan(pack(par=None))
    assert shift.scan(FaultySubject("?", "doubtful", "Two engines disagree.")).desk.question is not None
    assert shift.scan(YES).verdict.code == Code.ACCEPTED
    danger = shift.scan(pack(EXPIRED)).verdict
    assert shift.scan(FaultySubject("?", "doubtful", "Two engines disagree.")).desk.latched == danger


def test_a_doubtful_read_that_is_then_read_well_is_no_repeat() -> None:
    shift = restocking()
    shift.scan(FaultySubject("P", "doubtful", "Too few pixels."), "P")
    assert shift.scan(pack(), "P", after_ms=100).verdict.code == Code.ACCEPTED


def test_what_the_service_refuses_is_told_in_its_words() -> None:
    verdict = refused(Refusal("Only 3 are left.", hint="Scan again.", code="not_enough"))
    assert (verdict.code, verdict.tone, verdict.headline, verdict.way_out) == (
        "not_enough",
        Tone.REFUSE,
        "Only 3 are left.",
        "Scan again.",
    )


def test_a_refusal_of_the_service_clears_what_was_half_done_and_leaves_a_danger_standing() -> None:
    shift = Shift(JobName.RECEIVE, target=A_3)
    shift.scan(second("N1"))
    shift.scan(say(Command.QUANTITY, 10))
    verdict = refused(Refusal("Not so.", hint="", code="not_enough"))
    desk = after_refusal(shift.desk, verdict).desk
    assert (desk.early, desk.quantity, desk.latched, desk.target) == (None, None, verdict, A_3)
    shift.scan(YES)
    danger = shift.scan(pack(EXPIRED)).desk
    assert after_refusal(danger, verdict).desk.latched == danger.latched


def test_undo_takes_back_the_quantity_before_the_pack() -> None:
    shift = restocking()
    shift.scan(pack())
    shift.scan(say(Command.QUANTITY, 5))
    step = shift.scan(UNDO)
    assert (step.verdict.code, step.orders, step.desk.quantity) == (Code.CANCELLED, (), None)


def test_a_second_barcode_alone_says_what_is_missing() -> None:
    assert Shift().scan(second("N1")).verdict.code == Code.NOT_NEEDED
    assert restocking().scan(second("N1")).verdict.code == Code.HALF_READ


def test_the_second_barcode_after_a_refusal_is_not_kept_for_the_next_pack() -> None:
    shift = restocking()
    shift.scan(without_lot(stock=()))
    assert shift.scan(second("N1")).desk.early is None


def test_a_room_scanned_twice_is_one_room() -> None:
    shift = restocking()
    assert shift.scan(PlaceSubject(EXAM_2), after_ms=50).verdict.code == Code.ROOM_OPENED


@pytest.mark.parametrize("job", [Command.HOME, Command.RESTOCK, Command.RECEIVE, Command.USE, Command.FIND])
def test_label_moves_nothing_and_leaves_the_work_as_it_was(job: Command) -> None:
    shift = Shift()
    shift.scan(say(job))
    before = shift.desk
    step = shift.scan(say(Command.LABEL))
    assert (step.verdict.code, step.verdict.tone, step.orders) == (Code.LABEL_ASKED, Tone.NOTE, ())
    assert (step.desk.job, step.desk.room, step.desk.history) == (before.job, before.room, before.history)


def test_label_answers_no_question_of_the_work() -> None:
    shift = restocking()
    shift.scan(unknown("VENDOR 4711"))
    question = shift.desk.question
    assert question is not None
    assert shift.scan(say(Command.LABEL)).verdict.code == Code.ANSWER_FIRST
    assert shift.desk.question == question
