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
        "Lot numbers UK200 and higher",
        "Lots UK200...UK300",
        "Lots UK200:UK300",
        "Lot: not applicable, model 8100",
        "Lots 4000 & up",
        "Lots 4000+",
        "Lots >= 4000",
        "Lot 4000 or later",
        "Lot 4000 onwards",
        "Lot 4000 and subsequent lots",
        "Lots 2K4XX",
        "Lots 2K4**",
        "Lots containing 2K4",
        "Lot prefix 24A",
        "Lots A100 -A200",
        "Lots A100- A200",
        "Lots A100~A200",
        "Lots 2401 → 2450",
        "Lots 12345A−12399A",
        "Lots 12345A to12399A",
        "Any lot manufactured 2024",
        "Every lot; expiry 2026",
        "Lot 2K417 and all others",
        "Lots without the suffix 22",
        "Lot N/A Model 8100",
        "No lot numbers; catalog 12345",
        "GTIN, all units of lot AB123",
        "All devices in lots 2K417, 2K418",
        "All affected lots: 2K417",
        "All product codes, lot 2K417 only",
        "Not all lots are affected",
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
