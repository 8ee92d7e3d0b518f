"""HIBC labels: what the standard's own examples say, every date form, and no text with a wrong check character."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import SIGNS, TODAY, outcome, render_hibc
from tracker.barcodes import hibc
from tracker.barcodes.meaning import ItemCode, Meaning, Standard, Unknown
from tracker.barcodes.plausibility import is_plausible
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError

PRIMARY = "+A123BJC5D6E71G"
SYMBOLS = ["", "]C0", "]A0", "]d1", "]Q1"]


def checked(body: str) -> str:
    """``body`` with its check character, by the rule as HIBCC words it: the sum of the values, modulo 43."""
    return body + SIGNS[sum(SIGNS.index(sign) for sign in body) % 43]


def read(text: str, aim: str = "") -> ItemCode:
    found = understand(text, aim, today=TODAY)
    assert isinstance(found, ItemCode)
    assert found.standard is Standard.HIBC
    return found


def refusal(text: str) -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(text, today=TODAY)
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("aim", SYMBOLS)
def test_the_standards_own_primary_names_labeler_product_and_package(aim: str) -> None:
    found = read(PRIMARY, aim)
    assert found.hibc == PRIMARY
    assert found.elements == (("LIC", "A123"), ("PCN", "BJC5D6E7"), ("U", "1"))
    assert not found.is_production_only


@pytest.mark.parametrize("aim", SYMBOLS)
def test_a_combined_label_names_the_product_and_the_pack(aim: str) -> None:
    found = read("+A99912345/$$52001510X3/16D20111212/S77DE1G45-", aim)
    assert found.hibc == checked("+A99912345")
    assert (found.lot, found.serial) == ("10X3", "77DE1G45")
    assert (found.expiry, found.produced) == (date(2020, 1, 15), date(2011, 12, 12))


def test_a_combined_label_with_the_old_date_form() -> None:
    found = read("+H124425114008161/2203162599746A14.")
    assert found.hibc == checked("+H124425114008161")
    assert (found.lot, found.expiry) == ("62599746A14", date(2022, 1, 31))


@pytest.mark.parametrize(
    ("reference", "lot", "serial", "expiry", "count"),
    [
        ("22031LOT7", "LOT7", None, date(2022, 1, 31), None),
        ("$LOT7", "LOT7", None, None, None),
        ("$+SN7", None, "SN7", None, None),
        ("$$0927LOT7", "LOT7", None, date(2027, 9, 30), None),
        ("$$1228LOT7", "LOT7", None, date(2028, 12, 31), None),
        ("$$0228LOT7", "LOT7", None, date(2028, 2, 29), None),
        ("$$2093027LOT7", "LOT7", None, date(2027, 9, 30), None),
        ("$$3270930LOT7", "LOT7", None, date(2027, 9, 30), None),
        ("$$427093023LOT7", "LOT7", None, date(2027, 9, 30), None),
        ("$$527060LOT7", "LOT7", None, date(2027, 3, 1), None),
        ("$$528060LOT7", "LOT7", None, date(2028, 2, 29), None),
        ("$$62706009LOT7", "LOT7", None, date(2027, 3, 1), None),
        ("$$7LOT7", "LOT7", None, None, None),
        ("$$3270930", None, None, date(2027, 9, 30), None),
        ("$$8120927LOT7", "LOT7", None, date(2027, 9, 30), 12),
        ("$$9004003270930LOT7", "LOT7", None, date(2027, 9, 30), 400),
        ("$$8057LOT7", "LOT7", None, None, 5),
        ("$$+3270930SN7", None, "SN7", date(2027, 9, 30), None),
        ("$$+7SN7", None, "SN7", None, None),
        ("$$3270930LOT7/S77", "LOT7", "77", date(2027, 9, 30), None),
        ("$LOT7/14D20270930", "LOT7", None, date(2027, 9, 30), None),
        ("$LOT7/S77/Q25", "LOT7", "77", None, 25),
    ],
)
def test_every_form_of_the_packs_data_alone_and_behind_its_primary(
    reference: str, lot: str | None, serial: str | None, expiry: date | None, count: int | None
) -> None:
    alone = read(checked(f"+{reference}G"))
    behind = read(checked(f"+A123BJC5D6E71/{reference}"))
    for found in (alone, behind):
        assert (found.lot, found.serial, found.expiry, found.count) == (lot, serial, expiry, count)
    assert alone.is_production_only
    assert alone.link == "G"
    assert not behind.is_production_only
    assert behind.hibc == PRIMARY


@pytest.mark.parametrize("sign", SIGNS)
def test_the_check_character_may_be_any_of_the_43(sign: str) -> None:
    body = _ending_in(sign, "+A123X{}1")
    assert read(body + sign).hibc == body + sign
    assert read(f"*{body}{sign}*").hibc == body + sign
    combined = _ending_in(sign, "+A123BJC5D6E71/$L{}")
    assert read(combined + sign).lot == combined.partition("$")[2]
    assert refusal(combined + SIGNS[(SIGNS.index(sign) + 1) % 43]) == "hibc_check"


def _ending_in(sign: str, form: str) -> str:
    """Some number always makes the check character ``sign``."""
    return next(body for n in range(100_000) if checked(body := form.format(n))[-1] == sign)


@pytest.mark.parametrize("link", SIGNS)
@given(st.sampled_from(["$LOT7", "$+SN7", "$$3270930LOT7", "$$812527273LOT7/S77", "27273LOT7/Q5", "$LOT7/14D20270930"]))
def test_the_link_may_be_any_of_the_43(link: str, data: str) -> None:
    alone, behind = read(checked(f"+{data}{link}")), read(checked(f"+A123BJC5D6E71/{data}"))
    assert alone.link == link
    assert alone.elements[:-1] == behind.elements[3:]
    assert behind.is_of_another_pack(alone) == (link != "G")


@given(st.text(SIGNS, max_size=24), st.sampled_from(["A123BJC5D6E71/", "A123BJC5D6E71/$", "$", "$$", "$$+3270930", ""]))
def test_what_is_read_makes_the_same_label_again(text: str, begun: str) -> None:
    found = outcome(checked(f"+{begun}{text}"))
    if isinstance(found, ItemCode) and found.standard is Standard.HIBC:
        assert read(render_hibc(found.elements)) == found


def test_a_space_at_the_end_is_printed_as_an_underscore() -> None:
    body = next(body for n in range(100_000) if checked(body := f"+A123X{n}1")[-1] == " ")
    assert read(f"{body}_") == read(f"{body} ") == read(f"*{body}_*")


def test_the_asterisks_printed_around_code_39_are_no_part_of_it() -> None:
    assert read(f"*{PRIMARY}*") == read(PRIMARY)


@given(st.integers(1, len(PRIMARY) - 1), st.sampled_from(SIGNS))
def test_one_wrong_character_is_always_found(at: int, sign: str) -> None:
    damaged = PRIMARY[:at] + sign + PRIMARY[at + 1 :]
    if damaged != PRIMARY and hibc.has_shape(damaged):
        assert refusal(damaged) == "hibc_check"
        assert not is_plausible(damaged, "Code 39")


def test_a_right_one_is_no_misread() -> None:
    assert is_plausible(PRIMARY, "Code 128")
    assert is_plausible(checked("+$$3270930LOT7G"), "DataMatrix")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("+A123BJC5D6E71/$$3271331LOT", "hibc_date"),
        ("+A123BJC5D6E71/$$3270230LOT", "hibc_date"),
        ("+A123BJC5D6E71/$$1327LOT", "hibc_date"),
        ("+A123BJC5D6E71/$$527366LOT", "hibc_date"),
        ("+A123BJC5D6E71/$$527000LOT", "hibc_date"),
        ("+A123BJC5D6E71/$$427093024LOT", "hibc_date"),
        ("+A123BJC5D6E71/$LOT/14D20270931", "hibc_date"),
        ("+A123BJC5D6E71/$$3570930LOT", "gs1_expiry_far"),
        ("+A123BJC5D6E71/$$3270930LOT/14D20271001", "hibc_conflict"),
        ("+A123BJC5D6E71/$+SN1/SSN2", "hibc_conflict"),
        ("+A123BJC5D6E71/$$8120927LOT/Q25", "hibc_conflict"),
        ("+A123BJC5D6E71/$$8003270930LOT", "hibc_quantity"),
        ("+A123BJC5D6E71/$LOT/Q0", "hibc_quantity"),
        ("+A123BJC5D6E71/$$LOT", "hibc_syntax"),
        ("+A123BJC5D6E71/$$812999LOT", "hibc_syntax"),
        ("+A123BJC5D6E71/LOT", "hibc_syntax"),
        ("+A123BJC5D6E71/", "hibc_syntax"),
        ("+A123BJC5D6E7X", "hibc_syntax"),
        (f"+A123{'X' * 19}1", "hibc_syntax"),
        (f"+A123BJC5D6E71/${'X' * 19}", "hibc_syntax"),
        ("+$$7G", "hibc_syntax"),
    ],
)
def test_what_is_no_label_is_refused_in_its_own_words(body: str, code: str) -> None:
    assert refusal(checked(body)) == code


def test_caps_lock_is_told_and_not_read() -> None:
    assert refusal("+a123bjc5d6e71g") == "scan_case"


@pytest.mark.parametrize("text", ["+", "+A", "+A123", "A123BJC5D6E71G", "+ 49 30", "+1-555"])
def test_other_texts_with_a_plus_are_nobodys(text: str) -> None:
    assert understand(text, today=TODAY) == Unknown(text)


def test_a_gs1_symbol_holds_no_hibc() -> None:
    with pytest.raises(BarcodeError):
        understand(PRIMARY, "]C1", today=TODAY)


NAMES = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=18)
DAYS = st.dates(TODAY - timedelta(days=3000), TODAY + timedelta(days=3000))


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _written(form: str, day: date) -> str:
    formats = {"M": "%m%y", "2": "2%m%d%y", "3": "3%y%m%d", "4": "4%y%m%d11", "5": "5%y%j", "6": "6%y%j23"}
    return day.strftime(formats[form])


@given(NAMES, st.sampled_from("0123456789"), NAMES, DAYS, st.sampled_from("M23456"), st.none() | st.integers(1, 99999))
def test_what_is_rendered_is_read(product: str, unit: str, lot: str, day: date, form: str, count: int | None) -> None:
    head = f"+B7C2{product}{unit}"
    quantity = "" if count is None else f"8{count:02d}" if count < 100 else f"9{count:05d}"
    data = f"$${quantity}{_written(form, day)}{lot}"
    expected = (lot, _month_end(day) if form == "M" else day, count)
    combined = read(checked(f"{head}/{data}"))
    alone = read(checked(f"+{data}{checked(head)[-1]}"))
    primary = read(checked(head))
    assert (combined.lot, combined.expiry, combined.count) == expected
    assert (alone.lot, alone.expiry, alone.count) == expected
    assert combined.hibc == primary.hibc == checked(head)
    assert not primary.is_of_another_pack(alone)


@given(NAMES, NAMES)
def test_a_link_to_another_primary_is_seen(product: str, other: str) -> None:
    mine, others = read(checked(f"+B7C2{product}1")), checked(f"+B7C2{other}1")
    assert mine.is_of_another_pack(read(checked(f"+$LOT7{others[-1]}"))) == (
        mine.hibc is not None and mine.hibc[-1] != others[-1]
    )


@given(st.text(SIGNS, max_size=60))
def test_any_text_of_the_43_signs_has_a_meaning_or_is_refused(text: str) -> None:
    body = "+" + text
    for each in (body, checked(body)):
        read_or_refused = outcome(each)
        assert isinstance(read_or_refused, BarcodeError | Meaning)
