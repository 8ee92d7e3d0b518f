"""A lost separator: never a wrong lot that nobody was told of, and few honest packages refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given, settings

from benchmarks.parsing import LOT_FORMS, LOT_FORMS_LONG, SERIAL_FORMS, refused_share
from tests.barcodes.messages import GTIN, TODAY, Fields, packages, render
from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

ITEM = f"01{GTIN}"


def _facts(meaning: object) -> tuple[object, ...]:
    assert isinstance(meaning, ItemCode)
    return (meaning.gtin, meaning.lot, meaning.serial, meaning.expiry, meaning.count, meaning.produced)


@pytest.mark.parametrize("aim", ["", "]C1", "]d2"])
@pytest.mark.parametrize(
    "fields",
    [
        "10ABC12321SER9",
        "10ABC12317271231",
        "10AB1125010117271231",
        "21SER910ABC123",
        "21SER917271231",
        "1727123110LOT7721A0042",
        "10A12240REF-9",
        "30510123",
    ],
)
def test_a_value_that_may_hold_the_next_field_is_refused(fields: str, aim: str) -> None:
    with pytest.raises(BarcodeError) as caught:
        understand(ITEM + fields, aim, today=TODAY)
    assert caught.value.code == "gs1_ambiguous"
    assert "parentheses" in caught.value.hint


@pytest.mark.parametrize("lot", ["ABC123", "2104117", "1021", "17A5", "21", "10", "L21", "121317", "K2110-17"])
def test_ordinary_lots_are_not_refused_for_their_digits(lot: str) -> None:
    assert _facts(understand(f"{ITEM}1727123110{lot}", today=TODAY))[1] == lot


def test_a_field_that_the_message_already_has_is_not_suspected_again() -> None:
    assert _facts(understand(f"{ITEM}1727123110AB17280131", today=TODAY))[1] == "AB17280131"


def test_a_field_of_fixed_length_cannot_have_swallowed_another() -> None:
    assert _facts(understand(f"{ITEM}70032710010800", today=TODAY))[3] == date(2027, 10, 1)


def test_where_a_separator_arrived_the_channel_is_trusted() -> None:
    read = understand(f"{ITEM}21S1{GS}10ABC12317271231", "]d2", today=TODAY)
    assert _facts(read)[1] == "ABC12317271231"


def test_a_channel_known_to_carry_separators_is_trusted() -> None:
    read = understand(f"{ITEM}10ABC12321SER9", "]d2", today=TODAY, separators=Separators.KEPT)
    assert _facts(read)[1] == "ABC12321SER9"


def test_typed_with_parentheses_nothing_is_ambiguous() -> None:
    read = understand(f"(01){GTIN}(10)ABC12321SER9", today=TODAY)
    assert _facts(read)[1] == "ABC12321SER9"


@settings(max_examples=400)
@given(packages(least_lot=3, least_serial=4, least_reference=3))
def test_without_its_separators_a_package_is_refused_or_read_the_same(fields: Fields) -> None:
    fields = tuple(sorted(fields, key=lambda field: ("01", "30").index(field[0]) if field[0] in ("01", "30") else 2))
    whole = render(fields)
    assume(GS in whole)
    with suppress(BarcodeError):
        glued = understand(render(fields, separator=""), "]d2", today=TODAY)
        assert _facts(glued) == _facts(understand(whole, "]d2", today=TODAY))


def test_few_honest_packages_are_refused() -> None:
    assert refused_share("10", LOT_FORMS + LOT_FORMS_LONG, 20_000) < 0.015
    assert refused_share("21", SERIAL_FORMS, 20_000) < 0.03
    assert refused_share("10", ("nnnnnn", "nnnnnnnn", "AAnnnnnn"), 20_000) == 0


@pytest.mark.parametrize("aim", ["", "]C1", "]d2"])
@pytest.mark.parametrize("code", ["B0000000820", "C000162", "L0010239", "I00020756", "R00000000157"])
def test_a_lot_that_ends_in_a_code_of_ours_is_two_scans_whose_end_was_lost(code: str, aim: str) -> None:
    """The CR between a pack and the badge behind it was lost on the line: no lot is called 2K417B0000000820."""
    with pytest.raises(BarcodeError) as refused:
        understand(f"{ITEM}172709301012{code}", aim, today=TODAY)
    assert refused.value.code == "gs1_ambiguous"
    assert code in refused.value.message
    assert _facts(understand(f"(01){GTIN}(10)2K{code}", today=TODAY))[1] == f"2K{code}"


@pytest.mark.parametrize("lot", ["B0000000820", "2KB0000000821", "2KI0002075", "2KC00016"])
def test_a_lot_that_only_looks_like_it_is_read(lot: str) -> None:
    assert _facts(understand(f"{ITEM}1727093010{lot}", today=TODAY))[1] == lot
