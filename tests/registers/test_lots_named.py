"""What a notice's free text says of lots: what is passed over stays on the shelf."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.code_infos import FORMS
from tracker.registers.lots_named import TOKEN, Lots, is_findable, listed, lots_named


@pytest.mark.parametrize(
    "codes",
    [
        "Lot 2K417",
        "Lot #: 69403A, 69403B, Exp 10/15; 69404A, 69405A, Exp 11/15",
        "UDI-DI: 00812345678901; Lot numbers 2K417, 2K418",
        "Control no. 12345",
        "Lot #: 072915, Exp 10/29/2015",
        "Lot numbers and exp dates:  10108716  31-Mar-2013, \n10111510  30-Apr-2013, 10113801  31-May-2013",
        "Lots: 2K417; 2K418 and 2K419.",
        "Lot(s): 2K417 & 2K418",
        "Lot#2K417, Lot#2K418",
        "Lot # 2K417 (Exp. 10/15), Lot # 2K418 (Exp. 11/15)",
        "LOT: 2K417 EXP: 2026-11-30\r\nLOT: 2K418 EXP: 2026-12-31",
        "Batch No. 2K417, expiration date Nov 2026",
        "Batch Number(s): 2K417",
        "Catalog No. 309628; Lots 2K417,2K418",
        "Lot Code 2K417, Exp Mar 15, 2026; Lot Code 2K419",
        "GTIN 00812345678901, Lots: 2K417, 2K418; GTIN 00812345678918, Lot: 2K419",
        "NDC 0409-4276-01, Lots 2K417, 2K418, and 2K419",
        "lot 2k417",
    ],
)
def test_a_list_of_whole_lots_means_no_others(codes: str) -> None:
    assert lots_named(codes) is Lots.LISTED


@pytest.mark.parametrize(
    "codes",
    [
        "All lots",
        "all unexpired lots",
        "All serial numbers",
        "Lots: ALL",
        "Lot Numbers: all",
        "All lots within expiry.",
        "All lot and serial numbers",
        "UDI-DI 00812345678901, all lots",
        "NDC 0409-4276-01: All lots",
    ],
)
def test_only_a_word_for_every_lot_means_the_whole_product(codes: str) -> None:
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
        "all lots: AA141103, AB141103",
        "All lots; Lot 2K417",
        "UDI-DI 00812345678901, all lots; UDI-DI 00812345678918, lot 2K417",
        # A text that says nothing of lots says nothing: quarantining every lot for it would close a clinic.
        "",
        " \n",
        "UDI-DI 00812345678901",
        "NDC 0409-4276-01",
        "(01)00812345678901",
        # One lot with a stroke in it, two lots, or a lot and the end of another: the text does not say.
        "Batch 2K417/2K418",
        # A sign may have been lost between the two on the way: an en dash often is.
        "UDI-DI: 00812345678901; Lot numbers 2K417 2K418",
        # The second product's lots are not told.
        "UDI-DI 00812345678901, Lot 2K417; UDI-DI 00812345678918",
        "Lot 2K417, 2K418,",
        "Lot 2K417, 2K418, 2K4",
        "Lot: MAR2026",
        "Lots 2025, 2026",
        "Lots 202603, 202604",
        "Lot LOT2K417",
        "Lot SN1001",
    ],
)
def test_what_is_neither_is_for_a_person_to_look_at(codes: str) -> None:
    assert lots_named(codes) is Lots.UNCLEAR


@pytest.mark.parametrize(("codes", "says"), FORMS)
def test_of_the_forms_in_the_register_none_is_called_what_it_is_not(codes: str, says: str) -> None:
    assert lots_named(codes) in (says, Lots.UNCLEAR)


LENGTHENED = (
    "6R640-6R650", "12A345-12A367", "2K417-430", "2K417/18/19", "2K417, 18, 19", "2K417, 2K418, 419", "2K417 . . . 2K430",
    "2K417..2K430", "2K417...2K430", "2K417…2K430", "2K417 / 2K430", "2K4##", "2K4#", "6R64X", "2K41x", "2k41x", "2K4XX",
    "2K4NN", "2K41n", "2K4?", "2K4__", "2K4%", "2K4*", "2K417.1", "2K417+", "2K417 and up", "2K417, etc.", "2K417 et seq.",
    "2K417 Exp 10/15-12/15", "2K417, Exp 10/15 - 12/15", "2K417 (2K418)", "2K417 #2K418", "2K417: 2K418", "2K417\u00ad430",
    "12345to12350", "12345TO12350", "2K417THRU430", "2K417AND2K418", "4000UP", "2026Q3", "15MAR2026", "2026MAR",
    "2K４17", "2K417\u200b18", "1,200, 1,300",
)  # fmt: skip
"""What has been written for more lots than stand there, or may have been."""


@pytest.mark.parametrize("label", ["", "Lot ", "Lots: ", "Lot # ", "UDI-DI: 00812345678901; Lot Numbers: "])
@pytest.mark.parametrize("lots", LENGTHENED)
def test_what_may_stand_for_more_lots_than_are_written_is_no_list(lots: str, label: str) -> None:
    assert lots_named(label + lots) is Lots.UNCLEAR


LABELS = st.sampled_from(
    [
        "Lot ",
        "Lots ",
        "Lot # ",
        "Lot #: ",
        "LOT NUMBERS: ",
        "Lot No. ",
        "Batch ",
        "Batch Nos. ",
        "UDI-DI: 00812345678901; Lot: ",
    ]
)
SEPARATORS = st.sampled_from([",", ", ", "; ", "\n", ",\n", " and ", ", and ", " & "])
EXPIRIES = st.sampled_from(["", " Exp 10/15", ", Exp. 10/29/2026", "; expiration date: Nov 2026", " (Exp 2026-11-30)"])


@st.composite
def lots_of_one_shape(draw: st.DrawFn, at_least: int = 1) -> list[str]:
    """Whole lots as one maker numbers them: letters and digits in the same places, and no word among them."""
    shape = draw(st.lists(st.booleans(), min_size=3, max_size=11))
    letters = st.sampled_from("BCGHJKRSTV")
    places = [letters if is_letter else st.sampled_from("0123456789") for is_letter in shape]
    lot = st.tuples(st.sampled_from("3456789"), *places).map("".join)
    return draw(st.lists(lot, min_size=at_least, max_size=12, unique=True))


@given(LABELS, lots_of_one_shape(), st.data())
def test_every_lot_of_a_list_comes_back_as_it_stands(label: str, lots: list[str], data: st.DataObject) -> None:
    text = label + lots[0] + data.draw(EXPIRIES)
    for lot in lots[1:]:
        text += data.draw(SEPARATORS) + lot + data.draw(EXPIRIES)
    assert listed(text) == tuple(lots)
    assert lots_named(text) is Lots.LISTED
    assert set(lots) <= {found[0] for found in TOKEN.finditer(text.upper())}


RANGES = st.sampled_from(
    [
        "-",
        " - ",
        "–",
        " – ",
        "—",
        "−",
        "‐",
        "~",
        " to ",
        " thru ",
        " through ",
        "...",
        "…",
        " . . . ",
        " / ",
        "/",
        "→",
        ":",
        "..",
    ]
)
WILDCARDS = st.sampled_from(["X", "x", "XX", "#", "##", "*", "?", "_", "%", "…", "...", "NN", "YY", "+", "~"])


@given(LABELS, lots_of_one_shape(at_least=2), st.data())
def test_a_list_with_a_range_a_wildcard_or_a_shortened_lot_in_it_is_none(
    label: str, lots: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(lots) - 1))
    lot, kind = lots[at], data.draw(st.sampled_from(["range", "wildcard", "shortened"]))
    if kind == "range":
        end = data.draw(st.sampled_from([lot, lot[1:], lot[-2:]]))
        lots[at] = lot + data.draw(RANGES) + end
    elif kind == "wildcard":
        wild = data.draw(WILDCARDS)
        lots[at] = lot[: -len(wild)] + wild if len(wild) < len(lot) else lot + wild
    else:
        lots[at] = lot[data.draw(st.integers(1, len(lot) - 1)) :]
    text = label + lots[0]
    for each in lots[1:]:
        text += data.draw(SEPARATORS) + each
    assert lots_named(text) is Lots.UNCLEAR


@given(st.text(st.sampled_from("LOTSlots 2K4178,;:#-/.\n&()XAand"), max_size=40))
def test_what_is_called_a_list_holds_nothing_but_lots_and_words(text: str) -> None:
    for lot in (found := listed(text)):
        assert re.fullmatch("[0-9A-Z]{4,20}|[0-9a-z]{4,20}", lot)
        assert len(lot) == len(found[0])


def test_a_list_of_a_hundred_thousand_lots_is_read_at_once() -> None:
    lots = [f"2K{number:06}" for number in range(100_000)]
    assert listed("Lots: " + ", ".join(lots)) == tuple(lots)
    assert lots_named("Lots: " + ", ".join(lots) + " - ") is Lots.UNCLEAR
    assert lots_named("UDI " * 200_000) is Lots.UNCLEAR
    assert lots_named("UDI-DI 00812345678901, " * 20_000) is Lots.UNCLEAR


@pytest.mark.parametrize("lot", ["AB_123", "AB 123", "AB+123", "123", "LOT", "A" * 40 + "1", ""])
def test_a_lot_that_no_text_could_be_searched_for_is_known_as_such(lot: str) -> None:
    assert not is_findable(lot)


@given(st.text(), st.from_regex(r"[0-9A-Z]{3,12}[0-9]", fullmatch=True), st.text())
def test_a_findable_lot_is_found_between_whatever_parts_words(before: str, lot: str, after: str) -> None:
    assert is_findable(lot)
    text = f"{before} {lot}, {after}".upper()
    assert lot in {found[0] for found in TOKEN.finditer(text)}
    assert lots_named(text) in Lots
