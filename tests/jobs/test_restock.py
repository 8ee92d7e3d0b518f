"""A restock round: what goes on the shelf, what must never, and what a person may overrule."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

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
    SOON,
    STORE,
    SUPPLIER,
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
    without_lot,
)
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding, Lot, Need, Pull, Take, WasteReason
from tracker.inventory.orders import Portion, Transfer, Waste
from tracker.inventory.subjects import PlaceSubject
from tracker.jobs.advancing import where
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone


def test_a_room_says_what_it_lacks_and_what_must_be_pulled() -> None:
    need = Need(SYRINGE, EXAM_2, 20, 6, 14, (Take(A_3, GOOD, 14),))
    full = Need(CUP, EXAM_2, 10, 10, 0, ())
    step = Shift().scan(PlaceSubject(EXAM_2, (need, full), (Pull(SYRINGE, Holding(CABINET, EXPIRED, 4), "expired"),)))
    assert (step.verdict.code, step.verdict.tone) == (Code.ROOM_OPENED, Tone.NOTE)
    assert (step.verdict.headline, step.verdict.aside) == ("Exam 2", "1 line to take · pull 1")
    assert step.desk.job is JobName.RESTOCK
    assert where(step.desk).room_id == EXAM_2.id


def test_a_pack_goes_from_the_store_to_its_shelf_and_the_sum_is_shown() -> None:
    subject = pack(here=(Holding(CABINET, GOOD, 4),), shelf=CABINET)
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    step = shift.scan(subject)
    assert step.orders == (Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, CABINET.id, 10),)),)
    assert (step.verdict.word, step.verdict.tone) == ("ACCEPTED", Tone.ACCEPT)
    assert step.verdict.headline == '+10  Syringe 3 mL 25G × 1"'
    assert step.verdict.aside == "on shelf 14 of 20"
    assert step.verdict.detail.startswith("lot 2K417 · expires 2027-09-30 · from Storeroom A-3")
    assert step.desk.quantity is None
    assert step.desk.history[-1].text == "A-3 → Exam 2   lot 2K417"


def test_a_box_counts_as_what_is_in_it() -> None:
    step = restocking().scan(pack(factor=5))
    assert movements(step.orders) == [Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 5),))]


def test_the_cabinet_that_was_scanned_is_where_it_goes() -> None:
    step = restocking(CABINET).scan(pack())
    assert movements(step.orders) == [Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, CABINET.id, 1),))]


def test_one_lot_is_taken_from_several_shelves_where_one_has_not_enough() -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 8))
    step = shift.scan(pack(stock=(Holding(B_1, GOOD, 6), Holding(A_3, GOOD, 5))))
    assert step.orders == (
        Transfer(
            (
                Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 5),
                Portion(SYRINGE.id, GOOD.id, B_1.id, EXAM_2.id, 3),
            )
        ),
    )
    assert "Storeroom A-3 (5), Storeroom B-1 (3)" in step.verdict.detail


def test_stock_without_lots_needs_none() -> None:
    step = restocking().scan(pack(None, item=CUP, stock=(Holding(A_3, PLAIN, 9),)))
    assert movements(step.orders) == [Transfer((Portion(CUP.id, PLAIN.id, A_3.id, EXAM_2.id, 1),))]


@pytest.mark.parametrize(("bad", "why"), [(EXPIRED, Code.EXPIRED), (RECALLED, Code.RECALLED), (HELD, Code.QUARANTINED)])
def test_a_dangerous_lot_stops_everything_until_it_is_settled(bad: Lot, why: Code) -> None:
    shift = restocking()
    step = shift.scan(pack(bad))
    assert (step.verdict.code, step.verdict.tone, step.verdict.word) == (why, Tone.REFUSE, "DO NOT SHELVE")
    assert step.desk.latched == step.verdict
    for other in (pack(), PlaceSubject(EXAM_1), say(Command.DONE), say(Command.RESTOCK), second("X1")):
        assert shift.scan(other).verdict.code == Code.SETTLE_FIRST
    assert shift.desk.latched == step.verdict
    assert shift.scan(UNDO).verdict.code == Code.CANCELLED
    assert shift.orders == []
    assert shift.scan(pack()).verdict.code == Code.ACCEPTED


def test_an_expired_pack_says_what_to_do_and_waste_takes_it_off_the_room_first() -> None:
    shift = restocking()
    step = shift.scan(pack(EXPIRED, here=(Holding(CABINET, EXPIRED, 4),)))
    assert step.verdict.headline == 'EXPIRED 2026-11-02   lot P31   Syringe 3 mL 25G × 1"'
    assert "Put it in the waste bin, then scan WASTE. Not this one? Scan UNDO." in step.verdict.way_out
    step = shift.scan(WASTE)
    assert step.orders == (Waste(SYRINGE.id, EXPIRED.id, CABINET.id, 1, WasteReason.EXPIRED),)
    assert step.verdict.code == Code.ACCEPTED
    assert (step.desk.job, step.desk.room) == (JobName.RESTOCK, EXAM_2)
    assert step.desk.history[-1].job is JobName.WASTE


def test_a_recalled_pack_from_the_store_is_wasted_there_as_recalled() -> None:
    shift = restocking()
    shift.scan(pack(RECALLED))
    assert shift.scan(WASTE).orders == (Waste(SYRINGE.id, RECALLED.id, A_3.id, 1, WasteReason.RECALLED),)


def test_no_more_is_wasted_than_the_books_hold() -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    shift.scan(pack(EXPIRED, stock=(Holding(A_3, EXPIRED, 3),)))
    step = shift.scan(WASTE)
    assert step.orders == (Waste(SYRINGE.id, EXPIRED.id, A_3.id, 3, WasteReason.EXPIRED),)
    assert "only 3 of 10" in step.verdict.detail


def test_an_expired_pack_that_is_in_no_book_is_thrown_away_without_an_order() -> None:
    shift = restocking()
    shift.scan(pack(None, says=code("NEW1", date(2026, 1, 31))))
    step = shift.scan(WASTE)
    assert (step.verdict.code, step.orders) == (Code.ACKNOWLEDGED, ())
    assert step.desk.unsettled is None


def test_a_quarantined_pack_is_set_aside_and_never_thrown_away_in_passing() -> None:
    shift = restocking()
    shift.scan(pack(HELD))
    assert shift.scan(WASTE).verdict.code == Code.SETTLE_FIRST
    step = shift.scan(YES)
    assert (step.verdict.code, step.verdict.detail) == (Code.ACKNOWLEDGED, "not shelved")


def test_a_lot_is_good_on_its_last_day_and_expired_on_the_next() -> None:
    last_day, day_after = lot_expiring(date(2026, 11, 22)), lot_expiring(date(2026, 11, 21))
    assert restocking().scan(pack(last_day)).verdict.code == Code.EXPIRES_FIRST
    assert restocking().scan(pack(day_after)).verdict.code == Code.EXPIRED


def lot_expiring(day: date) -> Lot:
    return Lot(900 + day.day, f"D{day.day}", day, GOOD.state)


def test_the_packs_own_date_counts_as_much_as_the_books() -> None:
    assert restocking().scan(pack(GOOD, says=code("2K417", date(2026, 1, 31)))).verdict.code == Code.EXPIRED


def test_an_expiry_that_contradicts_the_books_stops_and_shows_both() -> None:
    step = restocking().scan(pack(GOOD, says=code("2K417", date(2027, 10, 31))))
    assert (step.verdict.code, step.verdict.tone) == (Code.LOT_CONFLICT, Tone.REFUSE)
    assert "2027-09-30" in step.verdict.detail
    assert "2027-10-31" in step.verdict.detail


def test_a_lot_that_was_never_received_is_not_shelved() -> None:
    step = restocking().scan(pack(None, says=code("NEW1", date(2028, 1, 31)), stock=(Holding(A_3, GOOD, 50),)))
    assert (step.verdict.code, step.orders) == (Code.NOT_ENOUGH, ())
    assert "never received" in step.verdict.detail


def test_more_than_the_store_holds_is_refused_with_both_figures() -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    step = shift.scan(pack(stock=(Holding(A_3, GOOD, 4), Holding(B_1, LATER, 90))))
    assert step.verdict.code == Code.NOT_ENOUGH
    assert "has 4" in step.verdict.detail
    assert "10 scanned" in step.verdict.detail
    assert step.desk.quantity is None


def test_the_older_lot_in_the_store_goes_first_and_is_named() -> None:
    shift = restocking()
    step = shift.scan(pack(LATER, stock=(Holding(B_1, GOOD, 5), Holding(A_3, LATER, 50))))
    assert (step.verdict.code, step.verdict.tone, step.orders) == (Code.NEWER_LOT, Tone.ASK, ())
    assert "lot 2K417" in step.verdict.way_out
    assert "Storeroom B-1" in step.verdict.way_out
    frozen = shift.desk.question.orders if shift.desk.question else ()
    step = shift.scan(YES)
    assert step.orders == (Transfer((Portion(SYRINGE.id, LATER.id, A_3.id, EXAM_2.id, 1),), (Code.NEWER_LOT,)),)
    assert movements(frozen)[0] == Transfer((Portion(SYRINGE.id, LATER.id, A_3.id, EXAM_2.id, 1),))


def test_the_older_lot_scanned_instead_answers_the_question() -> None:
    shift = restocking()
    stock = (Holding(B_1, GOOD, 5), Holding(A_3, LATER, 50))
    shift.scan(say(Command.QUANTITY, 3))
    shift.scan(pack(LATER, stock=stock))
    assert movements(shift.scan(pack(GOOD, stock=stock)).orders) == [
        Transfer((Portion(SYRINGE.id, GOOD.id, B_1.id, EXAM_2.id, 3),))
    ]


@pytest.mark.parametrize("bad", [EXPIRED, RECALLED, HELD])
def test_an_unusable_lot_in_the_store_does_not_go_first(bad: Lot) -> None:
    stock = (Holding(B_1, bad, 5), Holding(A_3, LATER, 50))
    assert restocking().scan(pack(LATER, stock=stock)).verdict.code == Code.ACCEPTED


def test_stock_that_will_expire_before_it_is_used_is_asked_about_with_the_sum() -> None:
    here = (Holding(CABINET, GOOD, 9),)
    step = restocking().scan(pack(SOON, here=here, use_per_day=1.0, stock=(Holding(A_3, SOON, 50),)))
    assert step.verdict.code == Code.EXPIRES_FIRST
    assert step.verdict.aside == "5 days left, 10 needed"
    assert "10 here at 1 a day last 10 days" in step.verdict.detail
    assert restocking().scan(pack(SOON, here=here, use_per_day=2.0)).verdict.code == Code.ACCEPTED


def test_without_history_the_clinics_days_are_asked_for() -> None:
    step = restocking().scan(pack(SOON))
    assert (step.verdict.code, step.verdict.aside) == (Code.EXPIRES_FIRST, "5 days left, 14 needed")


def test_what_is_not_kept_here_and_what_is_too_many_are_asked_about() -> None:
    assert restocking().scan(pack(par=None)).verdict.code == Code.NOT_IN_PAR
    step = restocking().scan(pack(par=20, here=(Holding(CABINET, GOOD, 20),)))
    assert (step.verdict.code, step.verdict.word) == (Code.OVER_PAR, "1 TOO MANY")
    assert step.verdict.aside == "par 20, on hand 20, adding 1"


def test_what_stands_expired_on_the_shelf_does_not_fill_it() -> None:
    here = (Holding(CABINET, EXPIRED, 20),)
    assert restocking().scan(pack(par=20, here=here)).verdict.aside == "on shelf 1 of 20"


def test_every_question_of_one_scan_is_asked_and_every_yes_is_kept() -> None:
    shift = restocking()
    older = lot_expiring(date(2026, 11, 23))
    subject = pack(SOON, par=None, stock=(Holding(B_1, older, 5), Holding(A_3, SOON, 50)))
    asked = [shift.scan(subject).verdict.code, shift.scan(YES).verdict.code, shift.scan(YES, "Y2").verdict.code]
    assert asked == [Code.NEWER_LOT, Code.EXPIRES_FIRST, Code.NOT_IN_PAR]
    assert shift.orders == []
    (order,) = movements(shift.scan(YES, "Y3").orders)
    assert isinstance(order, Transfer)
    assert order.overrides == tuple(asked)


def test_no_leaves_it_out() -> None:
    shift = restocking()
    shift.scan(pack(par=None))
    step = shift.scan(NO)
    assert (step.verdict.code, step.orders, step.desk.question) == (Code.CANCELLED, (), None)
    assert shift.scan(YES).verdict.code == Code.NOTHING_ASKED


def test_other_scans_are_refused_aloud_while_something_is_asked() -> None:
    shift = restocking()
    asked = shift.scan(pack(par=None)).verdict
    for other in (pack(item=CUP), PlaceSubject(EXAM_1), say(Command.DONE), say(Command.QUANTITY, 3)):
        step = shift.scan(other)
        assert (step.verdict.code, step.verdict.way_out, step.orders) == (Code.ANSWER_FIRST, asked.way_out, ())
    assert shift.scan(YES).verdict.code == Code.ACCEPTED


def test_the_same_code_within_the_window_is_asked_about_and_not_counted() -> None:
    shift = restocking()
    shift.scan(pack(), "P")
    step = shift.scan(pack(), "P", after_ms=1200)
    assert (step.verdict.code, step.orders) == (Code.REPEATED, ())
    (order,) = movements(shift.scan(YES).orders)
    assert isinstance(order, Transfer)
    assert order.overrides == (Code.REPEATED,)


def test_the_same_code_counts_again_later_and_is_asked_about_at_once_from_whatever_device() -> None:
    shift = restocking()
    shift.scan(pack(), "P")
    assert shift.scan(pack(), "P", after_ms=1201).verdict.code == Code.ACCEPTED
    assert shift.scan(pack(), "P", after_ms=10, source="camera:0").verdict.code == Code.REPEATED


def test_a_clock_that_was_set_back_does_not_hide_a_repeat() -> None:
    shift = restocking()
    shift.scan(pack(), "P")
    assert shift.scan(pack(), "P", after_ms=-800).verdict.code == Code.REPEATED


def test_a_code_without_lot_takes_the_only_lot_and_says_so() -> None:
    step = restocking().scan(without_lot())
    assert movements(step.orders) == [Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),))]
    assert "lot 2K417" in step.verdict.detail
    assert "by the books" in step.verdict.detail


def two_lots() -> tuple[Holding, ...]:
    return (Holding(A_3, GOOD, 9), Holding(B_1, LATER, 9))


def test_a_code_without_lot_asks_which_and_yes_takes_the_first_expiring() -> None:
    shift = restocking()
    step = shift.scan(without_lot(stock=two_lots()))
    assert (step.verdict.code, step.orders) == (Code.WHICH_LOT, ())
    (order,) = movements(shift.scan(YES).orders)
    assert order == Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),), (Code.WHICH_LOT,))


def test_the_packs_second_barcode_answers_which_lot() -> None:
    shift = restocking()
    shift.scan(without_lot(stock=(Holding(A_3, GOOD, 9), Holding(B_1, RECALLED, 9))))
    assert movements(shift.scan(second("2K417")).orders) == [
        Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),))
    ]


def test_a_code_with_the_lot_answers_which_lot() -> None:
    shift = restocking()
    shift.scan(without_lot(stock=two_lots()))
    step = shift.scan(pack(LATER, stock=two_lots()))
    assert step.verdict.code == Code.NEWER_LOT


def test_a_pack_without_lot_may_be_the_recalled_one_beside_the_good_one() -> None:
    shift = restocking()
    step = shift.scan(without_lot(stock=(Holding(A_3, GOOD, 9), Holding(B_1, RECALLED, 9))))
    assert step.verdict.code == Code.WHICH_LOT
    assert "lot R77" in step.verdict.detail
    assert "RECALLED" in step.verdict.detail
    assert shift.scan(second("R77")).verdict.code == Code.RECALLED


@pytest.mark.parametrize("bad", [EXPIRED, RECALLED, HELD])
def test_a_pack_without_lot_is_the_dangerous_one_where_no_other_is_there(bad: Lot) -> None:
    in_store = restocking().scan(without_lot(stock=(Holding(A_3, bad, 9),)))
    on_shelf = restocking().scan(without_lot(stock=(), here=(Holding(CABINET, bad, 9),)))
    for step in (in_store, on_shelf):
        assert (step.verdict.word, step.orders) == ("DO NOT SHELVE", ())
        assert step.desk.unsettled is not None


def test_the_second_barcode_may_come_first() -> None:
    shift = restocking()
    shift.scan(second("2K999"))
    stock = (Holding(B_1, LATER, 9),)
    assert movements(shift.scan(without_lot(stock=stock)).orders) == [
        Transfer((Portion(SYRINGE.id, LATER.id, B_1.id, EXAM_2.id, 1),))
    ]


def test_a_second_barcode_that_contradicts_the_lot_taken_by_the_books_says_so() -> None:
    shift = restocking()
    shift.scan(without_lot())
    step = shift.scan(second("OTHER"))
    assert (step.verdict.code, step.verdict.tone) == (Code.LOT_CONFLICT, Tone.REFUSE)
    assert "2K417" in step.verdict.detail
    assert "OTHER" in step.verdict.detail


def test_a_second_barcode_that_agrees_is_not_needed() -> None:
    shift = restocking()
    shift.scan(without_lot())
    assert shift.scan(second("2K417")).verdict.code == Code.NOT_NEEDED


def test_an_item_without_a_room_is_not_moved() -> None:
    assert Shift(JobName.RESTOCK).scan(pack()).verdict.code == Code.NO_ROOM


def test_the_store_and_accounts_are_not_restocked() -> None:
    shift = restocking()
    for elsewhere in (STORE, A_3, SUPPLIER):
        assert shift.scan(PlaceSubject(elsewhere)).verdict.code == Code.WRONG_KIND
    assert shift.desk.room == EXAM_2


def test_the_next_room_opens_and_done_goes_home() -> None:
    shift = restocking()
    assert shift.scan(PlaceSubject(EXAM_1)).desk.room == EXAM_1
    step = shift.scan(say(Command.DONE))
    assert (step.verdict.code, step.desk.job, step.desk.room) == (Code.ROUND_DONE, JobName.HOME, None)


def test_a_plain_refusal_is_acknowledged_by_the_next_scan() -> None:
    shift = restocking()
    assert shift.scan(pack(stock=())).desk.latched is not None
    assert shift.scan(pack()).desk.latched is None


def test_history_runs_in_the_order_of_the_scans() -> None:
    shift = restocking()
    for _ in range(3):
        shift.scan(pack())
    times = [done.at for done in shift.desk.history]
    assert all(before < after for before, after in pairwise(times))
