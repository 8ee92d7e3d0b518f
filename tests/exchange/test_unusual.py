"""A price or a quantity that cannot be meant is named by its cell, and goes through only where somebody says that it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.test_buying import KNOWN, SITE, SYRINGE, offers_table, orders_table
from tracker.exchange.offers import read_offers
from tracker.exchange.orders import read_orders
from tracker.inventory.usual import Usual, doubt_of_cost, doubt_of_packs, doubt_of_price

TODAY = date(2026, 11, 16)
USUAL = Usual(prices={SYRINGE: (100_000.0, 130_000.0)}, a_year={SYRINGE: 5_000})
"""A box of 100 costs 10 to 13; fifty boxes are used in a year."""


def faults_of_order(packs: object, price: object) -> list[tuple[str, str]]:
    table = orders_table(f"po-1,Tarnbeck,{SYRINGE},box,{packs},,{price},{SITE}")
    return [(each.column, each.message) for each in read_orders(table, TODAY, KNOWN, usual=USUAL).faults]


def test_a_million_boxes_at_a_million_each_are_two_faults_of_the_line() -> None:
    assert faults_of_order(1_000_000, "999999.00") == [
        ("packs", "1,000,000 packs of 100 would last 20,000.0 years: 5,000 are used in one."),
        ("price", "999999.00 is 76,923 times what a pack of 100 costs so far, 13.00."),
    ]
    table = orders_table(f"po-1,Tarnbeck,{SYRINGE},box,1000000,,999999.00,{SITE}")
    assert len(read_orders(table, TODAY, KNOWN, usual=None).rows) == 1, "somebody has said that it is so"


@pytest.mark.parametrize(("packs", "price"), [(50, "12.00"), (10, "12.00"), (50, ""), (11, "129.00"), (11, "1.01")])
def test_what_may_be_meant_is_read(packs: int, price: str) -> None:
    assert faults_of_order(packs, price) == []


@pytest.mark.parametrize(
    ("packs", "price", "column"), [(51, "", "packs"), (1, "130.00", "price"), (1, "0.99", "price")]
)
def test_ten_times_a_price_either_way_and_more_than_a_year_are_faults(packs: int, price: str, column: str) -> None:
    assert [each[0] for each in faults_of_order(packs, price)] == [column]


def test_an_offer_is_held_against_what_is_offered_so_far() -> None:
    found = read_offers(offers_table(f"Tarnbeck,{SYRINGE},box,0.12,,"), KNOWN, usual=USUAL)
    assert [(each.column, each.message) for each in found.faults] == [
        ("price", "0.12 is 1/83 of what a pack of 100 costs so far, 10.00.")
    ]
    assert "--anyway" in found.faults[0].hint


def test_nobody_is_asked_about_what_nothing_is_known_of() -> None:
    nothing = Usual()
    assert doubt_of_price(nothing, SYRINGE, 100, 10**12) == ""
    assert doubt_of_packs(nothing, SYRINGE, 100, 1_000) == ""
    assert "none of it was ever used" in doubt_of_packs(nothing, SYRINGE, 100, 1_001)


NEVER_USED = Usual(largest_lines={"Tarnbeck": 150_000_000})
"""The largest line that was ever ordered of Tarnbeck cost 150."""


@pytest.mark.parametrize(
    ("supplier", "packs", "price", "is_doubted"),
    [
        ("Tarnbeck", 150, "10.00", False),  # ten times the largest
        ("Tarnbeck", 150, "10.01", True),
        ("Tarnbeck", 900, "12.00", True),
        ("Tarnbeck", 900, "", False),
        ("Somebody new", 900, "12.00", False),
    ],
)
def test_what_was_never_used_and_costs_ten_times_the_suppliers_largest_line_is_a_fault(
    supplier: str, packs: int, price: str, is_doubted: bool
) -> None:
    table = orders_table(f"po-1,{supplier},{SYRINGE},box,{packs},,{price},{SITE}")
    found = read_orders(table, TODAY, KNOWN, usual=NEVER_USED)
    assert [each.column for each in found.faults] == ["packs"] * is_doubted
    assert all("--anyway" in each.hint for each in found.faults)


def test_a_dear_line_is_told_with_what_it_is_held_against() -> None:
    assert doubt_of_cost(NEVER_USED, "Tarnbeck", SYRINGE, 900, 12_000_000) == (
        "900 packs at 12.00 are 10800.00, 72 times the largest line that was ever ordered of this supplier, 150.00;"
        " and none of it was ever used."
    )
    assert doubt_of_cost(USUAL, "Tarnbeck", SYRINGE, 900, 12_000_000) == "", "its use is known"


def test_a_thousand_is_never_too_dear() -> None:
    small = Usual(largest_lines={"Tarnbeck": 1_000_000})
    assert doubt_of_cost(small, "Tarnbeck", SYRINGE, 100, 10_000_000) == ""
    assert doubt_of_cost(small, "Tarnbeck", SYRINGE, 101, 10_000_000) != ""


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_few_packs_and_a_year_s_use_are_never_in_doubt(packs: int, factor: int, a_year: int) -> None:
    doubt = doubt_of_packs(Usual(a_year={SYRINGE: a_year}), SYRINGE, factor, packs)
    assert bool(doubt) == (packs > 10 and packs * factor > a_year)
