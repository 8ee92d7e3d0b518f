"""Whose desk it is: nobody's until a PIN was proved, and somebody else's as soon as another badge is scanned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.jobs.clinic import EXAM_2, EXPIRED, NOON, RULES, TODAY, pack
from tests.jobs.custody.bench import CMA, tube
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code
from tracker.hardware.scan import Scan
from tracker.inventory.subjects import CommandSubject, PersonSubject, PlaceSubject
from tracker.jobs import session
from tracker.jobs.advancing import advance
from tracker.jobs.custody.matter import Agreed, Matter, Needs
from tracker.jobs.custody.work import Arriving, Collecting, Handing, Listed, Mark
from tracker.jobs.desk import Desk, JobName, Recount, Session, Step
from tracker.jobs.subjects import BareSubject
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, PartyKind
from tracker.specimens.subjects import CustodianSubject

ASKING = replace(RULES, asks_pin=True)
ADA, BEN = PersonSubject("B1", "CMA 07"), PersonSubject("B2", "CMA 08")
ROOM = PlaceSubject(EXAM_2)
BADGE = badge_code(7_002)
SIGN_OUT = CommandSubject(Command.SIGN_OUT)


def sat(desk: Desk, person: PersonSubject, number: str = "1") -> Desk:
    return session.entered(desk, Session(person.badge, person.name, NOON, number)).desk


def after(desk: Desk, subject: BareSubject, data: str = "x") -> Step:
    return advance(desk, subject, Scan(data, at=NOON), today=TODAY, rules=ASKING)


def custodian(person: PersonSubject) -> CustodianSubject:
    return CustodianSubject(Party(person.badge, person.name, PartyKind.PERSON))


@pytest.mark.parametrize("subject", [ROOM, CommandSubject(Command.RESTOCK), CommandSubject(Command.UNDO)])
def test_without_a_session_nothing_is_done_but_asking_for_a_badge(subject: BareSubject) -> None:
    step = after(Desk(), subject)
    assert (step.verdict.code, step.verdict.tone) == (Code.SIGN_IN_FIRST, Tone.REFUSE)
    assert step.orders == ()
    assert step.desk.job is JobName.HOME
    assert step.desk.room is None


def test_a_badge_asks_for_its_pin_and_signs_nobody_on() -> None:
    step = after(Desk(), ADA)
    assert step.verdict.code == Code.PIN_ASKED
    assert step.desk.signing == ADA
    assert (step.desk.session, step.desk.operator) == (None, None)


def test_a_session_does_what_a_badge_alone_did_before() -> None:
    desk = sat(Desk(), ADA)
    assert desk.operator == ADA
    assert after(desk, ROOM).verdict.code == Code.ROOM_OPENED


def test_anothers_badge_ends_the_session_and_keeps_its_work_for_its_owner() -> None:
    desk = after(sat(Desk(), ADA), ROOM).desk
    taken = after(desk, BEN)
    assert taken.verdict.code == Code.PIN_ASKED
    assert (taken.desk.session, taken.desk.operator, taken.desk.room) == (None, None, None)
    bens = sat(taken.desk, BEN, "2")
    assert (bens.job, bens.room, bens.history) == (JobName.HOME, None, ())
    back = sat(after(bens, ADA).desk, ADA, "3")
    assert (back.job, back.room) == (JobName.RESTOCK, EXAM_2)
    assert back.session == Session("B1", "CMA 07", NOON, "3")
    assert [each.badge for each in back.kept] == ["B2"]


def test_ones_own_badge_takes_nothing_away() -> None:
    desk = after(sat(Desk(), ADA), ROOM).desk
    step = after(desk, ADA)
    assert step.desk.session == desk.session
    assert step.desk.room == EXAM_2


@pytest.mark.parametrize("job", [JobName.HAND_OFF, JobName.ACCEPT])
def test_giver_and_receiver_of_a_hand_off_take_part_and_take_nothing_over(job: JobName) -> None:
    desk = replace(sat(Desk(), ADA), job=job)
    assert session.is_party(desk)
    step = after(desk, custodian(BEN))
    assert step.desk.session == desk.session


@pytest.mark.parametrize(
    ("marks", "is_over"),
    [
        ((), False),
        ((Mark.ACCEPTED, Mark.WAITING), False),
        ((Mark.ACCEPTED, Mark.MISSING), False),
        ((Mark.ACCEPTED, Mark.REJECTED), True),
    ],
)
def test_a_hand_off_that_is_over_is_taken_over_by_nobody_and_the_next_signs_in(
    marks: tuple[Mark, ...], is_over: bool
) -> None:
    listed = tuple(Listed(tube(number), mark) for number, mark in enumerate(marks, 1))
    work = Handing(custodian(ADA).person, CMA, listed)
    desk = replace(sat(Desk(), ADA), job=JobName.HAND_OFF, work=work)
    assert session.ends(desk, BADGE) is is_over
    step = after(desk, custodian(BEN))
    assert (step.verdict.code == Code.PIN_ASKED, step.desk.session is None) == (is_over, is_over)
    assert after(desk, custodian(ADA)).desk.session == desk.session, "whoever gave goes on"


@pytest.mark.parametrize(
    "job", [JobName.SPIN, JobName.TEST, JobName.COLLECT, JobName.PACK, JobName.STORE, JobName.DISPOSE, JobName.SHIP]
)
def test_whoever_acts_in_a_specimen_job_must_sign_in(job: JobName) -> None:
    step = after(replace(sat(Desk(), ADA), job=job), custodian(BEN))
    assert step.verdict.code == Code.PIN_ASKED
    assert step.desk.session is None
    assert step.desk.job is JobName.BOARD


def test_who_received_acts_no_longer_once_another_job_is_opened() -> None:
    desk = replace(sat(Desk(), ADA), job=JobName.HAND_OFF, operator=BEN)
    assert after(desk, CommandSubject(Command.RESTOCK)).desk.operator == ADA


def test_sign_out_leaves_an_empty_desk_and_coming_back_finds_the_work() -> None:
    desk = after(sat(Desk(), ADA), ROOM).desk
    left = after(desk, SIGN_OUT)
    assert left.verdict.code == Code.SIGNED_OUT
    assert (left.desk.session, left.desk.room, left.desk.job) == (None, None, JobName.HOME)
    assert sat(left.desk, ADA, "2").room == EXAM_2


@pytest.mark.parametrize("is_unsettled", [False, True])
def test_coming_back_no_refusal_of_before_stands_but_a_pack_that_must_not_be_used_does(is_unsettled: bool) -> None:
    refusal = after(Desk(), ROOM).verdict
    desk = replace(sat(Desk(), ADA), latched=refusal, unsettled=pack(EXPIRED) if is_unsettled else None)
    back = sat(after(desk, SIGN_OUT).desk, ADA, "2")
    assert back.latched == (refusal if is_unsettled else None)


def test_where_badges_are_enough_sign_out_forgets_whose_it_was_and_nothing_else() -> None:
    desk = advance(Desk(), ADA, Scan("x", at=NOON), today=TODAY, rules=RULES).desk
    desk = advance(desk, ROOM, Scan("z", at=NOON), today=TODAY, rules=RULES).desk
    assert (desk.operator, desk.room) == (ADA, EXAM_2)
    step = advance(desk, SIGN_OUT, Scan("y", at=NOON), today=TODAY, rules=RULES)
    assert step.verdict.code == Code.SIGNED_OUT
    assert step.desk == replace(desk, operator=None, last=step.desk.last)


def test_in_collect_nothing_is_as_he_left_it_for_the_patient_may_be_another_one() -> None:
    """The requisition in hand is gone, and with it what was asked at that patient's side: a YES answers nothing."""
    asked = Verdict(Code.CONFIRM, Tone.ASK, "DRAW IT AFTER ALL?", way_out="YES, or NO.")
    matter = Matter(Code.CONFIRM, asked, Needs.YES, Agreed((), asked, None, "", ""))
    desk = replace(sat(Desk(), ADA), job=JobName.COLLECT, work=Collecting(identified_by="B1"), matter=matter)
    back = session.entered(session.locked(desk).desk, Session("B1", "CMA 07", NOON, "2"))
    assert back.desk.work == Collecting()
    assert back.desk.matter is None
    assert (back.verdict.aside, "YES" in back.verdict.way_out) == ("collect, scan the requisition again", False)


def test_anothers_badge_wins_over_a_question_that_waits_for_a_reason_and_the_question_waits_for_its_owner() -> None:
    asked = Verdict(Code.RETENTION, Tone.ASK, "STILL KEPT", way_out="A reason, then a second person.")
    matter = Matter(Code.RETENTION, asked, Needs.REASON, Agreed((), asked, None, "", ""))
    desk = replace(sat(Desk(), ADA), job=JobName.DISPOSE, matter=matter)
    assert session.ends(desk, BADGE)
    taken = after(desk, custodian(BEN))
    assert (taken.verdict.code, taken.desk.session) == (Code.PIN_ASKED, None)
    back = session.entered(sat(taken.desk, BEN, "2"), Session("B1", "CMA 07", NOON, "3"))
    assert back.desk.matter == matter
    assert back.verdict.way_out == asked.way_out


@pytest.mark.parametrize("needs", [Needs.WITNESS, Needs.REASON])
def test_a_second_persons_badge_that_is_asked_for_takes_nothing_over(needs: Needs) -> None:
    asked = Verdict(Code.SECOND_PERSON, Tone.ASK, "SECOND PERSON")
    matter = Matter(Code.RETENTION, asked, needs, Agreed((), asked, None, "", ""), reason="emergency")
    desk = replace(sat(Desk(), ADA), job=JobName.DISPOSE, matter=matter)
    assert session.is_party(desk)
    assert not session.ends(desk, BADGE)


FOR_THE_NEXT = [
    (Desk(job=JobName.COUNT, room=EXAM_2, quantity=7), "not kept: 7 here, of the next item"),
    (Desk(job=JobName.RESTOCK, room=EXAM_2, quantity=9), "not kept: × 9, for the next scan"),
    (Desk(job=JobName.STORE, quantity=4), "not kept: × 4, for the next scan"),
    (Desk(job=JobName.HAND_OFF, work=Handing(reason="QS")), "not kept: QS, for the next tube"),
    (Desk(job=JobName.ACCEPT, work=Handing(condition="warm")), "not kept: warm, for the next tube"),
    (Desk(job=JobName.ARRIVE, work=Arriving(lost="spilled")), "not kept: spilled, for what comes next"),
    (Desk(job=JobName.COUNT, room=EXAM_2, uncounted=pack()), "scanned before its number"),
]


@pytest.mark.parametrize(("desk", "told"), FOR_THE_NEXT, ids=lambda each: getattr(each, "job", ""))
def test_what_was_said_for_the_next_scan_is_not_kept_for_another_day_and_that_is_told(desk: Desk, told: str) -> None:
    """Somebody else has worked here meanwhile, and what comes next is another thing."""
    own = replace(sat(Desk(), ADA), job=desk.job, room=desk.room, quantity=desk.quantity, work=desk.work)
    own = replace(own, uncounted=desk.uncounted, armed_undo="x")
    bens = sat(after(own, SIGN_OUT).desk, BEN, "2")
    back = session.entered(after(bens, SIGN_OUT).desk, Session("B1", "CMA 07", NOON, "3"))
    assert told in back.verdict.detail
    assert (back.desk.job, back.desk.room) == (desk.job, desk.room)
    assert (back.desk.quantity, back.desk.uncounted, back.desk.armed_undo) == (None, None, "")
    assert back.desk.work in (None, Handing(), Arriving())


def test_the_second_count_of_a_spot_check_is_no_number_of_before() -> None:
    own = replace(sat(Desk(), ADA), job=JobName.COUNT, room=EXAM_2, quantity=7, recount=Recount(1, 2, 3))
    back = session.entered(after(own, SIGN_OUT).desk, Session("B1", "CMA 07", NOON, "2")).desk
    assert (back.recount, back.quantity) == (Recount(1, 2, 3), None)


@pytest.mark.parametrize(
    ("job", "way"),
    [
        (JobName.COUNT, "Scan each item and how many are there; or the next place."),
        (JobName.RESTOCK, "Scan the packs, or another room."),
        (JobName.USE, "Scan what is used, or another room."),
        (JobName.COLLECT, "Scan the requisition."),
    ],
)
def test_who_comes_back_is_told_what_comes_next_in_his_own_job_and_room(job: JobName, way: str) -> None:
    own = replace(sat(Desk(), ADA), job=job, room=EXAM_2, work=Collecting() if job is JobName.COLLECT else None)
    back = session.entered(after(own, SIGN_OUT).desk, Session("B1", "CMA 07", NOON, "2"))
    assert back.verdict.way_out == way
    assert back.desk.room == EXAM_2
