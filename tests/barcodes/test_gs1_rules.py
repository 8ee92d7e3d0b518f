"""What GS1 asks of fields and their company, row by row; expectations after the General Specifications 3, 4.13, 7.12."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.barcodes.messages import GTIN, TODAY
from tracker.barcodes.meaning import ItemCode, Meaning, Unknown
from tracker.barcodes.plausibility import is_plausible
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import GS, Separators

ITEM = f"01{GTIN}"
SSCC = "106141412345678908"


def read(text: str, aim: str = "]d2") -> Meaning:
    return understand(text, aim, today=TODAY, separators=Separators.KEPT)


def item(text: str, aim: str = "]d2") -> ItemCode:
    found = read(text, aim)
    assert isinstance(found, ItemCode)
    return found


def refusal(text: str, aim: str = "]d2") -> str:
    with pytest.raises(BarcodeError) as caught:
        read(text, aim)
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("text", ["10ABC", "17271231", "21SER9", "1727123110ABC", "1125010110ABC", f"10ABC{GS}21SER9"])
def test_a_pack_may_carry_its_lot_or_date_in_a_second_code_without_its_number(text: str) -> None:
    assert item(text).is_production_only


@pytest.mark.parametrize(
    "text",
    [
        f"02{GTIN}10ABC",
        f"{ITEM}02{GTIN}3724",
        f"{ITEM}3724",
        "3724",
        f"3724{GS}10ABC",
        f"{ITEM}300",
        f"02{GTIN}370",
    ],
)
@pytest.mark.parametrize("typed", [False, True])
def test_a_count_of_nothing_certain_is_never_a_quantity(text: str, typed: bool) -> None:
    if typed:
        for ai in ("01", "02"):
            text = text.replace(f"{ai}{GTIN}", f"({ai}){GTIN}")
        text = text.replace("37", "(37)").replace("10ABC", "(10)ABC").replace(f"{GTIN}300", f"{GTIN}(30)0")
        text = text.replace(GS, "")
    assert refusal(text, "" if typed else "]d2") == "gs1_content"


def test_a_carton_told_against_the_rules_is_no_misread() -> None:
    assert is_plausible(f"]C1{ITEM}3724", "Code 128")
    assert is_plausible(f"]C102{GTIN}10ABC", "Code 128")


@pytest.mark.parametrize(("text", "count"), [(f"02{GTIN}3724", 24), (f"00{SSCC}02{GTIN}3706", 6), (f"{ITEM}304", 4)])
def test_a_carton_and_a_pack_say_how_many(text: str, count: int) -> None:
    assert (item(text).gtin, item(text).count) == (GTIN, count)


def test_a_pallet_may_carry_its_contents_in_another_code() -> None:
    assert read(f"00{SSCC}3724") == Unknown(f"00{SSCC}3724")


def test_the_same_lot_twice_is_one_and_two_lots_are_none() -> None:
    assert item(f"{ITEM}10A{GS}10A").lot == "A"
    assert refusal(f"{ITEM}10A{GS}10B") == "gs1_conflict"
    assert refusal(f"{ITEM}17271231{ITEM}17271230") == "gs1_conflict"


@pytest.mark.parametrize("ai", ["10", "21"])
def test_twenty_characters_are_a_lot_or_serial_and_twenty_one_are_none(ai: str) -> None:
    assert ("A" * 20) in (item(f"{ITEM}{ai}{'A' * 20}").lot, item(f"{ITEM}{ai}{'A' * 20}").serial)
    assert refusal(f"{ITEM}{ai}{'A' * 21}") == "gs1_length"
    assert refusal(f"{ITEM}{ai}{'A' * 21}{GS}17271231") == "gs1_length"
    assert refusal(f"{ITEM}{ai}{'A' * 20}17271231") == "gs1_length"


@pytest.mark.parametrize("ai", ["11", "12", "13", "15", "16", "17", "4326", "7006", "7007", "7011"])
@pytest.mark.parametrize("day", ["271301", "270001", "270230", "270431", "270132", "000000"])
def test_a_day_that_no_calendar_has_is_a_matter_of_dates(ai: str, day: str) -> None:
    assert refusal(f"{ITEM}{ai}{day}") == "gs1_date"
    assert refusal(f"(01){GTIN}({ai}){day}", "") == "gs1_date"


@pytest.mark.parametrize(
    "field",
    [
        "7003" + "2713011200",
        "7003" + "2712002359",
        "7003" + "2712012400",
        "7003" + "2712011260",
        "7007" + "270101271301",
        "7007" + "270100",
        "7011" + "2701012460",
        "8008" + "27130112",
        "8008" + "27010012",
        "4326" + "270100",
    ],
)
def test_a_date_with_a_time_or_another_date_is_asked_whole(field: str) -> None:
    """``yymmdd`` and ``hhmm`` in GS1's syntax dictionary: a day 00 is for the two-digit identifiers alone."""
    assert refusal(ITEM + field) == "gs1_date"


@pytest.mark.parametrize(
    "field",
    [
        "7003" + "2712012359",
        "7007" + "270101",
        "7007" + "270101270201",
        "7011" + "270101",
        "7011" + "2701012359",
        "8008" + "27010123",
        "8008" + "270101235959",
        "4326" + "270101",
        "4325" + "2701001200",
    ],
)
@pytest.mark.parametrize("channel", [Separators.KEPT, Separators.UNKNOWN])
def test_a_right_one_is_told_with_the_item(field: str, channel: Separators) -> None:
    found = understand(ITEM + field, "]d2", today=TODAY, separators=channel)
    assert isinstance(found, ItemCode)
    assert found.elements == (("01", GTIN), (field[:4], field[4:]))


@pytest.mark.parametrize(
    "field", ["3103" + "001750", "3922" + "0199", "3932" + "9780199", "8200" + "http://example.com/a", "20" + "01"]
)
def test_measures_and_prices_are_told_and_are_no_count(field: str) -> None:
    found = item(ITEM + field)
    assert (found.gtin, found.count) == (GTIN, None)
    assert "".join(found.elements[1]) == field


@pytest.mark.parametrize(
    "field", ["3103" + "01750", "3109" + "001750", "39329", "30", "30" + "123456789", "37X", "8200"]
)
def test_a_measure_cut_short_or_too_long_is_no_field(field: str) -> None:
    assert refusal(ITEM + field) in ("gs1_syntax", "gs1_length")


@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]e0", "]J1"])
@pytest.mark.parametrize("first", ["", GS])
def test_fnc1_in_first_place_may_be_sent_as_gs(aim: str, first: str) -> None:
    assert item(f"{first}{ITEM}10ABC", aim).lot == "ABC"


@pytest.mark.parametrize("aim", ["]L0", "]L2", "]C0", "]Q1", "]d1", "]z0"])
def test_a_symbol_without_fnc1_holds_no_fields(aim: str) -> None:
    assert read(f"{ITEM}10ABC", aim) == Unknown(f"{ITEM}10ABC")


@pytest.mark.parametrize(
    ("aim", "text", "gtin"),
    [
        ("]E3", "950110153000312", "09501101530003"),
        ("]E3", "950110153000312345", "09501101530003"),
        ("]E3", "03600029145212", "00036000291452"),
        ("]E3", "03600029145212345", "00036000291452"),
        ("]E4", "12345670", "00000012345670"),
        ("]E0", "9501101530003]E112", "09501101530003"),
        ("]E0", "0036000291452]E254495", "00036000291452"),
        ("]E4", "12345670]E112", "00000012345670"),
        ("]I0", "10614141000415", "10614141000415"),
        ("]I1", "10614141000415", "10614141000415"),
    ],
)
def test_a_plain_number_is_its_symbols(aim: str, text: str, gtin: str) -> None:
    """Check digits: 0360002914 5 -> 2, 1234567 -> 0, 1061414100041 -> 5 (weights 3 and 1 from the right)."""
    assert item(text, aim).gtin == gtin


@pytest.mark.parametrize(
    ("aim", "text"), [("]E3", "9501101530003"), ("]E1", "12"), ("]E2", "12345"), ("]E4", "1234567"),
                      ("]I0", "1061414100041"), ("]I1", "106141410004150")],
)  # fmt: skip
def test_a_part_of_a_plain_code_is_refused(aim: str, text: str) -> None:
    assert refusal(text, aim) == "gtin_length"


@pytest.mark.parametrize("aim", ["]Q1", "]d1", ""])
@pytest.mark.parametrize("scheme", ["https://id.gs1.org", "HTTPS://ID.GS1.ORG", "Http://example.com"])
def test_a_digital_link_is_known_by_its_path(aim: str, scheme: str) -> None:
    found = item(f"{scheme}/01/{GTIN}/10/ABC?17=271231", aim)
    assert (found.gtin, found.lot, found.expiry) == (GTIN, "ABC", date(2027, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        f"00{SSCC}",
        f"414{GTIN[1:]}",
        f"8003{GTIN}12345",
        "8004" + "9501ABC-7",
        "8018" + "950110153000000014",
        f"253{GTIN[1:]}X1",
    ],
)
@pytest.mark.parametrize("channel", [Separators.KEPT, Separators.UNKNOWN])
def test_a_pallet_a_place_an_asset_and_a_person_are_no_supply(text: str, channel: Separators) -> None:
    assert understand(text, "]C1", today=TODAY, separators=channel) == Unknown(text)


KEYS = {
    "00": 18,
    "253": 13,
    "255": 13,
    "402": 17,
    "414": 13,
    "8003": 14,
    "8006": 14,
    "8017": 18,
    "8018": 18,
    "8026": 14,
}


@pytest.mark.parametrize("ai", KEYS)
@settings(max_examples=20)
@given(st.from_regex("[1-9][0-9]{16}", fullmatch=True), st.integers(1, 9))
def test_one_wrong_digit_of_any_key_is_refused(ai: str, digits: str, wrong: int) -> None:
    """Every GS1 key is closed by the same check digit: weights 3 and 1 from the right (General Specifications 7.9)."""
    payload = digits[: KEYS[ai] - 1]
    if ai == "8003":
        payload = "0" + payload[1:]
    check = -sum(int(digit) * (1 if at % 2 else 3) for at, digit in enumerate(reversed(payload))) % 10
    rest = "0102" if ai in ("8006", "8026") else ""
    right, wronged = (f"{ai}{payload}{last}{rest}" for last in (check, (check + wrong) % 10))
    assert read(right) == Unknown(right)
    assert refusal(wronged) == "gs1_check_digit"
    assert not is_plausible(f"]C1{wronged}", "Code 128")


@pytest.mark.parametrize("text", ["", GS, GS + GS, " "])
@pytest.mark.parametrize("aim", ["", "]C1", "]d2"])
def test_a_symbol_of_nothing_is_no_scan(text: str, aim: str) -> None:
    assert refusal(text, aim) == "scan_empty"


@pytest.mark.parametrize("text", ["]E112", "9501101530003]E11", "9501101530003]E2123", "9501101530003]E112]E112"])
def test_an_add_on_alone_or_cut_short_is_no_item(text: str) -> None:
    assert refusal(text, "]E0") in ("scan_aim", "scan_characters")


def test_elsewhere_a_second_identifier_is_two_scans_run_together() -> None:
    assert refusal("9501101530003]E112", "]C0") == "scan_characters"
