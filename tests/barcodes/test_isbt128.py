"""ISBT 128: donation numbers with their check, expiry days, and compound messages; tables of products stay theirs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import TODAY, outcome
from tracker.barcodes import isbt128
from tracker.barcodes.meaning import BloodCode, Meaning, Unknown
from tracker.barcodes.plausibility import is_plausible
from tracker.barcodes.understanding import understand
from tracker.barcodes.wording import as_lines, as_object
from tracker.errors import BarcodeError


def read(text: str, aim: str = "") -> BloodCode:
    found = understand(text, aim, today=TODAY)
    assert isinstance(found, BloodCode)
    return found


def refusal(text: str) -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(text, today=TODAY)
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize(("din", "check"), [("G123417654321", "A"), ("G123498654321", "H")])
def test_the_standards_own_check_characters(din: str, check: str) -> None:
    assert isbt128.check_character(din) == check
    assert read(f"={din}00").din_check == check


@pytest.mark.parametrize("aim", ["", "]C0", "]d1"])
def test_a_donation_number_is_thirteen_characters_and_two_flags(aim: str) -> None:
    assert read("=G12341765432100", aim).din == "G123417654321"


@pytest.mark.parametrize(("text", "is_right"), [("=G12341765432170", True), ("=G12349865432177", True),
                                                ("=G12341765432177", False), ("=G12341765423170", False)])  # fmt: skip
def test_flags_that_carry_the_check_value_are_compared(text: str, is_right: bool) -> None:
    if is_right:
        assert read(text).din == text[1:14]
    else:
        assert refusal(text) == "isbt_check"
    assert is_plausible(text, "Code 128") == is_right


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("=>026030", date(2026, 1, 30)),
        ("=>028366", date(2028, 12, 31)),
        ("&>0260301234", date(2026, 1, 30)),
        ("=>999365", date(1999, 12, 31)),
    ],
)
def test_an_expiry_is_a_day_of_the_year(text: str, day: date) -> None:
    assert read(text).expiry == day


def test_a_compound_message_falls_apart_into_its_structures() -> None:
    found = read("=+03000=G12341765432170=<E0382V00&>0260301234", "]d1")
    assert (found.din, found.product, found.expiry) == ("G123417654321", "E0382V00", date(2026, 1, 30))
    assert [identifier for identifier, _ in found.elements] == ["=", "=<", "&>"]


def test_two_symbols_read_as_one_are_both_read() -> None:
    found = read("=<E0382V00&>0260301234")
    assert (found.product, found.expiry) == ("E0382V00", date(2026, 1, 30))


def test_a_tissues_udi_has_device_serial_dates_and_lot() -> None:
    found = read("=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123")
    assert (found.device, found.serial, found.din) == ("A9999XYZ100T0944", "000025", "A999713123456")
    assert (found.expiry, found.produced) == (date(2014, 2, 1), date(2013, 2, 1))
    assert found.lot == "XYZ123"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=+05000=G12341765432170=<E0382V00&>0260301234=%5100", "announces 5 parts and holds 4."),
        ("=+01000=G12341765432170=<E0382V00", "announces 1 part and holds 2."),
        ("=+03000", "announces 3 parts and holds 0."),
    ],
)
def test_a_compound_message_that_holds_more_or_less_than_it_announces_says_so(text: str, told: str) -> None:
    with pytest.raises(BarcodeError) as refused:
        read(text, "]d1")
    assert refused.value.code == "isbt_syntax"
    assert refused.value.message == f"{text} {told}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=G1234176543210", "isbt_syntax"),
        ("=<E0382V", "isbt_syntax"),
        ("=+02000=G12341765432170", "isbt_syntax"),
        ("=+00000", "isbt_syntax"),
        ("=+00000=G12341765432170", "isbt_syntax"),
        ("=G12341765432170=", "isbt_syntax"),
        ("=>026366", "isbt_date"),
        ("=>026000", "isbt_date"),
        ("&>0260302460", "isbt_date"),
        ("=>02603A", "isbt_date"),
        ("=>026030=>026031", "isbt_conflict"),
        ("=>026030&>0260301200", "isbt_conflict"),
    ],
)
def test_what_is_cut_short_or_contradicts_itself_is_refused(text: str, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize("text", ["=", "==", "=A", "A=B", "&", "& Co", "=sum"])
def test_other_texts_are_nobodys(text: str) -> None:
    assert understand(text, today=TODAY) == Unknown(text)


@given(st.text("=<>&%*}/,1G0A+", max_size=40))
def test_any_text_of_its_signs_has_a_meaning_or_is_refused(text: str) -> None:
    assert isinstance(outcome(text), BarcodeError | Meaning)


def test_it_is_told_as_an_object_and_in_words() -> None:
    found = read("=G12341765432170")
    assert as_object(found) == {
        "kind": "blood",
        "din": "G123417654321",
        "din_check": "A",
        "elements": [{"ai": "=", "name": "Donation identification number", "value": "G12341765432170"}],
    }
    assert any("blood" in line for line in as_lines(found))


DINS = st.from_regex(r"[A-NP-Z1-9][0-9A-Z]{4}[0-9]{8}", fullmatch=True)


@given(DINS.filter(lambda din: din[0].isalpha()), st.sampled_from(["", "00", "0A"]), st.sampled_from(" -"))
def test_a_donation_number_typed_as_printed_is_the_scanned_one(din: str, flags: str, gap: str) -> None:
    parts = [din[:5], din[5:7], din[7:], *([flags] if flags else []), isbt128.check_character(din)]
    assert read(gap.join(parts)).din == read(f"={din}{flags or '00'}").din == din


@given(st.from_regex(r"[A-NP-Z][0-9]{12}", fullmatch=True), st.sampled_from(" -"), st.integers(1, 36))
def test_in_the_british_groups_the_check_character_tells_it_from_a_vendors_number(
    din: str, gap: str, wrong: int
) -> None:
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
    check = isbt128.check_character(din)
    typed = gap.join((din[:4], din[4:7], din[7:10], din[10:]))
    assert read(f"{typed}{gap}{check}").din == din
    assert understand(typed, today=TODAY) == Unknown(typed)
    other = f"{typed}{gap}{signs[(signs.index(check) + wrong) % 37]}"
    assert understand(other, today=TODAY) == Unknown(other)


def test_digits_in_the_same_groups_are_a_vendors_number() -> None:
    assert understand("10000-12-345678", today=TODAY).kind == "unknown"


@given(DINS, st.from_regex(r"[A-Z][0-9]{4}V[0-9]{2}", fullmatch=True), st.integers(1, 365))
def test_a_compound_message_is_read_as_it_was_put_together(din: str, product: str, day: int) -> None:
    parts = (("=", f"{din}00"), ("=<", product), ("=>", f"027{day:03}"))
    assert read("=+03000" + "".join(name + value for name, value in parts), "]d1").elements == parts


@given(st.text("=<>&%*}/,1G0A+ -;:?$#\"'()", max_size=30))
def test_typed_or_scanned_nothing_but_a_refusal_is_raised(text: str) -> None:
    assert isinstance(outcome(text), BarcodeError | Meaning)


LENGTHS = {
    "=%": 4, "&(": 5, "={": 18, "=\\": 18, "&\\": 18, "&{": 18, "=[": 18, '="': 18, "=)": 10, "&)": 10, "=;": 21,
    "='": 11, "=-": 10, "&-": 10, '&"': 18, "=$": 16, "=(": 16, "&+": 11, "&,2": 18, "&,3": 19, "&,4": 40, "&:": 19,
    "&/": 15,
}  # fmt: skip
"""Characters behind each identifier that is kept as it is, from the public readings of ST-001 that the code cites."""
CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@st.composite
def _kept(draw: st.DrawFn) -> tuple[str, str]:
    identifier = draw(st.sampled_from(sorted(LENGTHS)))
    return identifier, draw(st.text(CAPITALS, min_size=LENGTHS[identifier], max_size=LENGTHS[identifier]))


@given(DINS, _kept(), _kept())
def test_a_compound_message_falls_apart_whatever_it_holds(
    din: str, first: tuple[str, str], second: tuple[str, str]
) -> None:
    parts = (("=", f"{din}00"), first, ("=>", "027100"), second)
    assert read("=+04000" + "".join(name + value for name, value in parts), "]d1").elements == parts
    assert read("".join(name + value for name, value in parts[1:]), "]C0").elements == parts[1:]


@pytest.mark.parametrize(
    ("identifier", "value"), [("&$", "02" + "A" * 28), ("&$", "00"), ("&%", "001" + "1" * 10), ("=]", "202712")]
)
def test_a_structure_that_counts_its_groups_is_as_long_as_it_says(identifier: str, value: str) -> None:
    assert read(f"{identifier}{value}=>027100").elements == ((identifier, value), ("=>", "027100"))


@pytest.mark.parametrize(
    "text",
    [
        "=<E0382V=>027100",
        "=<E0382V00=>02710",
        "&-123=<E0382V00",
        "&$03AAAA=>027100",
        "&$02AAAA",
        "&%00111",
        "&$AB=>027100",
        "&%1A0",
    ],
)
def test_a_structure_cut_short_does_not_swallow_the_next(text: str) -> None:
    assert refusal(text) == "isbt_syntax"


@pytest.mark.parametrize("text", ["=#0119700102", "&#0108PAT00017", "=+02000=G12341765432100&#0108PAT00017"])
def test_a_code_that_names_a_patient_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BarcodeError) as caught:
        understand(text, today=TODAY)
    assert caught.value.code == "isbt_patient"
    assert "1970" not in str(caught.value) + caught.value.hint
    assert "PAT00017" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("text", ["=?123456", "=:123456", "&<123456", "&?123456", "&'123456", "&,5123456"])
def test_identifiers_that_the_standard_does_not_have_are_nobodys(text: str) -> None:
    assert understand(text, today=TODAY) == Unknown(text)


@pytest.mark.parametrize("text", ["=\\12", "=[bold]12345678901234", "=]20271", "A=\\123456789012345678"])
def test_brackets_and_backslashes_pass_within_whole_structures_only(text: str) -> None:
    assert refusal(text) == "scan_characters"
