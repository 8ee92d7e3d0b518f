"""Receiving, using, throwing away, moving and finding."""

from __future__ import annotations

import pytest

from tests.jobs.clinic import (
    A_3,
    CABINET,
    CUP,
    EXAM_1,
    EXAM_2,
    EXPIRED,
    GOOD,
    HELD,
    LATER,
    PLAIN,
    RECALLED,
    SYRINGE,
    WASTE,
    YES,
    Shift,
    pack,
    place,
    say,
    second,
    without_lot,
)
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding, Lot, PlaceKind, WasteReason
from tracker.inventory.orders import Portion, Transfer, Use, Waste
from tracker.inventory.subjects import PlaceSubject
from tracker.jobs.advancing import where
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone


def using(**more: object) -> Shift:
    return Shift(JobName.USE, room=EXAM_2)


def test_use_takes_from_where_the_room_holds_the_lot() -> None:
    here = (Holding(EXAM_2, GOOD, 2), Holding(CABINET, GOOD, 8))
    shift = using()
    shift.scan(say(Command.QUANTITY, 5))
    step = shift.scan(pack(here=here))
    assert step.orders == (Use(SYRINGE.id, GOOD.id, CABINET.id, 5),)
    assert step.verdict.aside == "left here 5"


def test_use_without_lot_takes_the_first_expiring_in_the_room() -> None:
    here = (Holding(CABINET, LATER, 8), Holding(EXAM_2, GOOD, 2))
    assert using().scan(without_lot(here=here)).orders == (Use(SYRINGE.id, GOOD.id, EXAM_2.id, 1),)


@pytest.mark.parametrize(("bad", "why"), [(EXPIRED, Code.EXPIRED), (RECALLED, Code.RECALLED), (HELD, Code.QUARANTINED)])
def test_a_pack_without_lot_is_not_used_while_a_dangerous_lot_stands_in_the_room(bad: Lot, why: Code) -> None:
    here = (Holding(CABINET, GOOD, 8), Holding(CABINET, bad, 2))
    step = using().scan(without_lot(here=here))
    assert (step.verdict.code, step.verdict.word, step.orders) == (why, "DO NOT USE", ())


def test_an_expired_pack_is_wasted_from_the_room_instead_of_used() -> None:
    shift = using()
    shift.scan(pack(EXPIRED, here=(Holding(CABINET, EXPIRED, 3),)))
    assert shift.scan(WASTE).orders == (Waste(SYRINGE.id, EXPIRED.id, CABINET.id, 1, WasteReason.EXPIRED),)


def test_what_the_room_has_not_cannot_be_used() -> None:
    assert using().scan(pack()).verdict.code == Code.NOT_ENOUGH
    assert using().scan(without_lot()).verdict.code == Code.NOT_ENOUGH
    assert Shift(JobName.USE).scan(pack()).verdict.code == Code.NO_ROOM


@pytest.mark.parametrize("job", [JobName.USE, JobName.WASTE, JobName.TRANSFER, JobName.RESTOCK])
def test_where_there_is_not_enough_so_many_packs_are_named_and_no_pieces(job: JobName) -> None:
    """QUANTITY counts what is scanned: the pieces of two boxes would be two hundred boxes."""
    held = (Holding(EXAM_2, GOOD, 250),)
    shift = Shift(job, room=EXAM_2, target=EXAM_1)
    shift.scan(say(Command.QUANTITY, 3))
    stock = (Holding(A_3, GOOD, 250),) if job is JobName.RESTOCK else ()
    step = shift.scan(pack(here=held, stock=stock, factor=100, par=1000))
    assert step.verdict.code == Code.NOT_ENOUGH
    assert "QUANTITY 2 or less and the pack again" in step.verdict.way_out


@pytest.mark.parametrize("job", [JobName.USE, JobName.WASTE, JobName.TRANSFER])
def test_the_cabinet_in_hand_is_meant_and_not_its_whole_room(job: JobName) -> None:
    shift = Shift(job, room=CABINET, target=EXAM_1 if job is JobName.TRANSFER else None)
    if job is JobName.WASTE:
        shift.scan(say(Command.REASON_DAMAGED))
    assert shift.scan(pack(here=(Holding(EXAM_2, GOOD, 8),))).verdict.code == Code.NOT_ENOUGH
    in_a_bin = place(6, "Exam 2 · Cabinet · 1", PlaceKind.BIN, 2)
    assert shift.scan(pack(here=(Holding(in_a_bin, GOOD, 8),))).verdict.code == Code.ACCEPTED


def wasting() -> Shift:
    shift = Shift(JobName.WASTE, room=EXAM_2)
    shift.scan(say(Command.REASON_DAMAGED))
    return shift


HERE = (Holding(CABINET, GOOD, 8),)


def test_waste_keeps_its_reason_until_another_is_scanned() -> None:
    shift = wasting()
    for command, reason in ((None, WasteReason.DAMAGED), (Command.REASON_OPENED, WasteReason.OPENED)):
        if command is not None:
            shift.scan(say(command))
        for _ in range(2):
            assert shift.scan(pack(here=HERE)).orders == (Waste(SYRINGE.id, GOOD.id, CABINET.id, 1, reason),)


def test_waste_asks_for_a_reason_and_the_reason_carries_it_out() -> None:
    shift = Shift(JobName.WASTE, room=EXAM_2)
    shift.scan(say(Command.QUANTITY, 2))
    assert shift.scan(pack(here=HERE)).verdict.code == Code.WHICH_REASON
    assert shift.scan(YES).verdict.code == Code.ANSWER_FIRST
    step = shift.scan(say(Command.REASON_LOST))
    assert step.orders == (Waste(SYRINGE.id, GOOD.id, CABINET.id, 2, WasteReason.LOST),)
    assert step.desk.reason is WasteReason.LOST


def test_an_expired_pack_brings_its_own_reason() -> None:
    shift = Shift(JobName.WASTE, room=EXAM_2)
    step = shift.scan(pack(EXPIRED, here=(Holding(CABINET, EXPIRED, 3),)))
    assert step.orders == (Waste(SYRINGE.id, EXPIRED.id, CABINET.id, 1, WasteReason.EXPIRED),)
    assert step.desk.reason is None


def test_waste_without_a_room_takes_from_the_only_place_or_asks_where() -> None:
    shift = Shift(JobName.WASTE)
    shift.scan(say(Command.REASON_DAMAGED))
    assert shift.scan(pack()).orders == (Waste(SYRINGE.id, GOOD.id, A_3.id, 1, WasteReason.DAMAGED),)
    assert shift.scan(pack(here=(), elsewhere=HERE)).verdict.code == Code.NO_ROOM


def test_waste_asks_which_lot_where_the_code_names_none() -> None:
    shift = wasting()
    here = (Holding(CABINET, GOOD, 8), Holding(CABINET, EXPIRED, 2))
    assert shift.scan(without_lot(here=here)).verdict.code == Code.WHICH_LOT
    assert shift.scan(YES).orders == (Waste(SYRINGE.id, EXPIRED.id, CABINET.id, 1, WasteReason.DAMAGED),)


def test_nothing_is_wasted_that_the_room_has_not() -> None:
    assert wasting().scan(pack()).verdict.code == Code.NOT_ENOUGH


def test_a_transfer_goes_from_the_first_place_to_the_second() -> None:
    shift = Shift(JobName.TRANSFER)
    assert shift.scan(pack()).verdict.code == Code.NO_ROOM
    shift.scan(PlaceSubject(EXAM_2))
    assert shift.scan(pack()).verdict.code == Code.NO_TARGET
    shift.scan(PlaceSubject(EXAM_1))
    assert (where(shift.desk).room_id, shift.desk.target) == (EXAM_2.id, EXAM_1)
    step = shift.scan(pack(here=HERE))
    assert step.orders == (Transfer((Portion(SYRINGE.id, GOOD.id, CABINET.id, EXAM_1.id, 1),)),)


def test_a_third_place_begins_a_new_pair() -> None:
    shift = Shift(JobName.TRANSFER, room=EXAM_2, target=EXAM_1)
    step = shift.scan(PlaceSubject(A_3))
    assert (step.desk.room, step.desk.target) == (A_3, None)
    assert "place it goes to" in step.verdict.way_out


def test_nothing_is_moved_onto_itself() -> None:
    shift = Shift(JobName.TRANSFER, room=EXAM_2)
    assert shift.scan(PlaceSubject(EXAM_2)).verdict.code == Code.WRONG_KIND
    shift.scan(PlaceSubject(CABINET))
    assert shift.scan(pack(here=HERE)).verdict.code == Code.NOT_ENOUGH


@pytest.mark.parametrize("bad", [EXPIRED, RECALLED, HELD])
def test_dangerous_stock_is_not_moved_but_may_be_wasted(bad: Lot) -> None:
    shift = Shift(JobName.TRANSFER, room=EXAM_2, target=A_3)
    assert shift.scan(pack(bad, here=(Holding(CABINET, bad, 3),))).verdict.word == "DO NOT MOVE"


def test_a_transfer_asks_which_lot() -> None:
    shift = Shift(JobName.TRANSFER, room=EXAM_2, target=A_3)
    here = (Holding(CABINET, GOOD, 3), Holding(CABINET, LATER, 3))
    assert shift.scan(without_lot(here=here)).verdict.code == Code.WHICH_LOT
    assert shift.scan(second("2K999")).orders == (Transfer((Portion(SYRINGE.id, LATER.id, CABINET.id, A_3.id, 1),)),)


@pytest.mark.parametrize("job", [JobName.FIND, JobName.HOME])
def test_find_says_where_an_item_is_and_posts_nothing(job: JobName) -> None:
    step = Shift(job).scan(without_lot(elsewhere=(Holding(CABINET, EXPIRED, 4),), stock=(Holding(A_3, GOOD, 50),)))
    assert (step.verdict.code, step.verdict.tone, step.orders) == (Code.FOUND, Tone.NOTE, ())
    assert step.verdict.aside == "54 each, 4 not usable"
    assert "Storeroom A-3 50" in step.verdict.detail
    assert "Exam 2 Cabinet 4" in step.verdict.detail


def test_find_counts_a_place_once_even_where_it_is_store_and_in_hand() -> None:
    step = Shift(JobName.FIND, room=A_3).scan(without_lot(here=(Holding(A_3, GOOD, 50),)))
    assert step.verdict.aside == "50 each"


def test_find_says_what_a_place_holds() -> None:
    holdings = ((SYRINGE, Holding(CABINET, GOOD, 4)), (CUP, Holding(CABINET, PLAIN, 9)))
    step = Shift(JobName.FIND).scan(PlaceSubject(CABINET, holdings=holdings))
    assert (step.verdict.code, step.verdict.aside) == (Code.FOUND, "2 items")


def test_at_home_the_store_is_looked_into_and_a_room_is_opened() -> None:
    shift = Shift()
    assert shift.scan(PlaceSubject(A_3)).verdict.code == Code.FOUND
    assert shift.desk.job is JobName.HOME
    assert shift.scan(PlaceSubject(place(5, "Lab", PlaceKind.ROOM, 5))).desk.job is JobName.RESTOCK
