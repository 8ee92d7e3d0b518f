"""What stock and waste are worth: by receipts, first in first out, and what has no price."""

from __future__ import annotations

from decimal import Decimal

from tests.clinic import TODAY, Clinic
from tests.reports.stockroom import (
    GAUZE,
    SALINE,
    SYRINGE,
    answer,
    ordered,
    received,
    rows_of,
    scope,
    used,
)
from tests.reports.test_stock_reports import day
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Count, Reverse, Use, Waste
from tracker.reports.asked import Asked
from tracker.reports.budget import budget
from tracker.reports.classes import classes
from tracker.reports.usage import usage
from tracker.reports.valuation import valuation
from tracker.reports.waste import waste


def test_what_has_no_price_has_no_value_and_is_told(clinic: Clinic) -> None:
    used(clinic, 3, TODAY)
    table = answer(clinic, usage)
    assert rows_of(table)[0]["value"] is None
    assert "1 items have no price" in table.notes[0]
    clinic.execute("UPDATE item SET unit_cost_micros = 250000 WHERE name = ?", (SYRINGE,))
    assert rows_of(answer(clinic, usage))[0]["value"] == Decimal("0.75")


def test_the_dearest_use_is_a_and_what_has_no_price_has_no_class(clinic: Clinic) -> None:
    clinic.execute("UPDATE item SET unit_cost_micros = 1000000, criticality = 'V' WHERE name = ?", (SYRINGE,))
    clinic.execute("UPDATE item SET unit_cost_micros = 10000 WHERE name = ?", (GAUZE,))
    used(clinic, 20, TODAY)
    used(clinic, 10, TODAY, place="A", lot="", item=GAUZE)
    used(clinic, 1, TODAY, place="Drawer", lot="SAL1", item=SALINE)
    table = answer(clinic, classes)
    assert [(row["item"], row["abc"], row["ved"], row["value"]) for row in rows_of(table)] == [
        (SYRINGE, "A", "V", Decimal("20.00")),
        (GAUZE, "C", None, Decimal("0.10")),
        (SALINE, None, None, None),
    ]
    assert rows_of(table)[1]["cumulative_percent"] == Decimal("100.0")
    assert any("no price" in note for note in table.notes)


def test_waste_is_told_by_month_and_reason_with_what_it_was_worth(clinic: Clinic) -> None:
    syringe, late = clinic.items[SYRINGE], clinic.lots["LATE"]
    clinic.execute("UPDATE item SET unit_cost_micros = 500000 WHERE name = ?", (SYRINGE,))
    for quantity, reason in ((4, WasteReason.DAMAGED), (2, WasteReason.DAMAGED), (3, WasteReason.LOST)):
        clinic.order(Waste(syringe, late, clinic.places["B"], quantity, reason))
    clinic.order(Waste(clinic.items[SALINE], clinic.lots["SAL1"], clinic.places["Drawer"], 6, WasteReason.LOST))
    undone = clinic.order(Waste(syringe, late, clinic.places["B"], 50, WasteReason.EXPIRED))
    clinic.order(Reverse(undone))
    table = answer(clinic, waste)
    assert table.rows == (
        ("2026-11", "damaged", 1, 2, Decimal("3.00"), 0),
        ("2026-11", "lost", 2, 2, Decimal("1.50"), 1),
    )
    assert "no price" in table.notes[0]
    by_item = rows_of(answer(clinic, waste, Asked(by="item")))
    assert [(row["reason"], row["item"], row["quantity"]) for row in by_item] == [
        ("damaged", SYRINGE, 6),
        ("lost", SALINE, 6),
        ("lost", SYRINGE, 3),
    ]


def test_what_is_left_is_worth_what_came_last_first_in_first_out(clinic: Clinic) -> None:
    """50 of opening stock without a price; 100 at 1.00 and 100 at 2.00 came; 120 were used: 130 are left."""
    gauze = clinic.items[GAUZE]
    for back, price in ((20, 1_000_000), (10, 2_000_000)):
        received(clinic, 100, day(back), price_micros=price, lot="", item=GAUZE, place="A")
    clinic.order(Use(gauze, clinic.lots[""], clinic.places["A"], 120))
    (row,) = rows_of(answer(clinic, valuation, Asked(scope(clinic, item=GAUZE))))
    assert row["quantity"] == 130
    # The opening stock was entered yesterday: 50 of it came last, without a price, then 80 at 2.00.
    assert (row["fifo_unpriced"], row["fifo_value"]) == (50, Decimal("160.00"))
    assert (row["last_price"], row["price_from"], row["last_value"]) == (Decimal("2.00"), day(10), Decimal("260.00"))
    (then,) = rows_of(answer(clinic, valuation, Asked(scope(clinic, item=GAUZE), as_of=day(15))))
    assert (then["quantity"], then["fifo_value"], then["fifo_unpriced"]) == (100, Decimal("100.00"), 0)


def test_what_a_count_found_has_no_receipt_to_be_valued_by(clinic: Clinic) -> None:
    clinic.order(Count(clinic.items[GAUZE], clinic.lots[""], clinic.places["A"], 70))
    table = answer(clinic, valuation, Asked(scope(clinic, item=GAUZE)))
    (row,) = rows_of(table)
    assert (row["quantity"], row["fifo_unpriced"], row["fifo_value"], row["last_value"]) == (70, 70, None, None)
    assert any("no price at all" in note for note in table.notes)


def test_a_receipt_that_was_undone_sets_no_price(clinic: Clinic) -> None:
    received(clinic, 10, day(3), price_micros=1_500_000)
    clinic.order(Reverse(received(clinic, 10, day(2), price_micros=9_000_000)))
    (row,) = rows_of(answer(clinic, valuation, Asked(scope(clinic, item=SYRINGE))))
    assert row["last_price"] == Decimal("1.50")


def test_spending_goes_to_the_orders_supplier_and_month(clinic: Clinic) -> None:
    clinic.execute("INSERT INTO supplier (name) VALUES ('Catalogue Co')")
    clinic.execute(
        "UPDATE item SET supplier_id = (SELECT id FROM supplier WHERE name = 'Catalogue Co') WHERE name = ?", (SYRINGE,)
    )
    received(clinic, 200, day(30), price_micros=80_000, order_line=ordered(clinic, "Ordered Ltd"))
    received(clinic, 100, day(2), price_micros=90_000)
    received(clinic, 5, day(2))
    received(clinic, 7, day(1), lot="", item=GAUZE, place="A", price_micros=1_000_000)
    clinic.order(Reverse(received(clinic, 999, day(1), price_micros=70_000)))
    table = answer(clinic, budget)
    assert table.rows == (
        ("2026-10", "Ordered Ltd", 1, Decimal("16.00"), Decimal("0.00"), 0),
        ("2026-11", "Catalogue Co", 2, Decimal("9.00"), Decimal("9.00"), 1),
        ("2026-11", None, 1, Decimal("7.00"), Decimal("7.00"), 0),
    )
    assert table.notes[0] == "In all: 32.00."
    assert [row["spent"] for row in rows_of(answer(clinic, budget, Asked(by="supplier")))] == [9, 16, 7]
    assert [row["quantity"] for row in rows_of(answer(clinic, budget, Asked(by="item")))] == [105, 200, 7]
    assert rows_of(answer(clinic, budget, Asked(since=day(1))))[0]["spent"] == 7


def test_what_came_without_any_price_was_not_for_nothing(clinic: Clinic) -> None:
    received(clinic, 5, day(2))
    (row,) = rows_of(answer(clinic, budget))
    assert (row["spent"], row["unpriced_receipts"]) == (None, 1)


def test_what_was_spent_without_any_price_is_not_known_and_not_nothing(clinic: Clinic) -> None:
    received(clinic, 5, TODAY)
    assert answer(clinic, budget).notes[0] == "In all: not known, nothing of it has a price."
    received(clinic, 5, TODAY, price_micros=2_000_000)
    assert answer(clinic, budget).notes[0] == "In all: 10.00."
