"""COUNT: the place, the number, the code; what would have to be guessed is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.clinic import (
    A_3,
    CABINET,
    CUP,
    EXAM_2,
    GOOD,
    LATER,
    PLAIN,
    UNDO,
    Shift,
    code,
    pack,
    say,
    unknown,
    without_lot,
)
from tracker.barcodes.commands import Command
from tracker.inventory.count_facts import SpotCheck
from tracker.inventory.facts import Holding
from tracker.inventory.orders import Count, Reverse
from tracker.inventory.subjects import CommandSubject, ItemSubject, PlaceSubject
from tracker.jobs.desk import JobName, Step
from tracker.jobs.verdict import Code, Tone


def counting() -> Shift:
    """COUNT is open, in the cabinet of Exam 2."""
    shift = Shift()
    shift.scan(say(Command.COUNT))
    shift.scan(PlaceSubject(CABINET))
    return shift


def digits(shift: Shift, number: int) -> Step:
    step = None
    for each in str(number):
        step = shift.scan(CommandSubject(Command.SPELL, character=each), f"digit {each}")
    assert step is not None
    return step


def held() -> ItemSubject:
    return cheap(pack(here=(Holding(CABINET, GOOD, 7),)))


def cheap(subject: ItemSubject) -> ItemSubject:
    """A hundredth of a cent each: no difference is worth a lead's time."""
    return replace(subject, spot_check=SpotCheck("C", 100))


def counted(shift: Shift, number: int, subject: ItemSubject) -> Step:
    """The number, then the pack; once more where that is asked for."""
    digits(shift, number)
    step = shift.scan(subject)
    if step.verdict.code != Code.COUNT_AGAIN:
        return step
    assert step.orders == ()
    digits(shift, number)
    return shift.scan(subject)


@given(st.integers(0, 99_999))
def test_any_number_is_said_digit_by_digit_and_counted_once(number: int) -> None:
    shift = counting()
    assert counted(shift, number, held()).orders == (Count(held().item.id, GOOD.id, CABINET.id, number),)
    assert shift.scan(held()).verdict.code == Code.NO_COUNT, "the number was that one's"


def test_a_typed_number_counts_too_and_none_is_a_number() -> None:
    shift = counting()
    for _ in range(2):
        assert shift.scan(unknown("0"), "0").verdict.tone is Tone.NOTE
        step = shift.scan(held())
    (order,) = step.orders
    assert isinstance(order, Count)
    assert order.quantity == 0


def test_single_pieces_are_counted_whatever_pack_is_scanned() -> None:
    shift = counting()
    (order,) = counted(shift, 12, replace(held(), factor=100, package="box")).orders
    assert isinstance(order, Count)
    assert order.quantity == 12


def test_a_code_without_a_lot_is_that_of_the_only_one_that_stands_here() -> None:
    shift = counting()
    (order,) = counted(shift, 3, cheap(without_lot(here=(Holding(CABINET, LATER, 2), Holding(EXAM_2, GOOD, 5))))).orders
    assert isinstance(order, Count)
    assert order.lot_id == LATER.id


def test_of_two_lots_none_is_guessed() -> None:
    shift = counting()
    digits(shift, 3)
    step = shift.scan(without_lot(here=(Holding(CABINET, LATER, 2), Holding(CABINET, GOOD, 5))))
    assert (step.verdict.code, step.orders) == (Code.WHICH_LOT, ())
    assert GOOD.number in step.verdict.detail


def test_stock_of_the_room_is_not_counted_in_its_cabinet() -> None:
    shift = counting()
    digits(shift, 3)
    step = shift.scan(without_lot(here=(Holding(EXAM_2, GOOD, 5),)))
    assert (step.verdict.tone, step.orders) == (Tone.REFUSE, ())
    assert "Exam 2" in step.verdict.detail


def test_what_has_no_lots_is_counted_where_the_books_have_none() -> None:
    shift = counting()
    (order,) = counted(shift, 4, cheap(pack(PLAIN, item=CUP, says=code()))).orders
    assert order == Count(CUP.id, PLAIN.id, CABINET.id, 4)


def test_none_found_and_none_in_the_books_is_no_movement() -> None:
    shift = counting()
    digits(shift, 0)
    assert shift.scan(without_lot(stock=(Holding(A_3, GOOD, 50),))).orders == ()


def test_the_place_comes_before_the_code() -> None:
    shift = Shift(JobName.COUNT)
    digits(shift, 3)
    step = shift.scan(held())
    assert (step.verdict.tone, step.orders) == (Tone.REFUSE, ())


@pytest.mark.parametrize("number", [7, 6, 8])
def test_a_spot_check_is_three_scans_the_place_the_item_the_number(number: int) -> None:
    shift = Shift(JobName.COUNT)
    shift.scan(PlaceSubject(CABINET))
    near = cheap(pack(here=(Holding(CABINET, GOOD, 27),)))
    asked = shift.scan(near)
    assert (asked.verdict.word, asked.orders) == ("HOW MANY?", ())
    number += 20
    said = unknown(str(number)) if number == 27 else say(Command.QUANTITY, number)
    assert shift.scan(said).orders == (Count(held().item.id, GOOD.id, CABINET.id, number),)


def test_a_number_that_bounces_is_of_no_other_item() -> None:
    shift = counting()
    shift.scan(held())
    shift.scan(say(Command.QUANTITY, 5), "five")
    step = shift.scan(say(Command.QUANTITY, 5), "five", after_ms=300)
    assert step.orders == ()
    asked = shift.scan(without_lot(here=(Holding(CABINET, LATER, 2),)), "another")
    assert (asked.verdict.word, asked.orders) == ("HOW MANY?", ())


def test_digits_behind_an_item_are_ended_by_its_code() -> None:
    shift = counting()
    shift.scan(held(), "the pack")
    digits(shift, 12)
    assert shift.scan(held(), "the pack").verdict.code == Code.COUNT_AGAIN
    digits(shift, 12)
    assert shift.scan(held(), "the pack", after_ms=5000).orders == (Count(held().item.id, GOOD.id, CABINET.id, 12),)


def test_a_lot_nobody_received_is_refused_before_its_number_is_asked() -> None:
    shift = counting()
    step = shift.scan(pack(None, says=code("NEVER")))
    assert (step.verdict.tone, step.orders) == (Tone.REFUSE, ())
    for said in (unknown("4"), say(Command.QUANTITY, 7), CommandSubject(Command.SPELL, character="1")):
        assert shift.scan(said).verdict.word == "NUMBER NOT KEPT"
    assert shift.scan(held()).verdict.word == "HOW MANY?", "what was said of the refused lot counts no other"


def test_a_bounced_scanner_counts_once() -> None:
    shift = counting()
    digits(shift, 3)
    shift.scan(held(), "the pack")
    step = shift.scan(held(), "the pack", after_ms=300)
    assert (step.verdict.tone, step.orders) == (Tone.NOTE, ())


def test_undo_takes_the_count_back() -> None:
    shift = counting()
    counted(shift, 3, held())
    of = shift.last_id
    assert shift.scan(UNDO).orders == (Reverse(of),)


@pytest.mark.parametrize("word", [Command.UNDO, Command.NO])
def test_an_item_whose_number_is_awaited_is_left_and_the_count_before_it_stands(word: Command) -> None:
    shift = counting()
    counted(shift, 3, held())
    shift.scan(without_lot(here=(Holding(CABINET, LATER, 2),)), "another")
    left = shift.scan(say(word))
    assert (left.verdict.word, left.orders) == ("LEFT OUT", ())
    assert shift.scan(unknown("4"), "4").orders == (), "the number is of the next item"
    assert not shift.desk.history[-1].is_undone
