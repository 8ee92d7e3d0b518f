"""Every hole that biip leaves open (and every right answer that must stay right)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.barcodes.messages import GTIN, TODAY, Fields, dates, gtins, packages, render, texts
from tracker.barcodes import gs1, gs1_common
from tracker.barcodes.meaning import ItemCode, Standard, Unknown
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

ITEM = f"01{GTIN}"


def item(data: str, aim: str = "]d2", today: date = TODAY, *, separators: Separators = Separators.UNKNOWN) -> ItemCode:
    meaning = understand(data, aim, today=today, separators=separators)
    assert isinstance(meaning, ItemCode)
    return meaning


def refusal(data: str, aim: str = "]d2", today: date = TODAY) -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(data, aim, today=today)
    assert caught.value.message
    assert caught.value.hint
    return caught.value.code


def test_a_full_udi_is_read_whole() -> None:
    read = item(f"{ITEM}1125010517271231304{GS}10ABC-1/2.3{GS}21SER9")
    assert (read.gtin, read.lot, read.serial, read.count) == (GTIN, "ABC-1/2.3", "SER9", 4)
    assert (read.expiry, read.produced) == (date(2027, 12, 31), date(2025, 1, 5))
    assert read.standard is Standard.GS1
    assert [ai for ai, _ in read.elements] == ["01", "11", "17", "30", "10", "21"]


@given(packages())
def test_what_is_rendered_is_read_back_field_by_field(fields: Fields) -> None:
    """Over a channel that carries separators; where it may not, some lots are refused (``test_gluing``)."""
    assert item(render(fields), separators=Separators.KEPT).elements == fields


@given(packages())
def test_a_separator_behind_every_field_is_legal_and_changes_nothing(fields: Fields) -> None:
    message = GS.join(ai + value for ai, value in fields)
    if len(message) <= 128:
        assert item(message).elements == fields


def test_a_lot_of_more_than_20_characters_is_not_cut_into_a_lot_and_an_expiry() -> None:
    assert refusal(f"{ITEM}10{'A' * 20}17261231") == "gs1_length"


def test_a_lot_of_21_characters_is_no_lot() -> None:
    assert refusal(f"{ITEM}10{'A' * 21}") == "gs1_length"


@pytest.mark.parametrize("extra", ["17261231", "21S", "10B", "3", "70071"])
def test_what_follows_a_full_length_lot_needs_a_separator(extra: str) -> None:
    assert refusal(f"{ITEM}10{'7' * 20}{extra}") == "gs1_length"


@pytest.mark.parametrize("short", ["0950110153000", "095011015300033"])
def test_a_gtin_of_the_wrong_length_is_refused(short: str) -> None:
    refusal(f"01{short}{GS}17271231")


@pytest.mark.parametrize("day", ["27123", "2712311"])
def test_a_date_of_the_wrong_length_is_refused(day: str) -> None:
    assert refusal(f"{ITEM}17{day}") in ("gs1_syntax", "gs1_length")


def test_a_date_time_field_is_not_split_into_a_serial() -> None:
    assert refusal(f"{ITEM}7007270101280101211") in ("gs1_syntax", "gs1_length")


def test_a_wrong_gtin_check_digit_is_refused() -> None:
    assert refusal("0109501101530004" + "17271231") == "gtin_check_digit"


def test_the_misread_of_a_creased_label_is_refused() -> None:
    """Measured: a checksum-valid wrong Code 128 beside the right one, on a real photograph."""
    assert refusal("0190662658957468", "]C1") == "gtin_check_digit"


def test_a_gtin_of_zeros_is_a_placeholder() -> None:
    assert refusal("01" + "0" * 14) == "gtin_check_digit"


def test_wrong_check_digits_of_places_and_pallets_are_refused() -> None:
    assert refusal("00" + "106141412345678907") == "gs1_check_digit"
    assert refusal("414" + "9501101530004") == "gs1_check_digit"


def test_two_different_lots_in_one_message_are_refused() -> None:
    assert refusal(f"{ITEM}10A{GS}10B") == "gs1_conflict"


def test_the_same_field_twice_is_legal() -> None:
    assert item(f"{ITEM}10A{GS}10A").lot == "A"


def test_carton_contents_need_their_count() -> None:
    assert refusal(f"02{GTIN}10A") == "gs1_content"
    carton = item(f"02{GTIN}3724{GS}10A")
    assert (carton.gtin, carton.count, carton.lot) == (GTIN, 24, "A")


def test_an_item_and_carton_contents_exclude_each_other() -> None:
    assert refusal(f"{ITEM}02{GTIN}3724") == "gs1_content"


@pytest.mark.parametrize(
    "written", ["<GS>", "{GS}", "[GS]", "^]", "\\x1d", "\\x1D", "\\u001d", "␝", "<gs>", GS], ids=repr
)
def test_a_separator_written_as_text_is_a_separator_and_never_part_of_a_lot(written: str) -> None:
    read = item(f"{ITEM}10ABC123{written}21SER9")
    assert (read.lot, read.serial) == ("ABC123", "SER9")


@pytest.mark.parametrize("day", ["270031", "271301", "270230", "000000", "270431", "270229", "260132"])
def test_a_day_that_no_calendar_has_is_refused(day: str) -> None:
    assert refusal(f"{ITEM}17{day}") == "gs1_date"


@pytest.mark.parametrize(
    ("day", "meant"),
    [("270200", date(2027, 2, 28)), ("280200", date(2028, 2, 29)), ("271200", date(2027, 12, 31))],
)
def test_day_00_is_the_last_of_the_month(day: str, meant: date) -> None:
    assert item(f"{ITEM}17{day}").expiry == meant


def test_the_century_is_counted_from_the_shift_and_not_from_the_clock() -> None:
    """GS1 7.12: 49 years back to 50 ahead."""
    assert item(f"{ITEM}11770101").produced == date(1977, 1, 1)
    assert item(f"{ITEM}11760101").produced == date(2076, 1, 1)
    assert item(f"{ITEM}17050101", today=date(2095, 6, 1)).expiry == date(2105, 1, 1)
    assert item(f"{ITEM}11960101", today=date(2026, 6, 1)).produced == date(1996, 1, 1)


def test_29_february_of_2100_is_no_day() -> None:
    assert refusal(f"{ITEM}17000229", today=date(2095, 6, 1)) == "gs1_date"


def test_an_expiry_more_than_20_years_ahead_is_refused() -> None:
    assert item(f"{ITEM}17461122").expiry == date(2046, 11, 22)
    assert refusal(f"{ITEM}17461123") == "gs1_expiry_far"
    assert refusal(f"{ITEM}17760101") == "gs1_expiry_far"


def test_two_expiries_that_disagree_are_refused() -> None:
    assert refusal(f"{ITEM}172712317003{2712301200}") == "gs1_conflict"
    assert item(f"{ITEM}7003{2712301200}").expiry == date(2027, 12, 30)


def test_an_empty_count_is_refused() -> None:
    assert refusal(f"{ITEM}30{GS}10A") == "gs1_length"


@pytest.mark.parametrize("message", [f"{ITEM}10A{GS}{GS}21B", f"{ITEM}10A{GS}{GS}", f"{GS}{GS}{ITEM}"])
def test_a_field_lost_between_two_separators_is_noticed(message: str) -> None:
    assert refusal(message) in ("gs1_length", "gs1_syntax")


@pytest.mark.parametrize("message", [f"{GS}{ITEM}10A", f"{ITEM}10A{GS}"])
def test_fnc1_sent_at_either_end_is_harmless(message: str) -> None:
    assert item(message).lot == "A"


@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]e0", "]J1"])
def test_every_gs1_symbol_is_read(aim: str) -> None:
    assert item(f"{ITEM}17271231", aim).gtin == GTIN


@pytest.mark.parametrize("aim", ["]d1", "]C0", "]Q1", "]A0", "]C2", "]d4"])
def test_no_other_symbol_is_gs1_however_it_looks(aim: str) -> None:
    text = f"{ITEM}17271231"
    assert understand(text, aim, today=TODAY) == Unknown(text)


@pytest.mark.parametrize("text", ["+A123BJC5D6E71G", "=G12341765432100", "&>0260301234", "10 ABC", "(", "ABC"])
def test_a_gs1_symbol_that_holds_no_gs1_is_damage(text: str) -> None:
    assert refusal(text) in ("gs1_syntax", "gs1_length")


def test_the_second_code_of_a_package_completes_the_first() -> None:
    second = item("1727123110ABC", "]C1")
    assert second.is_production_only
    assert (second.lot, second.expiry) == ("ABC", date(2027, 12, 31))


def test_a_pallet_or_a_place_is_no_package() -> None:
    for text in ("00106141412345678908", "4149501101530003"):
        assert understand(text, "]C1", today=TODAY) == Unknown(text)


def test_the_drug_code_inside_a_gtin() -> None:
    assert item("01" + "10300450449105").ndc == "0045044910"


def test_the_answer_does_not_depend_on_the_machines_clock() -> None:
    """biip reads the year of today from the clock; a replayed shift of 2060 must decide as it did."""
    assert item(f"{ITEM}17650101", today=date(2060, 1, 1)).expiry == date(2065, 1, 1)


MEDICAL = {
    "01": gtins(),
    "02": gtins(),
    "10": texts(1),
    "11": dates(2015, 2026),
    "15": dates(2020, 2040),
    "16": dates(2020, 2040),
    "17": dates(2020, 2045) | st.from_regex("[0-9]{6}", fullmatch=True),
    "21": texts(1, 21),
    "240": texts(1, 30),
    "250": texts(1, 30),
    "30": st.integers(0, 999_999_999).map(str),
    "37": st.integers(0, 99_999_999).map(str),
    "7003": dates(2020, 2045).map(lambda day: day + "1159") | st.from_regex("[0-9]{10}", fullmatch=True),
    "712": texts(1),
    "715": texts(1),
    "90": texts(1, 30),
    "91": texts(1, 40),
    "00": st.just("106141412345678908"),
    "3103": st.just("001750"),
}


@st.composite
def _medical(draw: st.DrawFn) -> str:
    """Any fields in any order, each followed by a GS or not, whether it needs one or not."""
    chosen = draw(st.lists(st.sampled_from(sorted(MEDICAL)), min_size=1, max_size=5))
    return "".join(ai + draw(MEDICAL[ai]) + draw(st.sampled_from([GS, GS, ""])) for ai in chosen)


@settings(max_examples=400)
@given(_medical() | packages().map(render) | st.text("0117102\x1dA<5", max_size=40))
def test_the_short_way_and_biip_give_one_answer(message: str) -> None:
    body = message.removeprefix(GS).removesuffix(GS)
    quick = _answer(gs1_common.read, body)
    assert quick is None or quick == _answer(gs1._by_biip, body)


@pytest.mark.parametrize("ai", sorted(MEDICAL.keys() - {"00", "02", "37", "3103"}))
@settings(max_examples=20)
@given(st.data())
def test_the_short_way_takes_what_packages_carry(ai: str, data: st.DataObject) -> None:
    value = data.draw(MEDICAL[ai])
    message = f"{ITEM}17271231" if ai == "01" else f"{ITEM}{ai}{value}"
    if not isinstance(_answer(gs1._by_biip, message), str):
        assert gs1_common.read(message) is not None


def _answer(way: Callable[[str], Fields | None], body: str) -> Fields | str | None:
    try:
        return way(body)
    except BarcodeError as refusal:
        return f"{refusal.code}: {refusal.message}"
