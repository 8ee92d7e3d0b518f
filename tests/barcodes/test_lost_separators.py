"""A scanner that is known to lose GS: no message of any fields is ever read as another one."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.barcodes.messages import GTIN, TODAY, dates, gtins
from tracker.barcodes import gs1
from tracker.barcodes.gs1 import Elements
from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

TABLE = gs1._table()
ITEM = f"01{GTIN}"


def lost(text: str, aim: str = "]d2") -> ItemCode:
    found = understand(text, aim, today=TODAY, separators=Separators.LOST)
    assert isinstance(found, ItemCode)
    return found


@st.composite
def _fields(draw: st.DrawFn) -> tuple[str, str]:
    ai = draw(
        st.sampled_from(["10", "21", "17", "30", "7007", "8008", "7003", "422", "253"]) | st.sampled_from(sorted(TABLE))
    )
    if ai in ("01", "02", "03"):
        return ai, draw(gtins())
    if ai in ("11", "12", "13", "15", "16", "17"):
        return ai, draw(dates(2020, 2040))
    text = draw(st.from_regex(re.compile(TABLE[ai].pattern, re.ASCII), fullmatch=True)).removesuffix("\n")
    return ai, text[len(ai) :]


@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(st.lists(_fields(), min_size=1, max_size=4))
def test_any_message_without_its_separators_is_refused_or_read_the_same(fields: list[tuple[str, str]]) -> None:
    whole = GS.join(ai + value for ai, value in fields)
    try:
        elements = gs1.read(whole, separators=Separators.KEPT)
    except BarcodeError:
        assume(False)
    assert elements == tuple(fields)
    assert _read_or_refused("".join(ai + value for ai, value in fields)) in (None, elements)


def _read_or_refused(message: str) -> Elements | None:
    try:
        return gs1.read(message, separators=Separators.LOST)
    except BarcodeError:
        return None


@pytest.mark.parametrize(
    "fields",
    [
        "10ABC12321SER9",
        "10A12117271231",
        "10A91X",
        "21S30510AB",
        "7007271001100101",
        "2531234567890128AB10X",
        "1727123110ABC3712",
    ],
)
def test_what_could_be_two_fields_is_refused_with_the_reason(fields: str) -> None:
    with pytest.raises(BarcodeError) as caught:
        lost(ITEM + fields)
    assert caught.value.code == "gs1_separator_lost"
    assert "known to lose" in caught.value.message
    assert "another scanner" in caught.value.hint


@pytest.mark.parametrize(
    ("fields", "lot"), [("", None), ("17271231", None), ("1727123110ABCDEF", "ABCDEF"), ("1727123110A-4", "A-4")]
)
def test_what_cannot_be_two_fields_goes_on_working(fields: str, lot: str | None) -> None:
    assert lost(ITEM + fields).lot == lot


@pytest.mark.parametrize("written", [GS, "<GS>", "^]", "{GS}", "\\x1d"])
def test_a_separator_that_arrived_in_writing_is_one(written: str) -> None:
    found = lost(f"{ITEM}10ABC123{written}21SER9")
    assert (found.lot, found.serial) == ("ABC123", "SER9")


def test_what_is_typed_with_parentheses_is_exact() -> None:
    assert lost(f"(01){GTIN}(10)ABC12321SER9", "").lot == "ABC12321SER9"
