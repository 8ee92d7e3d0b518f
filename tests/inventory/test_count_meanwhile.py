"""What moves while a count is open stays moved, and no number stands that it has overtaken."""

from __future__ import annotations

from tests.clinic import TODAY, Clinic
from tests.inventory.count_steps import (
    ANNE,
    BEN,
    SYRINGE,
    as_the_books,
    closed,
    lines,
    opened,
    refused,
    said,
    states,
    whole,
)
from tracker.hardware.scan import new_id
from tracker.inventory.count_facts import Again, LineState
from tracker.inventory.count_lines import open_cases_at
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Count, CountInCase, Receive, Reverse, Transfer, Uncount, Use, Waste
from tracker.inventory.services import perform
from tracker.journal.occasion import Occasion
from tracker.reports.count_sheet import difference_sentence


def test_what_moves_meanwhile_stops_no_count_and_stays_moved(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    said(clinic, "Wall", "LATE", 7)
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 1))
    said(clinic, "Wall", "LATE", 6)
    clinic.order(Transfer((clinic.move("LATE", "B", "Wall", 10),)))
    line = lines(clinic)["Wall", "LATE"]
    assert (line.state, line.difference, line.tally.later) == (LineState.COUNTED, 2, 10)
    closed(clinic, BEN)
    assert clinic.held("Wall", "LATE") == 16
    whole(clinic)
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 4))
    closed_line = lines(clinic)["Wall", "LATE"]
    told = (closed_line.state, closed_line.difference, closed_line.tally.later)
    assert told == (LineState.COUNTED, 2, 10), "as at its closing, whatever moves afterwards"
    assert "; 10 came since." in difference_sentence(closed_line)


def test_what_came_since_the_opening_is_not_asked_and_what_went_is_not_either(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    clinic.order(Transfer((clinic.move("EARLY", "A", "Wall", 5),)))
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 5))
    assert set(states(clinic)) == {("Cart", "LATE"), ("Cart", "GONE")}
    said(clinic, "Cart", "LATE", 4)
    said(clinic, "Cart", "GONE", 3)
    closed(clinic)
    assert clinic.held("Wall", "EARLY") == 5


def test_an_undo_of_what_was_booked_before_the_number_has_it_counted_again(clinic: Clinic) -> None:
    used = clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 2))
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 3)
    clinic.order(Reverse(used))
    assert states(clinic)["Wall", "LATE"] is Again.UNDONE
    said(clinic, "Wall", "LATE", 3)
    said(clinic, "Wall", "LATE", 3)
    for lot, number in (("LATE", 4), ("GONE", 3)):
        said(clinic, "Cart", lot, number)
    closed(clinic, BEN)
    assert clinic.held("Wall", "LATE") == 3


def test_a_movement_and_its_undo_after_the_number_are_nothing(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    clinic.order(Reverse(clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 2))))
    assert states(clinic)["Wall", "LATE"] is LineState.COUNTED
    assert closed(clinic).lines == ()


def test_more_taken_since_than_was_counted_is_counted_again(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    said(clinic, "Wall", "LATE", 1)
    said(clinic, "Wall", "LATE", 1)
    clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 4))
    assert states(clinic)["Wall", "LATE"] is Again.SHORT
    said(clinic, "Wall", "LATE", 1)
    assert states(clinic)["Wall", "LATE"] is LineState.COUNTED


def test_stock_that_goes_to_zero_while_it_is_counted(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    clinic.order(Waste(clinic.items[SYRINGE], clinic.lots["GONE"], clinic.places["Cart"], 3, WasteReason.EXPIRED))
    assert closed(clinic).lines == ()
    assert clinic.held("Cart", "GONE") == 0
    whole(clinic)


def test_a_number_that_is_taken_back_is_asked_again_until_the_count_is_over(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    scan = said(clinic, "Wall", "LATE", 5)
    clinic.order(Uncount(scan))
    assert states(clinic)["Wall", "LATE"] is LineState.TO_COUNT
    refused("nothing_to_undo", lambda: clinic.order(Uncount(scan)))
    as_the_books(clinic)
    last = said(clinic, "Wall", "LATE", 5)
    closed(clinic)
    refused("count_over", lambda: clinic.order(Uncount(last)))
    whole(clinic)


def test_a_bin_that_is_moved_to_another_room_stays_in_its_count(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    room = clinic.places["Exam 2"]
    clinic.execute(
        "UPDATE location SET parent_id = ?, room_id = ?, path = 'Exam 2 · Wall' WHERE id = ?",
        (room, room, clinic.places["Wall"]),
    )
    with clinic.database.reading() as connection:
        (case,) = open_cases_at(connection, clinic.places["Wall"])
    assert (case.number, case.rooms, case.moved) == ("C2026-001", ("Exam 1",), ("Exam 2 · Wall",))
    second = opened(clinic, "Exam 2")
    assert second.moved == ()
    as_the_books(clinic)
    closed(clinic)
    assert ("Wall", "LATE") not in lines(clinic, second.number), "it is never counted twice"


def test_a_paper_is_not_entered_beside_an_open_count(clinic: Clinic) -> None:
    opened(clinic, "Exam 1")
    order = Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 3)
    assert "C2026-001" in refused("count_open", lambda: clinic.order(order)).message
    clinic.order(Count(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["B"], 99))


def test_a_receipt_that_is_undone_while_it_is_counted(clinic: Clinic) -> None:
    """The lot is as good as deleted: what was counted of it is asked again, and then stands."""
    scan = clinic.order(Receive(clinic.items[SYRINGE], "NEW", None, clinic.places["Wall"], 5))
    lot = clinic.value("SELECT id FROM lot WHERE number = 'NEW'")
    assert isinstance(lot, int)
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    order = CountInCase("C2026-001", clinic.items[SYRINGE], lot, clinic.places["Wall"], 5, ANNE)
    clinic.order(order)
    clinic.order(Reverse(scan))
    assert states(clinic)["Wall", "NEW"] is Again.UNDONE
    clinic.order(order)
    clinic.order(order)
    closed(clinic, BEN)
    assert clinic.value("SELECT quantity FROM balance WHERE lot_id = ?", (lot,)) == 5
    whole(clinic)


def test_a_clock_that_goes_backwards_changes_nothing(clinic: Clinic) -> None:
    """Which came first is told by the ledger: numbers and movements of an earlier time are later all the same."""
    opened(clinic, "Exam 1")
    as_the_books(clinic)
    early = "2026-11-16T03:00:00.000Z"
    event = new_id()
    use = Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Wall"], 2)
    with clinic.database.writing() as connection:
        change = perform(connection, use, Occasion(event, early, TODAY))
        clinic.journal.append(connection, event, "scan", early, {"changes": [dict(change)], "day": TODAY.isoformat()})
    assert lines(clinic)["Wall", "LATE"].tally.later == -2
    closed(clinic)
    assert clinic.held("Wall", "LATE") == 3
