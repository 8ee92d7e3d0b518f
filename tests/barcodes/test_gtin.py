"""Plain trade item numbers and the US drug number inside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import TODAY, gtins
from tracker.barcodes.meaning import ItemCode, Standard, Unknown
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError


def item(text: str, aim: str = "") -> ItemCode:
    meaning = understand(text, aim, today=TODAY)
    assert isinstance(meaning, ItemCode)
    assert meaning.standard is Standard.GTIN
    return meaning


def refusal(text: str, aim: str = "") -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(text, aim, today=TODAY)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "aim", "gtin"),
    [
        ("5201815331227", "]E0", "05201815331227"),
        ("5201815331227", "", "05201815331227"),
        ("036602301467", "]E0", "00036602301467"),
        ("0036602301467", "]E0", "00036602301467"),
        ("48512343", "]E4", "00000048512343"),
        ("48512343", "", "00000048512343"),
        ("09501101530003", "]I1", "09501101530003"),
        ("09501101530003", "]I0", "09501101530003"),
        ("978158573057554999", "]E3", "09781585730575"),
        ("978158573057512", "]E3", "09781585730575"),
    ],
)
def test_every_retail_code_becomes_a_gtin_of_14_digits(text: str, aim: str, gtin: str) -> None:
    assert item(text, aim).gtin == gtin


def test_one_product_is_one_gtin_however_it_is_coded() -> None:
    assert item("036602301467").gtin == item("0036602301467").gtin == item("00036602301467").gtin


@pytest.mark.parametrize("text", ["300450449108", "0300450449108", "00300450449108"])
def test_the_drug_code_is_the_ten_digits_behind_the_3(text: str) -> None:
    assert item(text).ndc == "0045044910"


def test_other_products_have_no_drug_code() -> None:
    assert item("036602301467").ndc is None
    assert item("5201815331227").ndc is None


@given(gtins(), st.data())
def test_every_wrong_digit_is_caught(gtin: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 13))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != gtin[at]))
    assert refusal(gtin[:at] + wrong + gtin[at + 1 :], "]I1") == "gtin_check_digit"


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("04124498", "]E0"),
        ("0053611912", "]I0"),
        ("1334", "]I0"),
        ("2600447102", "]I0"),
        ("12", "]E1"),
        ("54999", "]E2"),
        ("978158573057", "]E3"),
        ("520181533122", "]E4"),
        ("52018153312270", "]E0"),
    ],
    ids=repr,
)
def test_part_of_a_retail_code_is_refused(text: str, aim: str) -> None:
    """ITF and UPC-E read short where the beam leaves the symbol: a part is never bound to an item."""
    assert refusal(text, aim) == "gtin_length"


@pytest.mark.parametrize("text", ["5201815331228", "036602301468", "09501101530004", "0000000000000"])
def test_without_an_identifier_a_damaged_gtin_is_refused(text: str) -> None:
    assert refusal(text) == "gtin_check_digit"


def test_eight_digits_that_are_no_ean_are_a_vendors_number() -> None:
    assert understand("15182881", today=TODAY) == Unknown("15182881")


@pytest.mark.parametrize("text", ["17271231", "11250105", "17271200"])
def test_eight_digits_that_may_be_an_expiry_are_never_bound(text: str) -> None:
    assert refusal(text) == "gs1_ambiguous"


@pytest.mark.parametrize("aim", ["]C0", "]A0", "]d1"])
def test_digits_in_another_symbol_are_a_vendors_number(aim: str) -> None:
    assert understand("5201815331227", aim, today=TODAY) == Unknown("5201815331227")


@pytest.mark.parametrize("text", ["５２０１８１５３３１２２７", "²²²²²²²²", "٣٣٣٣٣٣٣٣"])
def test_other_scripts_digits_are_no_digits(text: str) -> None:
    assert refusal(text, "]E0") == "scan_characters"
