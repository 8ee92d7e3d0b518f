"""Packs of which it is not clear whether an order waits for them are asked about before they are booked."""

from __future__ import annotations

import pytest

from tests.clinic import Clinic
from tests.inventory.deliveries import DONE, SHELF, YES, Counter, arrived, booked, box, closed, ordered
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code


@pytest.mark.parametrize("is_open", [False, True])
def test_after_a_closed_order_was_refused_its_packs_are_asked_about_before_they_are_booked(
    clinic: Clinic, *, is_open: bool
) -> None:
    number, counter = closed(clinic), Counter(clinic)
    if is_open:
        counter.scan(command_code(Command.RECEIVE))
    assert counter.scan(number).verdict.code == "not_expected"
    if not is_open:
        counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, number in asked.aside) == ("turned_away", True)
    counter.scan(command_code(Command.NO))
    assert counter.scan(box("N1"), "]d2").verdict.code == "turned_away", "NO is said of one pack"
    assert booked(clinic) == 0
    assert counter.scan(YES).verdict.code == "accepted"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted", "YES is said of the delivery"
    assert booked(clinic) == 2


def test_a_delivery_without_its_orders_code_is_asked_about_once_and_its_code_answers(clinic: Clinic) -> None:
    number, counter = ordered(clinic), Counter(clinic)
    counter.scan(command_code(Command.RECEIVE))
    counter.scan(SHELF)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, number in asked.aside, booked(clinic)) == ("awaited", True, 0)
    counter.scan(command_code(Command.NO))
    assert counter.scan(box("N1"), "]d2").verdict.code == "awaited", "NO is said of one pack"
    assert counter.scan(number).verdict.code == "accepted", "the pack in hand is received against it"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted"
    assert (arrived(clinic, number), booked(clinic)) == (200, 2)


def test_after_a_refused_order_the_one_that_waits_for_the_pack_is_named_and_its_code_answers(clinic: Clinic) -> None:
    refused = closed(clinic)
    number, counter = ordered(clinic), Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF, refused):
        counter.scan(text)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, number in asked.aside, booked(clinic)) == ("awaited", True, 0)
    assert counter.scan(number).verdict.code == "accepted"
    assert (arrived(clinic, number), booked(clinic)) == (100, 1)


def test_a_delivery_said_to_be_of_no_order_is_asked_about_once(clinic: Clinic) -> None:
    number, counter = ordered(clinic), Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    counter.scan(box("N1"), "]d2")
    assert counter.scan(YES).verdict.code == "accepted"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted", "YES is said of the item's packs in this delivery"
    assert (arrived(clinic, number), booked(clinic)) == (0, 2)
    for text in (DONE, command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    assert counter.scan(box("N3"), "]d2").verdict.code == "awaited", "and of no other one"


def test_what_is_said_of_one_item_says_nothing_of_the_next_that_an_order_waits_for(clinic: Clinic) -> None:
    clinic.execute("UPDATE par_level SET par = 500 WHERE item_id = ?", (clinic.items["Gauze 4×4"],))
    number, counter = ordered(clinic), Counter(clinic)
    gauze = str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))
    for text in (command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert "This item is of no order: YES" in asked.way_out
    assert counter.scan(YES).verdict.code == "accepted"
    asked = counter.scan(gauze).verdict
    assert (asked.code, number in asked.aside, booked(clinic)) == ("awaited", True, 1)
    assert counter.scan(YES).verdict.code == "accepted"
    assert counter.scan(box("N2"), "]d2").verdict.code == "accepted", "and what was said of the first still holds"
    assert booked(clinic) == 3


def test_another_order_in_answer_is_refused_and_the_pack_stays_asked_about(clinic: Clinic) -> None:
    gone, number = closed(clinic), ordered(clinic)
    counter = Counter(clinic)
    for text in (command_code(Command.RECEIVE), SHELF):
        counter.scan(text)
    counter.scan(box("N1"), "]d2")
    assert counter.scan(gone).verdict.code == "not_expected"
    assert booked(clinic) == 0
    assert counter.scan(number).verdict.code == "accepted"
    assert arrived(clinic, number) == 100


def test_of_an_order_that_is_refused_beside_the_one_in_hand_no_pack_is_booked_to_that(clinic: Clinic) -> None:
    first = closed(clinic)
    second = ordered(clinic)
    counter = Counter(clinic)
    for text in (second, SHELF, first):
        counter.scan(text)
    asked = counter.scan(box("N1"), "]d2").verdict
    assert (asked.code, f"against {second}: YES" in asked.way_out) == ("turned_away", True)
    counter.scan(command_code(Command.NO))
    assert booked(clinic) == 0
    counter.scan(second)
    assert counter.scan(box("N1"), "]d2").verdict.code == "accepted", "whose order is scanned again is known"


def test_what_is_not_on_the_order_is_asked_about(clinic: Clinic) -> None:
    number = ordered(clinic)
    counter = Counter(clinic)
    counter.scan(number)
    counter.scan(SHELF)
    gauze = str(clinic.value("SELECT code FROM item WHERE name = 'Gauze 4×4'"))
    assert counter.scan(gauze).verdict.code == "not_ordered"
    assert counter.scan(YES).verdict.code == "accepted"
