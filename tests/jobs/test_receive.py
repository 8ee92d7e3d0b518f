"""RECEIVE: a delivery comes in with lot and expiry, of one barcode, of two, or of three."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.jobs.clinic import (
    A_3,
    B_1,
    CUP,
    EXAM_2,
    EXPIRED,
    GOOD,
    HELD,
    NO,
    RECALLED,
    SWAB,
    SYRINGE,
    UNDO,
    WASTE,
    YES,
    Shift,
    code,
    pack,
    say,
    second,
    without_lot,
)
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding, Lot
from tracker.inventory.orders import Receive
from tracker.inventory.subjects import ItemSubject, PlaceSubject, ProductionSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone

NEW_EXPIRY = date(2028, 1, 31)


def receiving() -> Shift:
    return Shift(JobName.RECEIVE, target=A_3)


def received(number: str = "N1", expiry: date | None = NEW_EXPIRY, quantity: int = 1) -> Receive:
    return Receive(SYRINGE.id, number, expiry, A_3.id, quantity)


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


def test_a_pack_behind_a_refused_place_is_not_received_onto_the_shelf_before_it() -> None:
    shift = receiving()
    assert shift.scan(PlaceSubject(EXAM_2)).verdict.code == Code.WRONG_KIND
    step = shift.scan(pack(None, says=code("N1", NEW_EXPIRY)))
    assert (step.verdict.code, step.orders) == (Code.NO_TARGET, ())


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
