"""The guard that camera reading asks before it believes a text."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import GTIN, Fields, packages, render
from tracker.barcodes import house
from tracker.barcodes.plausibility import is_plausible

PHOTOS = Path(__file__).parents[2].parent / "shared" / "photos" / "manifest.csv"


def test_no_truth_of_the_real_photographs_is_called_a_misread() -> None:
    if not PHOTOS.exists():
        pytest.skip("the real photographs (../shared/photos) are not here")
    with PHOTOS.open(newline="", encoding="utf-8") as lines:
        rows = [(row["expected_text"], row["symbology"]) for row in csv.DictReader(lines)]
    assert len(rows) == 51
    assert [row for row in rows if row[1] != "ITF" and not is_plausible(*row)] == []


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("0053611912", "ITF"),
        ("1334", "I25"),
        ("09501101530004", "ITF"),
        ("51882212", "EAN-8"),
        ("378814001119", "UPC-A"),
        ("5201815331228", "EAN13"),
        ("520181533122", "EAN-13"),
        ("0190662658957468", "Code 128"),
        ("0109501101530004", "DataBar"),
        (f"]C101{GTIN}17271331", "Code128"),
        (f"01{GTIN}10{'A' * 22}", "DataMatrix"),
        ("2600447103", "Code128"),
        ("I00004200", "CODE128"),
        ("+A123BJC5D6E71H", "Code39"),
        ("=G12341765432177", "Code128"),
    ],
)
def test_wrong_check_digits_are_a_misread(text: str, symbology: str) -> None:
    assert not is_plausible(text, symbology)


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("09501101530003", "ITF"),
        ("2600447102", "Code128"),
        (house.item_code(42), "DataMatrix"),
        ("MDS-1096B", "Code39"),
        ("5201815331227", "EAN13"),
        (f"01{GTIN}1727123110LOT7721A0042", "DataMatrix"),
        ("http://google.com/m", "QR Code"),
        ("", "Code128"),
    ],
)
def test_what_may_be_right_is_not_stopped(text: str, symbology: str) -> None:
    assert is_plausible(text, symbology)


@given(packages(), st.sampled_from(["", "]C1", "]d2"]))
def test_no_legal_message_is_called_a_misread(fields: Fields, aim: str) -> None:
    assert is_plausible(aim + render(fields), "DataMatrix")


@given(st.text(max_size=300), st.sampled_from(["Code128", "ITF", "EAN-13", "DataBar", "QRCode", ""]))
def test_any_text_gets_an_answer(text: str, symbology: str) -> None:
    assert is_plausible(text, symbology) in (True, False)
