"""What is printed is what is read back: every symbol, drawn in dots and decoded by an independent reader."""

from __future__ import annotations

import string

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize("first", string.ascii_uppercase[::5] + string.ascii_lowercase[::7] + string.digits + " -/~")
def test_code_128_keeps_every_pair_of_leading_characters(first: str) -> None:
    for second in PRINTABLE:
        text = f"{first}{second}99001"
        assert read(code_128(text)) == [(text, "]C0")]


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


@pytest.mark.parametrize("text", ["0195", "(01)123", "(01)09506000134352(17)27123", "(0Z)1"])
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
