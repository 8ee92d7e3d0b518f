"""What is printed is what is read back: every symbol, drawn in dots and decoded by an independent reader."""

from __future__ import annotations

import string
from itertools import product

import numpy as np
import pytest
import zxingcpp
from barcode import codex
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.elements import element_string, in_pairs, in_parentheses
from labels.raster import QUIET_MODULES, raster
from labels.symbols import Kind, Symbol, SymbolError, code_128, ean_13, symbol

PRINTABLE = "".join(chr(n) for n in range(32, 127))
GS1 = "(01)09506000134352(17)271231(10)AB-12(21)S99"
GS1_READ = "010950600013435217271231" + "10AB-12\x1d21S99"


def dots(drawn: Symbol, per_module: int = 2) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return raster(drawn, per_module, height_dots=30 if drawn.is_linear else None)


def read(drawn: Symbol) -> list[tuple[str, str]]:
    """Every text and symbology identifier that zxing-cpp finds, with no restriction of formats."""
    return [(found.text, found.symbology_identifier) for found in zxingcpp.read_barcodes(dots(drawn), text_mode=PLAIN)]


PLAIN = zxingcpp.TextMode.Plain


def test_code_128_keeps_every_pair_of_leading_digits() -> None:
    for pair in range(100):
        for rest in ("", "7", "12", "123", "1234AB", "A", "a9912"):
            text = f"{pair:02d}{rest}"
            assert read(code_128(text)) == [(text, "]C0")]


def bars_read(drawn: Symbol) -> list[tuple[str, str]]:
    """A strip of the bars, read as fast as it can be: for thousands of them."""
    found = zxingcpp.read_barcodes(
        raster(drawn, 2, height_dots=6),
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128]),
        text_mode=PLAIN,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return [(one.text, one.symbology_identifier) for one in found]


def test_code_128_keeps_every_pair_of_leading_characters() -> None:
    wrong = [
        text
        for first, second in product(PRINTABLE, repeat=2)
        if bars_read(code_128(text := f"{first}{second}99001")) != [(text, "]C0")]
    ]
    assert wrong == []


GS1_CHARACTERS = "".join(character for character in PRINTABLE if character not in " ()#$@[\\]^`{|}~")
"""GS1 General Specifications 7.11, the 82 of a lot's number, without the two parentheses."""


def test_gs1_128_keeps_every_pair_of_leading_characters_of_a_field() -> None:
    wrong = [
        text
        for first, second in product(GS1_CHARACTERS, repeat=2)
        if bars_read(symbol(Kind.GS1_128, text := f"(10){first}{second}99001")) != [(f"10{text[4:]}", "]C1")]
    ]
    assert len(GS1_CHARACTERS) == 80
    assert wrong == []


@pytest.mark.parametrize("ai", [f"{number}" for number in range(90, 100)])
def test_gs1_128_keeps_a_field_whose_identifier_begins_with_9(ai: str) -> None:
    for pair in range(100):
        assert bars_read(symbol(Kind.GS1_128, f"({ai}){pair:02d}")) == [(f"{ai}{pair:02d}", "]C1")]


def test_pythonbarcode_still_needs_our_cure() -> None:
    """Where this fails, its release has the cure: see ``_Code128``."""
    (pattern,) = codex.Code128("995560").build()
    theirs = Symbol(Kind.CODE_128, "995560", np.array([[cell == "1" for cell in pattern]]))
    assert bars_read(theirs) == [("5560", "]C0")]
    assert bars_read(code_128("995560")) == [("995560", "]C0")]


_LOT = st.text(GS1_CHARACTERS, min_size=1, max_size=20)
_LAST = st.tuples(st.sampled_from(["10", "21", "240", "91", "99"]), _LOT)


@given(
    st.lists(st.tuples(st.sampled_from(["10", "21", "240", "91", "98"]), _LOT), unique_by=lambda f: f[0], max_size=2),
    _LAST,
)
@settings(max_examples=200)
def test_gs1_128_says_what_zxingcpps_writer_says(fields: list[tuple[str, str]], last: tuple[str, str]) -> None:
    """FNC1 after each field that needs an end, and after no other; the two need not choose the same code words."""
    pairs = [("01", "09506000134352"), *(one for one in fields if one[0] != last[0]), last]
    text = in_parentheses(pairs)
    assert in_pairs(text) == tuple(pairs)
    ours = bars_read(symbol(Kind.GS1_128, text))
    written = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128, gs1=True)
    (theirs,) = zxingcpp.read_barcodes(written.to_image(scale=2, add_quiet_zones=True), text_mode=PLAIN)
    assert ours == [(theirs.text, theirs.symbology_identifier)] == [(element_string(pairs), "]C1")]


@given(st.text(alphabet=PRINTABLE, min_size=1, max_size=24))
@settings(max_examples=300, deadline=None)
def test_code_128_of_any_printable_text_reads_back(text: str) -> None:
    assert read(code_128(text)) == [(text, "]C0")]


@given(st.text(alphabet=string.digits + "AB9", min_size=1, max_size=16))
@settings(max_examples=300, deadline=None)
def test_code_128_of_digits_and_few_letters_reads_back_whatever_set_is_open(text: str) -> None:
    assert read(code_128("99" + text)) == [("99" + text, "]C0")]


@pytest.mark.parametrize(
    ("kind", "text", "expected", "aim"),
    [
        (Kind.GS1_128, GS1, GS1_READ, "]C1"),
        (Kind.GS1_DATA_MATRIX, GS1, GS1_READ, "]d2"),
        (Kind.EAN_13, "4006381333931", "4006381333931", "]E0"),
        (Kind.UPC_A, "036000291452", "0036000291452", "]E0"),
        (Kind.DATA_MATRIX, "2600447102", "2600447102", "]d1"),
        (Kind.QR, "https://id.example.org/01/09506000134352", "https://id.example.org/01/09506000134352", "]Q1"),
    ],
)
def test_every_kind_reads_back_with_its_symbology_identifier(kind: Kind, text: str, expected: str, aim: str) -> None:
    assert read(symbol(kind, text)) == [(expected, aim)]


@pytest.mark.parametrize("text", ["", "caf\xe9", "a\x1db", "tab\t"])
def test_code_128_refuses_what_scanners_send_differently(text: str) -> None:
    with pytest.raises(SymbolError):
        code_128(text)


@pytest.mark.parametrize(
    "text", ["4006381333930", "400638133393", "40063813339310", "400638133393A", "400638133393\u0661"]
)
def test_ean_13_with_a_wrong_check_digit_or_length_is_not_drawn_as_another_code(text: str) -> None:
    with pytest.raises(SymbolError):
        ean_13(text)


@pytest.mark.parametrize("text", ["0195", "(10)AB(", "10)AB", "(01)123", "(01)09506000134352(17)27123", "(0Z)1"])
def test_gs1_text_with_fields_of_the_wrong_length_is_not_drawn(text: str) -> None:
    with pytest.raises(SymbolError):
        symbol(Kind.GS1_DATA_MATRIX, text)


@pytest.mark.parametrize("kind", list(Kind))
def test_quiet_zones_are_light_and_every_module_is_a_whole_number_of_dots(kind: Kind) -> None:
    text = {Kind.EAN_13: "4006381333931", Kind.UPC_A: "036000291452"}.get(kind, GS1)
    drawn = dots(symbol(kind, text), 3)
    quiet = QUIET_MODULES[kind] * 3
    assert (drawn[:, :quiet] == 255).all()
    assert (drawn[:, -quiet:] == 255).all()
    assert (drawn[:, quiet] == 0).any()
    row = drawn[drawn.shape[0] // 2]
    edges = np.flatnonzero(row[1:] != row[:-1]) + 1
    assert (np.diff(edges) % 3 == 0).all()


def test_raster_refuses_bars_without_a_height_and_modules_without_a_dot() -> None:
    with pytest.raises(ValueError, match="height"):
        raster(code_128("1"), 2)
    with pytest.raises(ValueError, match="one dot"):
        raster(code_128("1"), 0, height_dots=10)
