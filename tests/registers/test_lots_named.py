"""What a notice's free text says of lots: what is passed over stays on the shelf."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.registers.lots_named import TOKEN, Lots, is_findable, lots_named


@pytest.mark.parametrize(
    "codes",
    [
        "Lot 2K417",
        "Lot #: 69403A, 69403B, Exp 10/15; 69404A, 69405A, Exp 11/15",
        "UDI-DI: 00812345678901; Lot numbers 2K417 2K418",
        "Batch 2K417/2K418",
        "Control no. 12345",
    ],
)
def test_a_list_of_lots_means_no_others(codes: str) -> None:
    assert lots_named(codes) is Lots.LISTED


@pytest.mark.parametrize(
    "codes",
    [
        "",
        "All lots",
        "all unexpired lots",
        "All serial numbers",
        "Lots: ALL",
        "Lot Numbers: all",
        "UDI-DI 00812345678901",
        "NDC 0409-4276-01",
        "(01)00812345678901",
    ],
)
def test_no_lot_or_every_lot_means_the_whole_product(codes: str) -> None:
    assert lots_named(codes) is Lots.ALL


@pytest.mark.parametrize(
    "codes",
    [
        "Lots 2K410 through 2K420",
        "Lots 2K410 thru 2K420",
        "Lots 2K410 to 2K420",
        "Lots 2K410 – 2K420",
        "Lots 2K410 - 2K420",
        "Lots 100410-100420",
        "Lot numbers beginning with 2K",
        "All lots manufactured before 2025-01-01",
        "All lots except 2K417",
        "Serial numbers 100, 101",
        "SN 12345",
        "Lot numbers: see attached",
        "Lot numbers",
        "2K417, 2K418",
        "Model SY-300",
    ],
)
def test_what_is_neither_is_for_a_person_to_look_at(codes: str) -> None:
    assert lots_named(codes) is Lots.UNCLEAR


@pytest.mark.parametrize("lot", ["AB_123", "AB 123", "AB+123", "123", "LOT", "A" * 40 + "1", ""])
def test_a_lot_that_no_text_could_be_searched_for_is_known_as_such(lot: str) -> None:
    assert not is_findable(lot)


@given(st.text(), st.from_regex(r"[0-9A-Z]{3,12}[0-9]", fullmatch=True), st.text())
def test_a_findable_lot_is_found_between_whatever_parts_words(before: str, lot: str, after: str) -> None:
    assert is_findable(lot)
    text = f"{before} {lot}, {after}".upper()
    assert lot in {found[0] for found in TOKEN.finditer(text)}
    assert lots_named(text) in Lots
