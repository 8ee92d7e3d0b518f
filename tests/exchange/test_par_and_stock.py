"""Par levels and opening stock: known places and items, whole numbers, one lot with one expiry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tracker.exchange import read_par, read_stock
from tracker.inventory.entries import Known, KnownItem, KnownPlace, ParRow, StockRow
from tracker.inventory.facts import LotState, PlaceKind

SYRINGE, CUP, CART = "I00010474", "I00010183", "L0101128"
GTIN = "09520101000408"
KNOWN = Known(
    items={SYRINGE: KnownItem("Syringe", True, True), CUP: KnownItem("Urine cup", False, False)},
    gtins={GTIN: SYRINGE},
    places={CART: KnownPlace("Cart", PlaceKind.CABINET, "", False)},
    lots={(SYRINGE, "OLD1"): date(2027, 1, 31), (SYRINGE, "OLD2"): None},
    states={(SYRINGE, "OLD1"): LotState.RECALLED, (SYRINGE, "OLD2"): LotState.USABLE},
)


def par_table(*lines: str) -> bytes:
    return "\n".join(["location_code,location,item_code,par", *lines]).encode()


def stock_table(*lines: str) -> bytes:
    return "\n".join(["location_code,item_code,lot,expiry,state,quantity", *lines]).encode()


def test_par_by_code_or_by_gtin() -> None:
    found = read_par(par_table(f"{CART},Exam 1,9520101000408,20", f"{CART.lower()},,{CUP},0"), KNOWN)
    assert found.faults == ()
    assert found.rows == (ParRow(CART, SYRINGE, 20, 2), ParRow(CART, CUP, 0, 3))


NAMED = replace(
    KNOWN,
    place_names={"cart": (CART,), "exam 1 · cart": (CART,), "bin": ("L0010142", "L0010239")},
    item_names={"syringe": (SYRINGE,), "urine cup": (CUP,), "3 ml vial": ("I00010280", "I00010377")},
)


def test_a_place_and_an_item_are_called_by_their_names_where_only_one_is_called_so() -> None:
    found = read_par(par_table("cart,,SYRINGE,20", "Exam 1 · Cart,,Urine  cup,3"), NAMED)
    assert found.faults == ()
    assert found.rows == (ParRow(CART, SYRINGE, 20, 2), ParRow(CART, CUP, 3, 3))


@pytest.mark.parametrize(
    ("line", "column", "words", "hint"),
    [
        (f"Bin,,{CUP},2", "location_code", "2 places are called Bin", "L0010142, L0010239"),
        (f"Carts,,{CUP},2", "location_code", "No place is called Carts", "Is cart meant?"),
        (f"{CART},,3 mL vial,2", "item_code", "2 items are called 3 mL vial", "I00010280"),
        (f"{CART},,Gauze,2", "item_code", "No item is called Gauze", "Import the item first"),
    ],
)
def test_a_name_of_none_or_of_several_is_never_guessed(line: str, column: str, words: str, hint: str) -> None:
    found = read_par(par_table(line), NAMED)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].message
    assert hint in found.faults[0].hint
    assert found.rows == ()


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (f"L0010142,,{SYRINGE},2", "location_code", "no place L0010142"),
        (f",,{SYRINGE},2", "location_code", "which place"),
        (f"{CART},,I00010280,2", "item_code", "no item I00010280"),
        (f"{CART},,036000291452,2", "item_code", "no item 00036000291452"),
        (f"{CART},,{SYRINGE},", "par", "empty"),
        (f"{CART},,{SYRINGE},-2", "par", "below zero"),
        (f"{CART},,{SYRINGE},2.5", "par", "fraction"),
        (f'{CART},,{SYRINGE},"1,000"', "par", "1000"),
        (f"{CART},,{SYRINGE},9520101000408", "par", "cannot be right"),
        (f"{CART},,{SYRINGE},a dozen", "par", "not a number"),
    ],
)
def test_a_faulty_par_is_named(line: str, column: str, words: str) -> None:
    found = read_par(par_table(line), KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].message
    assert found.rows == ()


def test_the_same_par_twice_is_named_with_both_lines() -> None:
    found = read_par(par_table(f"{CART},,{SYRINGE},2", f"{CART},,{GTIN},3"), KNOWN)
    assert "line 2" in found.faults[0].message
    assert found.faults[0].line == 3


def test_stock_with_lot_expiry_and_state() -> None:
    found = read_stock(
        stock_table(
            f"{CART},{SYRINGE},2K417,2027-09-30,,4",
            f"{CART},{SYRINGE},6E310,2027-01-31,Recalled,1",
            f"{CART},{CUP},,,,9",
        ),
        KNOWN,
    )
    assert found.faults == ()
    assert found.rows == (
        StockRow(CART, SYRINGE, "2K417", date(2027, 9, 30), LotState.USABLE, 4, 2),
        StockRow(CART, SYRINGE, "6E310", date(2027, 1, 31), LotState.RECALLED, 1, 3),
        StockRow(CART, CUP, "", None, LotState.USABLE, 9, 4),
    )


@pytest.mark.parametrize(
    ("cell", "message", "hint"),
    [
        ("03/04/2027", "two days", "2027-03-04 or 2027-04-03"),
        ("30/09/2027", "not in the one order", "2027-09-30"),
        ("30.09.27", "not in the one order", "2027-09-30"),
        ("46660", "Excel's own count", "2027-09-30"),
        ("270930", "without hyphens", "2027-09-30"),
        ("20270930", "without hyphens", "2027-09-30"),
        ("2027-09", "no day", "2027-09-30"),
        ("09/2027", "no day", "2027-09-30"),
        ("Sep 2027", "no day", "2027-09-30"),
        ("2027-09-00", "no day 2027-09-00", "2027-09-30"),
        ("2027-02-30", "no day 2027-02-30", "2027-09-30"),
        ("0027-09-30", "cannot be an expiry", "2000"),
        ("soon", "not a date", "2027-09-30"),
        ("", "expiry is missing", "2027-09-30"),
    ],
)
def test_a_date_in_another_form_is_named_with_the_right_one(cell: str, message: str, hint: str) -> None:
    found = read_stock(stock_table(f"{CART},{SYRINGE},2K417,{cell},,4"), KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, "expiry")]
    assert message in found.faults[0].message
    assert hint in found.faults[0].hint


def test_excels_count_of_days_is_right_on_a_day_that_excel_shows() -> None:
    """1 January 2000 is 36526 in every spreadsheet."""
    found = read_stock(stock_table(f"{CART},{SYRINGE},2K417,36526,,4"), KNOWN)
    assert "2000-01-01" in found.faults[0].message


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (f"{CART},{SYRINGE},,2027-09-30,,4", "lot", "lot is missing"),
        (f"{CART},{CUP},L1,,,4", "lot", "not tracked by lot"),
        (f"{CART},{CUP},,2027-09-30,,4", "expiry", "not tracked by lot"),
        (f"{CART},{SYRINGE},2K 417,2027-09-30,,4", "lot", "a space"),
        (f"{CART},{SYRINGE},1.00E+05,2027-09-30,,4", "lot", "Excel has cut"),
        (f"{CART},{SYRINGE},{'9' * 21},2027-09-30,,4", "lot", "cannot be a lot"),
        (f"{CART},{SYRINGE},2K417,2027-09-30,good,4", "state", "no state"),
        (f"{CART},{SYRINGE},2K417,2027-09-30,,-4", "quantity", "below zero"),
        (f"{CART},{SYRINGE},2K417,2027-09-30,,99999999", "quantity", "cannot be right"),
        (f"{CART},{SYRINGE},OLD1,2027-09-30,,4", "expiry", "2027-01-31 in the clinic"),
        (f"{CART},{SYRINGE},OLD1,2027-01-31,usable,4", "state", "usable here, recalled in the clinic"),
    ],
)
def test_faulty_stock_is_named(line: str, column: str, words: str) -> None:
    found = read_stock(stock_table(line), KNOWN)
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, column)]
    assert words in found.faults[0].message


def test_a_file_may_hold_a_usable_lot_back() -> None:
    assert read_stock(stock_table(f"{CART},{SYRINGE},OLD2,2027-09-30,recalled,4"), KNOWN).fault_count == 0


def test_an_expiry_fills_in_what_the_clinic_did_not_know() -> None:
    assert read_stock(stock_table(f"{CART},{SYRINGE},OLD2,2027-09-30,,4"), KNOWN).fault_count == 0


@pytest.mark.parametrize(("expiry", "state"), [("2027-10-31", ""), ("2027-09-30", "recalled")])
def test_one_lot_has_one_expiry_and_one_state(expiry: str, state: str) -> None:
    other = "L0010142"
    places = {**KNOWN.places, other: KnownPlace("Exam 1", PlaceKind.ROOM, "", False)}
    known = Known(items=KNOWN.items, places=places)
    lines = (f"{CART},{SYRINGE},2K417,2027-09-30,,4", f"{other},{SYRINGE},2K417,{expiry},{state},4")
    found = read_stock(stock_table(*lines), known)
    assert found.fault_count == 1
    assert "line 2" in found.faults[0].message


def test_a_lot_twice_in_one_place_is_named_with_both_lines() -> None:
    line = f"{CART},{SYRINGE},2K417,2027-09-30,,4"
    found = read_stock(stock_table(line, line), KNOWN)
    assert "lines 2 and 3" in found.faults[0].hint
