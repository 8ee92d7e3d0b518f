"""A sign in place of GS, from a scanner that nobody has tested: never taken for GS, never left without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import CHARACTERS, GTIN, VARIABLE, Fields, outcome, packages, render
from tracker.barcodes.meaning import ItemCode, Unknown
from tracker.barcodes.vouching import vouches
from tracker.errors import BarcodeError
from tracker.text import GS

STAND_INS = ["~", "|", "#", "@", "$", "^", "`", "{", "}", " ", "]", "[", "\\", "<FNC1>", "(GS)", "{fnc1}", "[FNC1]"]
ITEM = f"01{GTIN}"


@pytest.mark.parametrize("aim", ["", "]d2", "]C1"])
@pytest.mark.parametrize("sign", STAND_INS)
def test_a_sign_in_place_of_gs_is_told_with_the_way_to_the_scanner_test(sign: str, aim: str) -> None:
    for text in (f"{ITEM}102K417{sign}21SER9", f"{sign}{ITEM}17270930102K417{sign}21SER9", f"1727093010AB{sign}21C"):
        found = outcome(text, aim)
        assert isinstance(found, BarcodeError), text
        assert found.code == "gs1_stand_in"
        assert found.message.startswith(sign)
        assert "scanner: test" in found.hint
        assert "tracker scanner test" in found.hint


@given(
    packages(), st.sampled_from([sign for sign in STAND_INS if sign not in CHARACTERS]), st.sampled_from(["", "]d2"])
)
def test_no_sign_is_ever_taken_for_gs_unless_a_test_has_learned_it(fields: Fields, sign: str, aim: str) -> None:
    if not any(ai in VARIABLE for ai, _ in fields[:-1]):
        return
    assert isinstance(outcome(render(fields, separator=sign), aim), BarcodeError)


@pytest.mark.parametrize("sign", STAND_INS)
def test_an_unframed_burst_with_it_came_whole_and_is_for_the_parser_to_refuse(sign: str) -> None:
    assert vouches(f"{ITEM}102K417{sign}21SER9")
    assert vouches(f"{sign}{ITEM}102K417{sign}21SER9")
    assert vouches(f"{sign}{ITEM}17270930102K417")
    assert not vouches(f"102K417{sign}21SER9")
    assert not vouches(f"0109501101530004102K417{sign}21SER9")


@pytest.mark.parametrize(
    "text", ["10AB 2112", "VENDOR#4711", "21~", "A10#21B", "10-4471#", "2100 4471", "99~1", "+A123BJC5D6E71G"]
)
def test_a_vendors_own_number_is_no_gs1_code_for_a_sign_in_it(text: str) -> None:
    assert isinstance(outcome(text), Unknown | ItemCode)


def test_another_symbology_is_never_gs1() -> None:
    assert isinstance(outcome("102K417~21SER9", "]C0"), Unknown)


def test_where_a_gs_came_another_sign_is_none() -> None:
    found = outcome(f"{ITEM}10A~B{GS}21SER9")
    assert isinstance(found, BarcodeError)
    assert found.code != "gs1_stand_in"
