"""Files of suppliers, their offers and orders made elsewhere: what is good is read, what is not is named by its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import TODAY
from tracker.exchange.offers import read_offers
from tracker.exchange.orders import read_orders
from tracker.exchange.suppliers import read_suppliers
from tracker.inventory.entries import Known, KnownItem, KnownPlace, OfferRow, OrderRow, SupplierRow
from tracker.inventory.facts import PlaceKind
from tracker.text import safe

SYRINGE, CUP = "I00010474", "I00010183"
EACH_GTIN, BOX_GTIN = "09520101000408", "19520101000405"
SITE, ROOM = "L0100061", "L0101128"
KNOWN = Known(
    items={
        SYRINGE: KnownItem("Syringe", True, True, "each", {"each": 1, "box": 100, "case": 1000}),
        CUP: KnownItem("Urine cup", False, False, "each", {"each": 1}),
    },
    gtins={EACH_GTIN: SYRINGE, BOX_GTIN: SYRINGE},
    places={
        SITE: KnownPlace("Northgate", PlaceKind.SITE, "", False),
        ROOM: KnownPlace("Cart", PlaceKind.CABINET, SITE, False),
    },
)
OTHER_SITE = "L0200068"
TWO_SITES = replace(KNOWN, places={**KNOWN.places, OTHER_SITE: KnownPlace("Southgate", PlaceKind.SITE, "", False)})
HOSTILE = ("=HYPERLINK(1)", "\x1b[31mred", "a\u202eb", "x" * 201, "[link=x]y\x00")


def offers_table(*lines: str) -> bytes:
    return "\n".join(["supplier,item_code,package,price,from_packs,part_number", *lines]).encode()


def orders_table(*lines: str) -> bytes:
    return "\n".join(["number,supplier,item_code,package,packs,sent,price,site_code", *lines]).encode()


def suppliers_table(*lines: str) -> bytes:
    return "\n".join(["name,review_days,minimum_order,account", *lines]).encode()


def test_an_offer_by_code_or_by_any_gtin_of_the_item() -> None:
    lines = (
        f"Tarnbeck,{SYRINGE},Box,12.50,,T-1",
        f"Tarnbeck,{BOX_GTIN},case,99,10,",
        f"Tarnbeck,{EACH_GTIN},each,0.125,5,",
    )
    found = read_offers(offers_table(*lines), KNOWN)
    assert found.faults == ()
    assert found.rows == (
        OfferRow("Tarnbeck", SYRINGE, "box", 1, 12_500_000, "T-1", 2),
        OfferRow("Tarnbeck", SYRINGE, "case", 10, 99_000_000, "", 3),
        OfferRow("Tarnbeck", SYRINGE, "each", 5, 125_000, "", 4),
    )


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (f",{SYRINGE},box,1,,", "supplier", "empty"),
        ("Tarnbeck,,box,1,,", "item_code", "which item"),
        ("Tarnbeck,I00010280,box,1,,", "item_code", "no item I00010280"),
        ("Tarnbeck,036000291452,box,1,,", "item_code", "no item"),
        (f"Tarnbeck,{SYRINGE},,1,,", "package", "empty"),
        (f"Tarnbeck,{SYRINGE},pallet,1,,", "package", "no level pallet"),
        (f"Tarnbeck,{SYRINGE},box,,,", "price", "empty"),
        (f"Tarnbeck,{SYRINGE},box,-1,,", "price", "not a price"),
        (f"Tarnbeck,{SYRINGE},box,0,,", "price", "price of 0"),
        (f"Tarnbeck,{SYRINGE},box,12 EUR,,", "price", "not a price"),
        (f"Tarnbeck,{SYRINGE},box,12345678,,", "price", "not a price"),
        (f'Tarnbeck,{SYRINGE},box,"1,250",,', "price", "1250 or 1.250"),
        (f"Tarnbeck,{SYRINGE},box,1,0,", "from_packs", "cannot be right"),
        (f"Tarnbeck,{SYRINGE},box,1,2.5,", "from_packs", "fraction"),
        (f"Tarnbeck,{SYRINGE},box,1,9520101000408,", "from_packs", "cannot be right"),
    ],
)
def test_a_faulty_offer_is_named(line: str, column: str, words: str) -> None:
    found = read_offers(offers_table(line), KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].message
    assert found.rows == ()


def test_the_same_price_twice_is_named_with_both_lines_also_by_two_gtins_of_one_item() -> None:
    lines = (f"Tarnbeck,{EACH_GTIN},box,1,,", f"Tarnbeck,{BOX_GTIN},BOX,2,1,")
    found = read_offers(offers_table(*lines), KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, "from_packs")]
    assert "line 2" in found.faults[0].message


def test_the_lines_of_one_order_stay_together() -> None:
    lines = (f"PO-1,Tarnbeck,{SYRINGE},box,3,2026-11-16,12,{SITE}", f"PO-1,Tarnbeck,{CUP},each,40,2026-11-16,,{SITE}")
    found = read_orders(orders_table(*lines, f"PO-2,Tarnbeck,{BOX_GTIN},case,1,,,"), TODAY, KNOWN)
    assert found.faults == ()
    assert found.rows == (
        OrderRow("PO-1", "Tarnbeck", SITE, date(2026, 11, 16), SYRINGE, "box", 3, 12_000_000, 2),
        OrderRow("PO-1", "Tarnbeck", SITE, date(2026, 11, 16), CUP, "each", 40, None, 3),
        OrderRow("PO-2", "Tarnbeck", SITE, None, SYRINGE, "case", 1, None, 4),
    )


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (f",Tarnbeck,{SYRINGE},box,3,,,", "number", "empty"),
        (f"PO 1,Tarnbeck,{SYRINGE},box,3,,,", "number", "space"),
        (f"1E+12,Tarnbeck,{SYRINGE},box,3,,,", "number", "Excel has cut"),
        (f"PO-1,,{SYRINGE},box,3,,,", "supplier", "empty"),
        (f"PO-1,Tarnbeck,{CUP},box,3,,,", "package", "no level box"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,,,,", "packs", "empty"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,0,,,", "packs", "cannot be right"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,-3,,,", "packs", "below zero"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,1.5,,,", "packs", "fraction"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,19520101000405,,,", "packs", "cannot be right"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,16/11/2026,,", "sent", "not a day"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,2026-02-30,,", "sent", "not a day"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,2026-11-17,,", "sent", "yet to come"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,2016-11-16,,", "sent", "two years ago"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,,cheap,", "price", "not a price"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,,0.00,", "price", "price of 0"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,,,{ROOM}", "site_code", "no site"),
        (f"PO-1,Tarnbeck,{SYRINGE},box,3,,,Northgate", "site_code", "Northgate"),
    ],
)
def test_a_faulty_order_is_named(line: str, column: str, words: str) -> None:
    found = read_orders(orders_table(line), TODAY, KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].message
    assert found.rows == ()


def test_an_order_for_no_site_is_for_the_only_one_and_where_there_are_several_it_must_say_which() -> None:
    line = f"PO-1,Tarnbeck,{SYRINGE},box,3,,,"
    assert [row.site_code for row in read_orders(orders_table(line), TODAY, KNOWN).rows] == [SITE]
    found = read_orders(orders_table(line), TODAY, TWO_SITES)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, "site_code")]
    assert "several sites" in found.faults[0].message
    assert f"{SITE} (Northgate), {OTHER_SITE} (Southgate)" in found.faults[0].hint


@pytest.mark.parametrize(
    "other",
    [
        f"PO-1,Velmed,{CUP},each,1,,,",
        f"PO-1,Tarnbeck,{CUP},each,1,2026-11-16,,",
        f"PO-1,Tarnbeck,{CUP},each,1,,,{OTHER_SITE}",
    ],
)
def test_one_order_has_one_supplier_one_day_and_one_site(other: str) -> None:
    first = f"PO-1,Tarnbeck,{SYRINGE},box,3,,,{SITE}"
    found = read_orders(orders_table(first, other), TODAY, TWO_SITES if OTHER_SITE in other else KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(3, "number")]
    assert "Line 2" in found.faults[0].message


def test_suppliers_with_and_without_what_they_may_say() -> None:
    found = read_suppliers(suppliers_table("Tarnbeck,14,50.00,C-77", "Velmed,,,"))
    assert found.faults == ()
    assert found.rows == (SupplierRow("Tarnbeck", 14, 50_000_000, "C-77", 2), SupplierRow("Velmed", None, None, "", 3))


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",7,,", "name"),
        ("Tarnbeck,0,,", "review_days"),
        ("Tarnbeck,3650,,", "review_days"),
        ("Tarnbeck,-7,,", "review_days"),
        ("Tarnbeck,weekly,,", "review_days"),
        ("Tarnbeck,7,-50,", "minimum_order"),
    ],
)
def test_a_faulty_supplier_is_named(line: str, column: str) -> None:
    found = read_suppliers(suppliers_table(line))
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert found.rows == ()


def test_a_supplier_twice_is_named() -> None:
    assert [fault.line for fault in read_suppliers(suppliers_table("Tarnbeck,7,,", "Tarnbeck,14,,")).faults] == [3]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_and_quoted_harmlessly(text: str) -> None:
    found = (
        read_suppliers(suppliers_table(f'"{text}",7,,')),
        read_offers(offers_table(f'"{text}",{SYRINGE},box,1,,'), KNOWN),
        read_offers(offers_table(f'Tarnbeck,{SYRINGE},"{text}",1,,'), KNOWN),
        read_orders(orders_table(f'"{text}",Tarnbeck,{SYRINGE},box,3,,,'), TODAY, KNOWN),
    )
    for each in found:
        assert each.rows == ()
        assert each.faults
        for fault in each.faults:
            assert fault.message == safe(fault.message, len(fault.message))


@given(st.lists(st.text(max_size=12), min_size=8, max_size=8))
def test_whatever_stands_in_a_line_of_an_order_is_a_row_or_a_named_fault(cells: list[str]) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    good = f"PO-1,Tarnbeck,{SYRINGE},box,3,,,"
    found = read_orders(orders_table(good, quoted), TODAY, KNOWN)
    assert bool(found.rows) != bool(found.faults)
    assert {fault.line for fault in found.faults} <= {3}
