"""A newer lot that was taken while an older one stood there."""

from __future__ import annotations

from tests.clinic import TODAY, Clinic
from tests.reports.stockroom import (
    answer,
    rows_of,
    used,
)
from tests.reports.test_stock_reports import OPENED
from tracker.inventory.orders import Reverse, Transfer
from tracker.reports.asked import Asked
from tracker.reports.expiring import expiring
from tracker.reports.fefo import fefo


def test_a_newer_lot_taken_while_an_older_stood_in_the_room_is_named(clinic: Clinic) -> None:
    used(clinic, 2, TODAY)
    (row,) = rows_of(answer(clinic, fefo))
    assert (row["room"], row["do"], row["quantity"], row["taken_lot"], row["older_lot"], row["stood"]) == (
        "Storeroom",
        "use",
        2,
        "LATE",
        "EARLY",
        40,
    )
    assert {row["lot"]: row["passed_over"] for row in rows_of(answer(clinic, expiring))} == {
        "GONE": None,
        "SAL1": None,
        "EARLY": 2,
    }


def test_only_what_could_have_gone_from_the_same_room_is_passed_over(clinic: Clinic) -> None:
    """In Exam 1 the older lot has expired; that in the storeroom is another room's; a shelf beside is the same room's."""
    used(clinic, 1, TODAY, place="Cart")
    assert answer(clinic, fefo).rows == ()
    clinic.order(Transfer((clinic.move("LATE", "B", "A", 5),)))
    assert answer(clinic, fefo).rows == (), "within the room nothing was taken"
    clinic.order(Transfer((clinic.move("LATE", "A", "Cart", 5),)))
    assert [row["do"] for row in rows_of(answer(clinic, fefo))] == ["transfer"]
    undone = used(clinic, 2, TODAY)
    clinic.order(Reverse(undone))
    assert len(answer(clinic, fefo).rows) == 1
    clinic.execute("UPDATE lot SET state = 'quarantined' WHERE number = 'EARLY'")
    assert answer(clinic, fefo).rows == (), "nobody may take what is held back"


def test_the_older_lots_that_had_gone_before_are_not_asked_for(clinic: Clinic) -> None:
    for place, quantity in (("A", 30), ("B", 10)):
        used(clinic, quantity, OPENED, place=place, lot="EARLY")
    used(clinic, 1, TODAY)
    assert answer(clinic, fefo).rows == ()


def test_an_older_lot_that_was_brought_into_the_room_counts_from_then_on(clinic: Clinic) -> None:
    used(clinic, 1, TODAY, place="Cart")
    clinic.order(Transfer((clinic.move("EARLY", "A", "Wall", 6),)))
    used(clinic, 2, TODAY, place="Cart")
    (row,) = rows_of(answer(clinic, fefo))
    assert (row["room"], row["quantity"], row["older_lot"], row["stood"]) == ("Exam 1", 2, "EARLY", 6)


def test_what_was_used_up_later_on_the_periods_first_day_still_stood_there(clinic: Clinic) -> None:
    used(clinic, 2, TODAY)
    for place, quantity in (("A", 30), ("B", 10)):
        used(clinic, quantity, TODAY, place=place, lot="EARLY")
    used(clinic, 3, TODAY)
    assert [row["quantity"] for row in rows_of(answer(clinic, fefo, Asked(since=TODAY)))] == [2]
