"""GS1 as a person types it off a label."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from tests.barcodes.messages import GTIN, TODAY, Fields, packages
from tracker.barcodes.meaning import ItemCode, Standard
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError


def item(text: str, aim: str = "") -> ItemCode:
    meaning = understand(text, aim, today=TODAY)
    assert isinstance(meaning, ItemCode)
    return meaning


def refusal(text: str) -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(text, today=TODAY)
    return caught.value.code


def test_hyphens_slashes_and_full_stops_stay_in_a_lot() -> None:
    read = item(f"(01){GTIN}(17)271231(10)AB-1/2.3")
    assert (read.standard, read.gtin, read.lot) == (Standard.GS1_HRI, GTIN, "AB-1/2.3")
    assert read.expiry == date(2027, 12, 31)


def test_a_typists_spaces_are_dropped_around_values_only() -> None:
    assert item(f" (01) {GTIN} (10) AB-1 ").elements == (("01", GTIN), ("10", "AB-1"))
    assert refusal("(01)095 01101530003(10)AB") == "gs1_value"


@given(packages())
def test_what_is_typed_with_parentheses_is_read_back(fields: Fields) -> None:
    text = "".join(f"({ai}){value}" for ai, value in fields)
    if len(text) <= 128 and not any(sign in value for _, value in fields for sign in "()"):
        assert item(text).elements == fields


@pytest.mark.parametrize(
    "text",
    [
        f"(01){GTIN}(10)AB(1)",
        f"(01){GTIN}(10)A)B",
        f"(01){GTIN}(10)A(B",
        f"(01){GTIN}(10)A(B)C",
        f"(01){GTIN}()A",
        f"(01){GTIN}((10))A",
        f"(01){GTIN}(10",
        f"(01){GTIN}(12345)A",
    ],
)
def test_a_parenthesis_that_is_no_identifiers_is_refused(text: str) -> None:
    assert refusal(text) == "hri_parentheses"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(01)09501101530004", "gtin_check_digit"),
        ("(01)9501101530003", "gs1_value"),
        (f"(01){GTIN}(10){'A' * 21}", "gs1_value"),
        (f"(01){GTIN}(10)", "gs1_value"),
        (f"(01){GTIN}(30)", "gs1_value"),
        (f"(01){GTIN}(17)2712311", "gs1_value"),
        (f"(01){GTIN}(17)271301", "gs1_date"),
        (f"(01){GTIN}(17)270230", "gs1_date"),
        (f"(01){GTIN}(17)760101", "gs1_expiry_far"),
        (f"(01){GTIN}(10)A(10)B", "gs1_conflict"),
        (f"(01){GTIN}(10)A<GS>21B", "gs1_value"),
        (f"(02){GTIN}(10)A", "gs1_content"),
        (f"(01){GTIN}(09)A", "gs1_syntax"),
    ],
)
def test_typed_fields_pass_the_same_checks(text: str, code: str) -> None:
    assert refusal(text) == code


def test_a_label_that_holds_the_parentheses_as_data_is_read_by_them() -> None:
    assert item(f"(01){GTIN}(10)A", "]C0").lot == "A"


def test_a_lot_and_expiry_alone_complete_a_package() -> None:
    assert item("(17)271231(10)A").is_production_only
