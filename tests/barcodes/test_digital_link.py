"""GS1 Digital Link addresses, and the many addresses that are none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import GTIN, TODAY, gtins, outcome, texts
from tracker.barcodes.meaning import ItemCode, Standard, Unknown
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError

BASE = f"https://id.gs1.org/01/{GTIN}"


def item(text: str, aim: str = "]Q1") -> ItemCode:
    meaning = understand(text, aim, today=TODAY)
    assert isinstance(meaning, ItemCode)
    return meaning


def refusal(text: str) -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(text, "]Q1", today=TODAY)
    return caught.value.code


def percent(text: str) -> str:
    """Every character escaped: the hardest legal spelling."""
    return "".join(f"%{ord(sign):02X}" for sign in text)


@pytest.mark.parametrize("aim", ["", "]Q1", "]d1"])
def test_lot_serial_and_expiry_come_out_of_the_address(aim: str) -> None:
    read = item(f"{BASE}/10/AB-1%2F2.3/21/SER9?17=271231&linkType=gs1:pip", aim)
    assert (read.standard, read.gtin, read.lot, read.serial) == (Standard.DIGITAL_LINK, GTIN, "AB-1/2.3", "SER9")
    assert read.expiry == date(2027, 12, 31)


@pytest.mark.parametrize(
    "address",
    [
        f"HTTPS://EXAMPLE.COM/01/{GTIN}",
        f"http://shop.example/some/folders/01/{GTIN}/",
        f"https://example.com:8443/01/{GTIN}#top",
    ],
)
def test_any_host_will_do(address: str) -> None:
    assert item(address).gtin == GTIN


@pytest.mark.parametrize(
    ("number", "gtin"),
    [
        ("9501101530003", "09501101530003"),
        ("036602301467", "00036602301467"),
        ("48512343", "00000048512343"),
    ],
)
def test_shorter_gtins_are_padded(number: str, gtin: str) -> None:
    assert item(f"https://id.gs1.org/01/{number}").gtin == gtin


@given(gtins(), texts(1, 10), texts(1, 10))
def test_what_is_written_as_a_link_is_read_back(gtin: str, lot: str, serial: str) -> None:
    read = item(f"https://a.b/01/{gtin}/10/{percent(lot)}/21/{percent(serial)}")
    assert (read.gtin, read.lot, read.serial) == (gtin, lot, serial)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://id.gs1.org/01/09501101530004", "gtin_check_digit"),
        (f"{BASE}/10/{'A' * 21}", "gs1_value"),
        (f"{BASE}/10/", "gs1_syntax"),
        (f"{BASE}/11/271231", "gs1_syntax"),
        (f"{BASE}?17=270230", "gs1_date"),
        (f"{BASE}?17=760101", "gs1_expiry_far"),
        (f"{BASE}?17=", "gs1_value"),
        (f"{BASE}/10/A?10=B", "gs1_conflict"),
        (f"{BASE}/10/A%1D21B", "gs1_value"),
        (f"{BASE}/10/%D9%A3", "gs1_value"),
        (f"{BASE}?17=27123%D9%A1", "gs1_value"),
        (f"{BASE}?09=1", "gs1_syntax"),
    ],
)
def test_a_digital_link_passes_the_same_checks(address: str, code: str) -> None:
    assert refusal(address) == code


@pytest.mark.parametrize(
    "address",
    [
        "http://google.com/m",
        "https://example.com/01/2026/report",
        "https://id.gs1.org/00/106141412345678908",
        "https://example.com/?01=09501101530003",
        "http://",
        "https://example.com/%zz/01",
    ],
)
def test_any_other_address_is_unknown(address: str) -> None:
    assert understand(address, "]Q1", today=TODAY) == Unknown(address)


@given(st.text("/01234567890?&=%:.abcABC@#;", max_size=100))
def test_no_address_breaks_the_reader(rest: str) -> None:
    assert isinstance(outcome("https://" + rest, "]Q1"), ItemCode | Unknown | BarcodeError)
