"""A spot check that differs: little is booked at once, much is asked again, and what nobody books alone waits for a lead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.clinic import CABINET, GOOD, SYRINGE, Shift, pack, say, unknown
from tracker.barcodes.commands import Command
from tracker.inventory.count_facts import SpotCheck
from tracker.inventory.facts import Holding
from tracker.inventory.orders import Count, CountInCase
from tracker.inventory.subjects import ItemSubject, PersonSubject, PlaceSubject
from tracker.jobs.desk import Step
from tracker.jobs.verdict import Code, Tone

VIAL = replace(SYRINGE, is_controlled=True)
CHEAP, DEAR = SpotCheck("C", 10_000), SpotCheck("C", 5_000_000)


def shelf(check: SpotCheck = CHEAP, *, is_controlled: bool = False) -> ItemSubject:
    """By the books 100 of it stand here: five more or fewer are let pass."""
    item = VIAL if is_controlled else SYRINGE
    return pack(item=item, here=(Holding(CABINET, GOOD, 100),), spot_check=check)


def checked(shift: Shift, subject: ItemSubject, number: int) -> Step:
    shift.scan(subject, "the pack")
    return shift.scan(unknown(str(number)), str(number))


def at_the_shelf() -> Shift:
    shift = Shift()
    shift.scan(PersonSubject("B0000000723", "CMA 07"))
    shift.scan(say(Command.COUNT))
    shift.scan(PlaceSubject(CABINET))
    return shift


@pytest.mark.parametrize("number", [95, 100, 105])
def test_what_differs_little_is_booked_at_once(number: int) -> None:
    assert checked(at_the_shelf(), shelf(), number).orders == (Count(SYRINGE.id, GOOD.id, CABINET.id, number),)


def test_what_differs_much_is_counted_again_and_not_told_by_how_much() -> None:
    shift = at_the_shelf()
    first = checked(shift, shelf(), 60)
    assert (first.verdict.word, first.verdict.tone, first.orders) == ("COUNT AGAIN", Tone.NOTE, ())
    assert not any("100" in said or "40" in said for said in (first.verdict.aside, first.verdict.detail))
    assert checked(shift, shelf(), 60).orders == (Count(SYRINGE.id, GOOD.id, CABINET.id, 60),)
    assert checked(shift, shelf(), 60).orders == (), "a later one is asked again"


def test_a_second_number_that_is_another_one_is_asked_again_and_one_as_the_books_have_it_is_booked() -> None:
    shift = at_the_shelf()
    checked(shift, shelf(), 60)
    assert checked(shift, shelf(), 70).verdict.code == Code.COUNT_AGAIN
    assert checked(shift, shelf(), 100).orders == (Count(SYRINGE.id, GOOD.id, CABINET.id, 100),)


def test_undo_takes_back_a_number_that_is_asked_again_and_not_what_was_booked_before_it() -> None:
    shift = at_the_shelf()
    checked(shift, shelf(), 100)
    checked(shift, shelf(), 60)
    told = shift.scan(say(Command.UNDO))
    assert (told.verdict.word, told.orders) == ("LEFT OUT", ())
    assert not shift.desk.history[-1].is_undone
    assert checked(shift, shelf(), 60).verdict.code == Code.COUNT_AGAIN


@given(number=st.integers(0, 300).filter(lambda number: number != 100))
def test_no_difference_of_a_controlled_substance_is_booked_by_whoever_counts(number: int) -> None:
    (order,) = checked(at_the_shelf(), shelf(is_controlled=True), number).orders
    assert order == CountInCase("", VIAL.id, GOOD.id, CABINET.id, number, "B0000000723")


def test_nor_is_what_is_worth_much_however_near_it_is() -> None:
    step = checked(at_the_shelf(), shelf(replace(DEAR, price_micros=20_000_000)), 97)
    assert isinstance(step.orders[0], CountInCase)
    assert step.verdict.word == "SAVED: FOR THE LEAD"
    assert isinstance(checked(at_the_shelf(), shelf(DEAR), 0).orders[0], CountInCase)


def test_what_has_no_price_is_never_taken_for_free() -> None:
    assert isinstance(checked(at_the_shelf(), shelf(SpotCheck()), 60).orders[0], CountInCase)
    assert isinstance(checked(at_the_shelf(), shelf(SpotCheck()), 98).orders[0], Count), "within what is let pass"


def test_what_waits_for_a_lead_is_kept_in_somebodys_name() -> None:
    shift = at_the_shelf()
    shift.desk = replace(shift.desk, operator=None)
    step = checked(shift, shelf(is_controlled=True), 0)
    assert (step.verdict.code, step.orders) == (Code.SIGN_ON_FIRST, ())
