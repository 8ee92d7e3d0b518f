"""What is believed, and what is only reported as doubtful."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hardware.damage import Damage, check_digit, damaged, drawn
from tests.hardware.drawing import paper, symbol
from tracker.barcodes.hibc import check_character
from tracker.hardware.reading.engines import read_with_zxing
from tracker.hardware.reading.formats import ALL, DEFAULT
from tracker.hardware.reading.guards import added, judge
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.matching import best_match
from tracker.hardware.reading.patterns import drawings
from tracker.hardware.reading.reading import Reading
from tracker.hardware.reading.second_opinion import is_available, read_with_zbar

CODE_128 = zxingcpp.BarcodeFormat.Code128


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_a_wrong_digit_with_a_right_check_digit_is_never_believed(number: int, place: int, by: int, seed: int) -> None:
    body = f"{number:012d}"
    wrong = body[:place] + str((int(body[place]) + by) % 10) + body[place + 1 :]
    random = np.random.default_rng(seed)
    label = drawn(body + check_digit(body), "EAN13")
    grey = damaged(label, Damage(blur_modules=0.5, noise=6, contrast=0.5), random)
    for claim in read_with_zxing(grey, DEFAULT, ""):
        lie = replace(claim, text=wrong + check_digit(wrong))
        assert not judge(grey, lie, None).is_accepted
        assert judge(grey, claim, None).is_accepted


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-", min_size=4, max_size=12), st.data())
@settings(max_examples=40, deadline=None)
def test_a_wrong_character_is_never_believed_whatever_the_checksum(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"))
    wrong = text[:place] + letter + text[place + 1 :]
    random = np.random.default_rng(len(text))
    for symbology in ("Code128", "Code39"):
        grey = damaged(drawn(text, symbology), Damage(blur_modules=0.4, noise=4), random)
        for claim in read_with_zxing(grey, DEFAULT, ""):
            assert judge(grey, replace(claim, text=wrong), None).is_accepted == (wrong == text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_the_bars_drawn_for_a_code_128_are_among_those_that_printers_print(text: str) -> None:
    printed = symbol(text, CODE_128, scale=4)
    (claim,) = read_with_zxing(printed, DEFAULT, "")
    found = best_match(printed, claim.corners, drawings(claim))
    assert claim.text == text
    assert found is not None
    assert found.is_clear


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(01)09501101530003(17)251231(10)AB-12(21)SER9", zxingcpp.BarcodeFormat.Code128),
        ("(01)09501101530003", zxingcpp.BarcodeFormat.DataBarOmni),
        ("(01)09501101530003(10)AB-12", zxingcpp.BarcodeFormat.DataBarExp),
        ("Hello world #1", zxingcpp.BarcodeFormat.Code39Ext),
        ("04124498", zxingcpp.BarcodeFormat.UPCE),
        ("CODE93", zxingcpp.BarcodeFormat.Code93),
        ("10614141000415", zxingcpp.BarcodeFormat.ITF),
    ],
)
def test_a_clean_symbol_of_every_linear_kind_is_accepted(text: str, kind: zxingcpp.BarcodeFormat) -> None:
    sheet = paper(symbol(text, kind, is_gs1=kind is zxingcpp.BarcodeFormat.Code128), width_px=1300)
    assert [one.is_accepted for one in PictureReader(ALL).read(sheet)] == [True]


def test_several_codes_in_one_picture_are_all_told_from_the_top() -> None:
    texts = ["2600447102", "2600441282", "I00042379"]
    sheet = paper(*(symbol(text, CODE_128) for text in texts), height_px=700)
    readings = PictureReader().read(sheet)
    assert [(one.text, one.is_accepted) for one in readings] == [(text, True) for text in texts]


def _reading(text: str, is_accepted: bool, left: float = 0) -> Reading:
    corners = np.array([[left, 0], [left + 100, 0], [left + 100, 40], [left, 40]], dtype=np.float64)
    return Reading(text, "]C0", "Code128", corners, is_accepted, "seen")


def test_two_accepted_texts_in_one_place_are_both_doubted() -> None:
    seen = added(added([], _reading("A", True)), _reading("B", True))
    assert [(one.text, one.is_accepted) for one in seen] == [("A", False), ("B", False)]


def test_an_accepted_text_stands_above_a_doubtful_one_in_the_same_place() -> None:
    seen = added(added([], _reading("A", False)), _reading("B", True))
    assert [(one.text, one.is_accepted) for one in seen] == [("B", True)]
    assert [one.text for one in added(seen, _reading("A", False))] == ["B"]


def test_two_texts_in_two_places_stand_side_by_side() -> None:
    seen = added(added([], _reading("A", True)), _reading("B", True, left=300))
    assert [one.is_accepted for one in seen] == [True, True]


def test_a_text_that_fails_the_callers_rules_is_doubtful_unless_its_bars_leave_no_doubt() -> None:
    random = np.random.default_rng(3)
    poor = damaged(drawn("2600447103", "Code128"), Damage(blur_modules=0.75, contrast=0.5), random)
    readings = PictureReader(is_plausible=lambda text, symbology: False).read(poor)
    assert readings
    assert not any(one.is_accepted for one in readings)
    (clear,) = PictureReader(is_plausible=lambda text, symbology: False).read(paper(symbol("2600447103", CODE_128)))
    assert clear.is_accepted
    assert "check fails" in clear.evidence


def test_the_second_engine_confirms_or_is_absent() -> None:
    sheet = paper(symbol("2600447102", CODE_128))
    said = read_with_zbar(sheet, "Code128")
    assert said == (["2600447102"] if is_available() else None)
    assert read_with_zbar(sheet, "DataMatrix") is None


@pytest.mark.parametrize("text", ["+A123724901.", "+A123BJC5D6E71G", "+H124425114011"])
def test_a_hibc_label_in_plain_code_39_is_not_taken_for_small_letters(text: str) -> None:
    body = text[:-1]
    whole = body + check_character(body)
    (one,) = PictureReader().read(paper(symbol(whole, zxingcpp.BarcodeFormat.Code39Std, scale=2), width_px=900))
    assert (one.text, one.aim, one.is_accepted) == (whole, "]A0", True)


def test_full_ascii_code_39_keeps_its_small_letters() -> None:
    (one,) = PictureReader().read(paper(symbol("a1234567x", zxingcpp.BarcodeFormat.Code39Ext, scale=2), width_px=900))
    assert one.text == "a1234567x"
