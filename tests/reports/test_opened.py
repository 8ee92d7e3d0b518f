"""Opened containers in the reports: by their own use-by, as a reason for waste, and as a second one opened too early."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.clinic import TODAY, Clinic
from tests.reports.stockroom import SYRINGE, answer, rows_of
from tracker.barcodes.house import opened_code
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Open, Reverse, Use, Waste
from tracker.reports.asked import Asked
from tracker.reports.expiring import expiring
from tracker.reports.fefo import fefo
from tracker.reports.waste import waste

FIRST, SECOND = opened_code(1), opened_code(2)


def open_one(clinic: Clinic, code: str, lot: str = "LATE", place: str = "Cart") -> str:
    return clinic.order(Open(clinic.items[SYRINGE], clinic.lots[lot], clinic.places[place], 1, code))


def keeps(clinic: Clinic, days: int) -> None:
    clinic.execute("INSERT INTO keeps_opened VALUES (?, ?, 'day')", (clinic.items[SYRINGE], days))


def test_an_opened_container_is_a_line_of_its_own_by_its_own_date_and_no_unit_is_counted_twice(clinic: Clinic) -> None:
    keeps(clinic, 28)
    open_one(clinic, FIRST)
    rows = [row for row in rows_of(answer(clinic, expiring, Asked(days=400))) if row["lot"] == "LATE"]
    cart = [
        (row["days_left"], row["state"], row["quantity"], row["opened"])
        for row in rows
        if "Cart" in str(row["location"])
    ]
    assert cart == [(28, "opened", 1, TODAY), (226, "usable", 3, None)]
    assert sum(int(str(row["quantity"])) for row in rows) == 109


def test_one_that_is_over_is_something_to_do_and_says_why(clinic: Clinic) -> None:
    keeps(clinic, 28)
    open_one(clinic, FIRST)
    table = answer(clinic, expiring, Asked(as_of=TODAY + timedelta(days=29), days=0))
    (row,) = (row for row in rows_of(table) if row["lot"] == "LATE")
    assert (row["state"], row["days_left"]) == ("opened too long", -1)
    assert table.has_findings


def test_the_day_before_it_was_opened_it_was_not(clinic: Clinic) -> None:
    keeps(clinic, 28)
    open_one(clinic, FIRST)
    rows = rows_of(answer(clinic, expiring, Asked(as_of=TODAY - timedelta(days=1), days=400)))
    assert [row["quantity"] for row in rows if row["lot"] == "LATE" and "Cart" in str(row["location"])] == [4]


def test_it_was_opened_on_the_clinics_own_day(clinic: Clinic) -> None:
    """15:00 in Greenwich is tomorrow morning on Kiritimati."""
    keeps(clinic, 28)
    open_one(clinic, FIRST)
    zone = ZoneInfo("Pacific/Kiritimati")
    for as_of, opened in ((TODAY, set()), (TODAY + timedelta(days=1), {TODAY + timedelta(days=1)})):
        rows = rows_of(answer(clinic, expiring, Asked(as_of=as_of, days=400, zone=zone)))
        assert {row["opened"] for row in rows} - {None} == opened


def test_a_day_before_it_was_used_up_it_still_stands(clinic: Clinic) -> None:
    keeps(clinic, 28)
    open_one(clinic, FIRST)
    used = Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Cart"], 1, FIRST)
    clinic.order(used, today=TODAY + timedelta(days=3))
    before = rows_of(answer(clinic, expiring, Asked(as_of=TODAY + timedelta(days=2), days=30)))
    after = rows_of(answer(clinic, expiring, Asked(as_of=TODAY + timedelta(days=3), days=30)))
    assert [row["quantity"] for row in before if row["state"] == "opened"] == [1]
    assert [row for row in after if row["state"] == "opened"] == []


def test_what_was_opened_too_long_is_a_reason_of_its_own_in_the_value_lost(clinic: Clinic) -> None:
    open_one(clinic, FIRST)
    cart = clinic.places["Cart"]
    clinic.order(Waste(clinic.items[SYRINGE], clinic.lots["LATE"], cart, 1, WasteReason.OPENED_TOO_LONG, FIRST))
    assert [(row["month"], row["reason"]) for row in rows_of(answer(clinic, waste))] == [("2026-11", "opened too long")]


def test_a_second_one_opened_while_one_was_open_in_the_room_breaks_first_expired_first_out(clinic: Clinic) -> None:
    keeps(clinic, 28)
    open_one(clinic, FIRST, place="Wall")
    event_id = open_one(clinic, SECOND, place="Cart")
    (row,) = (row for row in rows_of(answer(clinic, fefo)) if row["do"] == "open")
    assert (row["event_id"], row["taken_lot"], row["older_lot"]) == (event_id, "LATE", "LATE")
    assert row["older_expiry"] == date(2026, 12, 14)


def test_it_breaks_nothing_once_the_first_is_empty_or_its_opening_was_for_another_room(clinic: Clinic) -> None:
    keeps(clinic, 28)
    open_one(clinic, FIRST)
    used = clinic.order(Use(clinic.items[SYRINGE], clinic.lots["LATE"], clinic.places["Cart"], 1, FIRST))
    open_one(clinic, SECOND)
    open_one(clinic, opened_code(3), "EARLY", "A")
    # The small clinic's clock stands still: what ended at the moment of the second opening ended before it.
    assert [row for row in rows_of(answer(clinic, fefo)) if row["do"] == "open"] == []
    clinic.order(Reverse(used))
    assert [row["do"] for row in rows_of(answer(clinic, fefo))] == ["open"]
