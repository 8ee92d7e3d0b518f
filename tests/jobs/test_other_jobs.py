"""Receiving, using, throwing away, moving and finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.jobs.clinic import (
    A_3,
    B_1,
    CABINET,
    CUP,
    EXAM_1,
    EXAM_2,
    EXPIRED,
    GOOD,
    HELD,
    LATER,
    NO,
    PLAIN,
    RECALLED,
    SWAB,
    SYRINGE,
    UNDO,
    WASTE,
    YES,
    Shift,
    code,
    pack,
    place,
    say,
    second,
    without_lot,
)
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding, Lot, PlaceKind, WasteReason
from tracker.inventory.orders import Portion, Receive, Transfer, Use, Waste
from tracker.inventory.subjects import ItemSubject, PlaceSubject, ProductionSubject
from tracker.jobs.advancing import where
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone

NEW_EXPIRY = date(2028, 1, 31)


def receiving() -> Shift:
    return Shift(JobName.RECEIVE, target=A_3)


def received(number: str = "N1", expiry: date | None = NEW_EXPIRY, quantity: int = 1) -> Receive:
    return Receive(SYRINGE.id, number, expiry, A_3.id, quantity)


# Receive


def test_a_delivery_comes_in_with_the_lot_and_expiry_of_its_code() -> None:
    shift = Shift(JobName.RECEIVE)
    assert shift.scan(PlaceSubject(A_3)).verdict.code == Code.PLACE_SET
    assert shift.desk.target == A_3
    shift.scan(say(Command.QUANTITY, 3))
    step = shift.scan(pack(None, says=code("N1", NEW_EXPIRY), factor=100))
    assert step.orders == (received(quantity=300),)
    assert step.verdict.aside == "in the store 350"


def test_a_delivery_needs_a_shelf_in_the_store() -> None:
    shift = Shift(JobName.RECEIVE)
    assert shift.scan(pack()).verdict.code == Code.NO_TARGET
    assert shift.scan(PlaceSubject(EXAM_2)).verdict.code == Code.WRONG_KIND
    assert shift.desk.target is None


def test_a_second_barcode_completes_the_first() -> None:
    shift = receiving()
    shift.scan(say(Command.QUANTITY, 4))
    step = shift.scan(without_lot())
    assert (step.verdict.code, step.orders) == (Code.HALF_READ, ())
    step = shift.scan(second("N1", NEW_EXPIRY))
    assert step.orders == (received(quantity=4),)
    assert (step.desk.half, step.desk.quantity) == (None, None)


def test_the_second_barcode_may_be_scanned_first() -> None:
    shift = receiving()
    shift.scan(second("N1", NEW_EXPIRY))
    assert shift.scan(without_lot()).orders == (received(),)


def test_a_second_barcode_is_only_for_the_very_next_pack() -> None:
    shift = receiving()
    shift.scan(second("N1", NEW_EXPIRY))
    shift.scan(PlaceSubject(B_1))
    assert shift.scan(without_lot()).verdict.code == Code.HALF_READ


def test_a_pack_may_be_completed_in_three_scans() -> None:
    shift = receiving()
    shift.scan(without_lot())
    step = shift.scan(second("N1"))
    assert step.verdict.code == Code.HALF_READ
    assert step.verdict.aside == "no expiry in this code"
    assert shift.scan(second(None, NEW_EXPIRY)).orders == (received(),)


def test_a_missing_value_never_overwrites_a_good_one() -> None:
    shift = receiving()
    assert shift.scan(pack(GOOD, says=code("2K417"))).orders == (received("2K417", GOOD.expiry),)


def test_two_barcodes_that_disagree_stop_and_show_both() -> None:
    shift = receiving()
    shift.scan(pack(None, says=code("N1")))
    step = shift.scan(second("N2", NEW_EXPIRY))
    assert (step.verdict.code, step.orders) == (Code.LOT_CONFLICT, ())
    assert "N1" in step.verdict.detail
    assert "N2" in step.verdict.detail
    assert shift.scan(second("N1", NEW_EXPIRY)).orders == (received(),)


def test_another_pack_is_refused_while_the_first_is_not_finished_and_the_first_stays_open() -> None:
    shift = receiving()
    shift.scan(without_lot())
    for other in (pack(item=SWAB), PlaceSubject(B_1), say(Command.DONE), say(Command.HOME)):
        step = shift.scan(other)
        assert (step.verdict.code, step.orders) == (Code.LOT_MISSING, ())
        assert SYRINGE.name in step.verdict.headline
    assert shift.scan(second("N1", NEW_EXPIRY)).orders == (received(),)


def test_a_missing_expiry_is_told_as_such() -> None:
    shift = receiving()
    shift.scan(pack(None, says=code("N1")))
    assert shift.scan(pack(item=SWAB)).verdict.code == Code.EXPIRY_MISSING


@pytest.mark.parametrize("command", [NO, UNDO])
def test_an_unfinished_pack_can_be_left_out(command: object) -> None:
    shift = receiving()
    shift.scan(without_lot())
    step = shift.scan(NO if command is NO else UNDO)
    assert (step.verdict.code, step.desk.half, step.orders) == (Code.CANCELLED, None, ())


def test_a_known_lot_with_another_expiry_stops_and_shows_both() -> None:
    step = receiving().scan(pack(GOOD, says=code("2K417", NEW_EXPIRY)))
    assert step.verdict.code == Code.LOT_CONFLICT
    assert "2027-09-30" in step.verdict.detail
    assert "2028-01-31" in step.verdict.detail


def test_a_known_lot_with_another_expiry_is_seen_in_the_second_barcode_too() -> None:
    shift = receiving()
    shift.scan(without_lot())
    assert shift.scan(second("2K417", NEW_EXPIRY)).verdict.code == Code.LOT_CONFLICT


@pytest.mark.parametrize(("bad", "why"), [(EXPIRED, Code.EXPIRED), (RECALLED, Code.RECALLED), (HELD, Code.QUARANTINED)])
def test_dangerous_deliveries_are_not_received(bad: Lot, why: Code) -> None:
    shift = receiving()
    assert shift.scan(pack(bad)).verdict.code == why
    assert shift.scan(pack()).verdict.code == Code.SETTLE_FIRST
    step = shift.scan(YES)
    assert (step.verdict.detail, step.orders) == ("not received", ())


def test_a_refused_delivery_is_not_taken_off_the_stock_of_the_same_lot() -> None:
    shift = receiving()
    shift.scan(pack(EXPIRED, stock=(Holding(A_3, EXPIRED, 9),)))
    assert shift.scan(WASTE).orders == ()


def test_stock_without_lots_is_received_without() -> None:
    step = receiving().scan(pack(None, item=CUP, stock=()))
    assert step.orders == (Receive(CUP.id, "", None, A_3.id, 1),)


def test_two_sights_of_a_two_barcode_pack_are_not_two_packs() -> None:
    shift = receiving()
    shift.scan(without_lot(), "GTIN")
    shift.scan(second("N1", NEW_EXPIRY), "LOT", after_ms=200)
    assert shift.scan(without_lot(), "GTIN", after_ms=200).verdict.code == Code.REPEATED
    assert shift.scan(second("N1", NEW_EXPIRY), "LOT", after_ms=200).verdict.code == Code.ANSWER_FIRST
    assert len(shift.orders) == 1


def test_the_second_barcode_of_an_item_without_lots_is_not_kept_for_the_next_pack() -> None:
    shift = receiving()
    shift.scan(pack(None, item=CUP, stock=()))
    assert shift.scan(second("X9", NEW_EXPIRY)).verdict.code == Code.NOT_NEEDED
    assert shift.scan(without_lot()).verdict.code == Code.HALF_READ


def test_no_to_a_repeat_keeps_the_pack_that_was_begun() -> None:
    shift = receiving()
    shift.scan(say(Command.QUANTITY, 4))
    shift.scan(without_lot(), "GTIN")
    assert shift.scan(without_lot(), "GTIN", after_ms=300).verdict.code == Code.REPEATED
    assert shift.scan(NO).desk.half is not None
    assert shift.scan(second("N1", NEW_EXPIRY)).orders == (received(quantity=4),)


def test_a_repeat_of_an_unfinished_pack_begins_no_second_one() -> None:
    shift = receiving()
    shift.scan(without_lot(), "GTIN")
    shift.scan(without_lot(), "GTIN", after_ms=300)
    assert shift.scan(YES).verdict.word == "FIRST PACK NOT FINISHED"
    shift.scan(without_lot(), "GTIN", after_ms=300)
    assert shift.scan(without_lot(), "GTIN", after_ms=300).verdict.code == Code.REPEATED
    assert shift.scan(second("N1", NEW_EXPIRY)).orders == (received(),)


def test_a_fuller_code_completes_the_bare_one_and_says_that_it_counts_as_one() -> None:
    shift = receiving()
    shift.scan(without_lot())
    step = shift.scan(pack(None, says=code("N1", NEW_EXPIRY)))
    assert step.orders == (received(),)
    assert "one pack" in step.verdict.detail


@pytest.mark.parametrize(
    "other", [pack(None, says=code("N1", NEW_EXPIRY, gtin="19501101530000")), pack(None, says=code("N1", NEW_EXPIRY))]
)
def test_a_full_code_that_may_stand_on_another_pack_does_not_complete_the_first(other: ItemSubject) -> None:
    shift = receiving()
    shift.scan(without_lot() if other.code and other.code.gtin != code().gtin else pack(None, says=code("N1")))
    step = shift.scan(other)
    assert (step.verdict.word, step.orders) == ("FIRST PACK NOT FINISHED", ())
    assert step.desk.half is not None


def test_a_second_barcode_that_contradicts_the_posted_pack_is_not_kept_for_the_next() -> None:
    shift = receiving()
    shift.scan(pack())
    step = shift.scan(second("OTHER", NEW_EXPIRY))
    assert (step.verdict.code, step.verdict.tone, step.desk.early) == (Code.LOT_CONFLICT, Tone.REFUSE, None)
    assert "UNDO" in step.verdict.way_out
    assert shift.scan(without_lot()).verdict.code == Code.HALF_READ


@pytest.mark.parametrize(("bad", "why"), [(EXPIRED, Code.EXPIRED), (RECALLED, Code.RECALLED), (HELD, Code.QUARANTINED)])
@pytest.mark.parametrize("first", [pack(), without_lot()])
def test_a_dangerous_second_barcode_behind_a_posted_pack_stops_as_danger(
    bad: Lot, why: Code, first: ItemSubject
) -> None:
    shift = Shift(JobName.RESTOCK, room=EXAM_2)
    assert shift.scan(first).verdict.code == Code.ACCEPTED
    step = shift.scan(second(bad.number, bad.expiry))
    assert (step.verdict.code, step.desk.unsettled is not None) == (why, True)
    assert "undo it" in step.verdict.detail


def counted(count: int) -> ItemSubject:
    return pack(None, says=replace(code("N1", NEW_EXPIRY), count=count), factor=2)


def test_the_count_in_a_code_multiplies() -> None:
    shift = receiving()
    shift.scan(say(Command.QUANTITY, 3))
    step = shift.scan(counted(10))
    assert step.orders == (received(quantity=60),)
    assert "10 by its code" in step.verdict.detail


@pytest.mark.parametrize("count", [0, 50_001])
@pytest.mark.parametrize("job", [JobName.RECEIVE, JobName.WASTE, JobName.USE])
def test_an_absurd_count_is_refused(count: int, job: JobName) -> None:
    shift = Shift(job, room=EXAM_2, target=A_3)
    step = shift.scan(counted(count))
    assert (step.verdict.code, step.orders) == (Code.ABSURD_COUNT, ())


def test_the_count_of_a_second_barcode_multiplies_too() -> None:
    shift = receiving()
    shift.scan(say(Command.QUANTITY, 3))
    shift.scan(without_lot())
    counts = ProductionSubject(replace(code("N1", NEW_EXPIRY, gtin=None), count=4))
    assert shift.scan(counts).orders == (received(quantity=12),)
    assert shift.scan(ProductionSubject(replace(counts.code, count=5))).verdict.code == Code.LOT_CONFLICT


# Use


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


@pytest.mark.parametrize("job", [JobName.USE, JobName.WASTE, JobName.TRANSFER])
def test_the_cabinet_in_hand_is_meant_and_not_its_whole_room(job: JobName) -> None:
    shift = Shift(job, room=CABINET, target=EXAM_1 if job is JobName.TRANSFER else None)
    if job is JobName.WASTE:
        shift.scan(say(Command.REASON_DAMAGED))
    assert shift.scan(pack(here=(Holding(EXAM_2, GOOD, 8),))).verdict.code == Code.NOT_ENOUGH
    in_a_bin = place(6, "Exam 2 · Cabinet · 1", PlaceKind.BIN, 2)
    assert shift.scan(pack(here=(Holding(in_a_bin, GOOD, 8),))).verdict.code == Code.ACCEPTED


# Waste


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


# Transfer


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


# Find and home


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
