"""A count from its opening to its closing: blind, against the ledger's position, and nothing is taken for gone unasked."""

from __future__ import annotations

import pytest

from tests.clinic import TODAY, Clinic
from tests.inventory.count_steps import (
    ANNE,
    BEN,
    RULES,
    SYRINGE,
    act,
    as_the_books,
    closed,
    lines,
    opened,
    refused,
    said,
    states,
    whole,
)
from tracker.barcodes import house
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.count_cases import cancel_case
from tracker.inventory.count_closing import reverse_case
from tracker.inventory.count_due import closed_lines, due
from tracker.inventory.count_entries import give_reason, say_none
from tracker.inventory.count_facts import Again, CountReason, LineState
from tracker.inventory.opening_audit import audit_opened
from tracker.inventory.orders import Count, CountInCase, Open
from tracker.people.badges import replace_badge


def test_a_count_asks_for_all_that_the_books_have_in_the_room_and_in_no_other(clinic: Clinic) -> None:
    case = opened(clinic, "Exam 1")
    assert (case.number, case.rooms, case.opened_by, case.is_open) == ("C2026-001", ("Exam 1",), ANNE, True)
    assert set(states(clinic)) == {("Cart", "LATE"), ("Cart", "GONE"), ("Wall", "LATE")}
    assert set(states(clinic).values()) == {LineState.TO_COUNT}


def test_what_agrees_is_closed_without_a_movement_and_is_counted_that_day(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    movements = clinic.value("SELECT count(*) FROM movement")
    assert closed(clinic).lines == ()
    assert clinic.value("SELECT count(*) FROM movement") == movements
    with clinic.database.reading() as connection:
        places = {each.place.path for each in due(connection, TODAY, RULES)}
    assert not [path for path in places if path.startswith("Exam 1")]
    assert [path for path in places if path.startswith("Storeroom")]
    whole(clinic)


def test_a_difference_is_booked_at_the_closing_with_its_reason_and_the_counts_number(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for number in (2, 2):
        said(clinic, "Wall", "LATE", number)
    assert clinic.held("Wall", "LATE") == 5, "nothing is booked before"
    key = lines(clinic)["Wall", "LATE"].key
    act(clinic, lambda connection, pen: give_reason(connection, pen, "C2026-001", key, CountReason.NOT_BOOKED))
    (line,) = closed(clinic, BEN).lines
    assert (line.difference, clinic.held("Wall", "LATE")) == (-3, 2)
    assert clinic.value("SELECT reason FROM movement ORDER BY id DESC LIMIT 1") == "not_booked"
    body = clinic.value("SELECT body FROM journal WHERE event_id = (SELECT event_id FROM movement ORDER BY id DESC)")
    assert isinstance(body, bytes)
    assert b'"case":"C2026-001"' in body
    whole(clinic)


@pytest.mark.parametrize(
    ("number", "impossible"), [(2, (CountReason.FOUND,)), (8, (CountReason.LOST, CountReason.DAMAGED))]
)
def test_a_reason_that_cannot_be_why_is_refused_and_nothing_is_booked(
    clinic: Clinic, number: int, impossible: tuple[CountReason, ...]
) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", number)
    for reason in impossible:
        refusal = refused("count_reason", lambda why=reason: closed(clinic, BEN, why))  # type: ignore[misc]
        assert f"3 too {'few' if number < 5 else 'many'}" in refusal.message
        assert reason not in refusal.hint.split(": ")[-1].split(", ")
    assert clinic.held("Wall", "LATE") == 5
    key = lines(clinic)["Wall", "LATE"].key
    act(clinic, lambda connection, pen: give_reason(connection, pen, "C2026-001", key, impossible[0]))
    refused("count_reason", lambda: closed(clinic, BEN, CountReason.NOT_BOOKED))
    fitting = next(each for each in CountReason if each is not CountReason.UNEXPLAINED and each not in impossible)
    act(clinic, lambda connection, pen: give_reason(connection, pen, "C2026-001", key, fitting))
    assert [line.reason for line in closed(clinic, BEN).lines] == [fitting]


def test_closing_twice_books_once_and_tells_the_same(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    said(clinic, "Wall", "LATE", 2)
    said(clinic, "Wall", "LATE", 2)
    first = closed(clinic, BEN)
    events = clinic.value("SELECT count(*) FROM journal")
    again = closed(clinic, BEN)
    assert (first.is_new, again.is_new) == (True, False)
    assert [line.difference for line in again.lines] == [line.difference for line in first.lines] == [-3]
    assert clinic.held("Wall", "LATE") == 2
    assert clinic.value("SELECT count(*) FROM journal") == events


def test_what_was_booked_is_taken_back_as_any_movement_once(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for place, number in (("Wall", 2), ("Cart", 9)):
        said(clinic, place, "LATE", number)
        said(clinic, place, "LATE", number)
    closed(clinic, BEN)
    assert (clinic.held("Wall", "LATE"), clinic.held("Cart", "LATE")) == (2, 9)
    act(clinic, lambda connection, pen: reverse_case(connection, pen, "C2026-001"))
    assert (clinic.held("Wall", "LATE"), clinic.held("Cart", "LATE")) == (5, 4)
    refused("count_over", lambda: act(clinic, lambda connection, pen: reverse_case(connection, pen, "C2026-001")))
    with clinic.database.reading() as connection:
        assert "Exam 1 · Wall" in {each.place.path for each in due(connection, TODAY, RULES)}
    whole(clinic)


def test_what_nobody_counted_is_asked_and_never_taken_for_gone(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Cart", "LATE", 4)
    said(clinic, "Wall", "LATE", 5)
    told = refused("count_unfinished", lambda: closed(clinic))
    first = "The first: Syringe 3 mL in Exam 1 · Cart."
    assert told.message == f"C2026-001 is not finished: 1 not counted. {first}", "how many the books have is not told"
    key = lines(clinic)["Cart", "GONE"].key
    for _ in range(2):
        act(clinic, lambda connection, pen: say_none(connection, pen, "C2026-001", key))
    assert closed(clinic, BEN).lines[0].difference == -3
    assert clinic.held("Cart", "GONE") == 0
    whole(clinic)


def test_a_number_beyond_the_tolerance_is_said_again_blind_and_both_are_kept(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    said(clinic, "Wall", "LATE", 9)
    assert states(clinic)["Wall", "LATE"] is Again.DISAGREE
    said(clinic, "Wall", "LATE", 8)
    assert states(clinic)["Wall", "LATE"] is Again.DISAGREE, "two numbers that are both far from the books"
    refused("count_unfinished", lambda: closed(clinic))
    said(clinic, "Wall", "LATE", 8)
    line = lines(clinic)["Wall", "LATE"]
    assert (line.state, [each.counted for each in line.tallies]) == (LineState.COUNTED, [5, 9, 8, 8])


def test_a_first_number_beyond_the_tolerance_is_asked_again_and_the_second_may_be_the_books(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 50)
    assert states(clinic)["Wall", "LATE"] is Again.TOLERANCE
    said(clinic, "Wall", "LATE", 5)
    assert states(clinic)["Wall", "LATE"] is LineState.COUNTED


def test_two_people_who_count_one_bin_at_once_must_agree(clinic: Clinic) -> None:
    opened(clinic, "Storeroom")
    said(clinic, "B", "LATE", 100, ANNE)
    said(clinic, "B", "LATE", 96, BEN)
    assert states(clinic)["B", "LATE"] is Again.DISAGREE, "96 of 100 is within 5 %, and still not what Anne has seen"
    said(clinic, "B", "LATE", 100, BEN)
    assert states(clinic)["B", "LATE"] is LineState.COUNTED


def test_a_second_person_closes_what_is_worth_much_or_has_no_price(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 0)
    assert "no price" in refused("count_second_person", lambda: closed(clinic, ANNE)).message
    clinic.execute("UPDATE item SET unit_cost_micros = 20000000")
    assert "100.00" in refused("count_second_person", lambda: closed(clinic, ANNE)).message
    assert closed(clinic, BEN).is_new


def test_whoever_has_counted_is_no_second_person_under_a_new_badge(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 0)
    act(
        clinic,
        lambda connection, pen: replace_badge(
            connection, pen, ANNE, house.badge_code(9), lambda one, other: one + other
        ),
        BEN,
    )
    refused("count_second_person", lambda: closed(clinic, house.badge_code(9)))
    assert closed(clinic, BEN).is_new


def test_a_difference_of_little_worth_is_closed_by_its_counter(clinic: Clinic) -> None:
    clinic.execute("UPDATE item SET unit_cost_micros = 50000")
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 0)
    assert closed(clinic, ANNE).is_new


def test_a_cancelled_count_books_nothing_and_is_over(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 1)
    act(clinic, lambda connection, pen: cancel_case(connection, pen, "C2026-001"))
    assert clinic.held("Wall", "LATE") == 5
    refused("count_over", lambda: closed(clinic))
    refused("count_over", lambda: said(clinic, "Wall", "LATE", 1))
    assert opened(clinic, "Exam 1").number == "C2026-002"
    whole(clinic)


@pytest.mark.parametrize("number", [-1, 10_000_001, 9520101000408])
def test_a_number_that_no_shelf_holds_is_refused(clinic: Clinic, number: int) -> None:
    opened(clinic, "Exam 1")
    refused("count_absurd", lambda: said(clinic, "Wall", "LATE", number))


def test_a_lot_that_is_not_there_any_more_is_refused(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    order = CountInCase("C2026-001", clinic.items[SYRINGE], 9999, clinic.places["Wall"], 1, ANNE)
    refused("count_gone", lambda: clinic.order(order))


def test_the_journal_tells_every_step_and_a_changed_number_shows(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 2)
    closed(clinic, BEN)
    whole(clinic)
    with clinic.database.reading() as connection:
        assert len(closed_lines(connection, 1)) == 3
    clinic.execute("UPDATE count_entry SET counted = 5 WHERE id = (SELECT max(id) FROM count_entry)")
    with clinic.database.reading() as connection:
        assert [each.code for each in audit_counts(connection)] == ["count_changed"]
    clinic.execute("DELETE FROM count_entry WHERE id = (SELECT max(id) FROM count_entry)")
    with clinic.database.reading() as connection:
        assert [each.code for each in audit_counts(connection)] == ["count_changed"]


def test_an_opened_container_is_counted_with_its_lot_and_gone_with_it(clinic: Clinic) -> None:
    ids = (clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"])
    clinic.order(Open(*ids, 2, "V1", ANNE))
    opened(clinic, "Exam 1")
    refused("count_open", lambda: clinic.order(Count(*ids, 1, "V1")))
    as_the_books(clinic)
    for _ in range(2):
        said(clinic, "Wall", "LATE", 1)
    closed(clinic, BEN)
    assert clinic.held("Wall", "LATE") == 1
    assert clinic.value("SELECT remains FROM opened") == 1, "no more is in it than stands there"
    act(clinic, lambda connection, pen: reverse_case(connection, pen, "C2026-001"))
    assert clinic.value("SELECT remains FROM opened") == 2
    with clinic.database.reading() as connection:
        assert list(audit_opened(connection)) == []
    whole(clinic)
