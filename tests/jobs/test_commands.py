"""Commands, undo, people, damaged scans and codes that nobody knows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.jobs.clinic import (
    A_3,
    CUP,
    EXAM_2,
    EXPIRED,
    GOOD,
    NO,
    PLAIN,
    SYRINGE,
    UNDO,
    WASTE,
    YES,
    Shift,
    code,
    movements,
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
from tracker.inventory.orders import Bind, Park, Portion, Reverse, Transfer, Unbind, Unpark
from tracker.inventory.subjects import CommandSubject, FaultySubject, PersonSubject, PlaceSubject
from tracker.jobs.desk import HISTORY, JobName
from tracker.jobs.outcomes import after_refusal
from tracker.jobs.verdict import Code, Tone
from tracker.jobs.wording_desk import refused

MOVE = Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),))


# Undo


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


# Commands


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


# Damaged scans


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("unreadable", "UNREADABLE"),
        ("doubtful", "DOUBTFUL"),
        ("garbled", "GARBLED"),
        ("gs1_check", "DAMAGED"),
        ("expired", "DAMAGED"),
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


# Unknown codes


def test_an_unknown_code_is_asked_about() -> None:
    step = restocking().scan(unknown())
    assert (step.verdict.code, step.verdict.tone, step.orders) == (Code.UNKNOWN_CODE, Tone.ASK, ())


def test_binding_goes_on_with_the_same_action() -> None:
    shift = restocking()
    shift.scan(unknown())
    assert shift.scan(say(Command.BIND)).verdict.code == Code.BIND_TO
    step = shift.scan(pack(GOOD))
    assert step.orders == (Bind("4711", SYRINGE.id, 1), MOVE)
    assert step.verdict.code == Code.ACCEPTED
    assert "bound" in step.verdict.detail
    assert shift.scan(UNDO).orders == (Reverse("4".zfill(32)), Unbind("4711"))


def test_a_code_that_was_only_bound_or_parked_is_undone_before_an_earlier_pack() -> None:
    shift = restocking()
    shift.scan(pack())
    pack_id = shift.last_id
    shift.scan(unknown())
    shift.scan(say(Command.PARK))
    parked_id = shift.last_id
    shift.scan(say(Command.HOME))
    shift.scan(unknown("4712"))
    shift.scan(say(Command.BIND))
    shift.scan(pack())
    assert shift.scan(UNDO).orders == (Unbind("4712"),)
    shift.scan(say(Command.RESTOCK))
    assert [shift.scan(UNDO).orders for _ in range(2)] == [(Unpark(parked_id),), (Reverse(pack_id),)]


def test_undo_takes_back_the_quantity_before_the_pack() -> None:
    shift = restocking()
    shift.scan(pack())
    shift.scan(say(Command.QUANTITY, 5))
    step = shift.scan(UNDO)
    assert (step.verdict.code, step.orders, step.desk.quantity) == (Code.CANCELLED, (), None)


def test_a_box_bound_by_its_known_code_counts_as_a_box() -> None:
    shift = restocking()
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    step = shift.scan(pack(GOOD, factor=10))
    assert step.orders[0] == Bind("4711", SYRINGE.id, 10)
    assert movements(step.orders) == [Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 10),))]


def test_a_gtin_is_bound_without_the_lot_of_the_pack_and_the_packs_own_lot_is_obeyed() -> None:
    shift = restocking()
    says = code("P31", date(2026, 11, 2), gtin="09501101530003")
    shift.scan(unknown("0109501101530003", "item", says))
    shift.scan(say(Command.BIND))
    step = shift.scan(pack(GOOD, stock=(Holding(A_3, GOOD, 50), Holding(A_3, EXPIRED, 5))))
    assert step.orders == (Bind("09501101530003", SYRINGE.id, 1),)
    assert (step.verdict.code, step.verdict.tone) == (Code.EXPIRED, Tone.REFUSE)


def test_binding_where_a_question_follows_still_asks_it() -> None:
    shift = restocking()
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    step = shift.scan(pack(GOOD, par=None))
    assert (step.verdict.code, step.orders) == (Code.NOT_IN_PAR, (Bind("4711", SYRINGE.id, 1),))
    assert movements(shift.scan(YES).orders) == [
        Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),), (Code.NOT_IN_PAR,))
    ]


def test_binding_at_home_only_binds() -> None:
    shift = Shift()
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    step = shift.scan(pack())
    assert (step.verdict.code, step.verdict.tone) == (Code.BOUND, Tone.ACCEPT)
    assert step.orders == (Bind("4711", SYRINGE.id, 1),)


def test_a_parked_code_is_put_on_the_list() -> None:
    shift = restocking()
    shift.scan(unknown())
    step = shift.scan(say(Command.PARK))
    assert (step.verdict.code, step.orders, step.desk.question) == (Code.PARKED, (Park("4711"),), None)


def test_a_new_item_keeps_the_question_behind_the_form_and_then_goes_on() -> None:
    shift = restocking()
    shift.scan(unknown(), "4711")
    step = shift.scan(say(Command.NEW))
    assert (step.verdict.code, step.verdict.tone) == (Code.NEW_ITEM, Tone.NOTE)
    assert step.desk.question is not None
    step = shift.scan(pack(None, item=CUP, stock=(Holding(A_3, PLAIN, 9),)), "4711")
    assert movements(step.orders) == list(step.orders)
    assert step.verdict.code == Code.ACCEPTED


@pytest.mark.parametrize("command", [NO, UNDO])
def test_an_unknown_code_can_be_left(command: object) -> None:
    shift = restocking()
    shift.scan(unknown())
    step = shift.scan(NO if command is NO else UNDO)
    assert (step.verdict.code, step.orders) == (Code.CANCELLED, ())


def test_work_goes_on_and_the_unanswered_code_is_parked() -> None:
    shift = restocking()
    shift.scan(unknown())
    step = shift.scan(pack())
    assert step.orders == (Park("4711"), MOVE)
    assert "4711 parked" in step.verdict.detail
    shift.scan(unknown("4712"))
    assert shift.scan(say(Command.DONE)).orders == (Park("4712"),)


@pytest.mark.parametrize("answer", [say(Command.PARK), NO, UNDO, None])
def test_the_quantity_set_for_an_unknown_pack_is_not_given_to_the_next(answer: CommandSubject | None) -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    shift.scan(unknown())
    if answer is not None:
        shift.scan(answer)
    assert movements(shift.scan(pack()).orders) == [MOVE]


def test_the_quantity_set_for_an_unknown_pack_is_kept_for_it() -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    assert "+10" in shift.scan(pack()).verdict.headline


def test_one_unknown_code_after_another_parks_the_first() -> None:
    shift = restocking()
    shift.scan(unknown())
    assert shift.scan(unknown()).orders == ()
    step = shift.scan(unknown("4712"))
    assert (step.verdict.code, step.orders) == (Code.UNKNOWN_CODE, (Park("4711"),))


def test_an_unknown_code_is_not_answered_by_yes() -> None:
    shift = restocking()
    shift.scan(unknown())
    assert shift.scan(YES).verdict.code == Code.ANSWER_FIRST


@pytest.mark.parametrize("kind", ["location", "badge", "specimen", "command"])
def test_a_code_of_another_kind_is_never_offered_for_binding(kind: str) -> None:
    step = restocking().scan(unknown("L0000100", kind))
    assert (step.verdict.code, step.desk.question) == (Code.WRONG_KIND, None)


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


@pytest.mark.parametrize("text", [" L0010336", "4711 ", "]C00109520101000408", "0109520101000408"])
def test_what_a_scanner_sent_wrongly_is_never_offered_for_binding(text: str) -> None:
    step = restocking().scan(unknown(text))
    assert (step.verdict.code, step.desk.question) == (Code.WRONG_KIND, None)


# Labels


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
