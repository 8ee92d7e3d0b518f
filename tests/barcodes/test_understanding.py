"""Which grammar reads what; and whatever arrives, a meaning or a refusal, never another error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import GTIN, TODAY, Fields, outcome, packages, render
from tracker.aim import split_aim
from tracker.barcodes.meaning import ItemCode, Meaning, Standard, Unknown
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import GS

AIMS = ["", "]C1", "]d2", "]Q3", "]e0", "]J1", "]E0", "]E3", "]E4", "]I1", "]C0", "]d1", "]Q1", "]A0", "]", "x"]


def refusal(text: str, aim: str = "") -> str:
    with pytest.raises(BarcodeError) as caught:
        understand(text, aim, today=TODAY)
    assert caught.value.hint
    return caught.value.code


@given(st.text(max_size=4096), st.sampled_from(AIMS))
def test_any_text_has_a_meaning_or_is_refused(text: str, aim: str) -> None:
    _meaning_or_refusal(text, aim)


@given(st.text("01791032()<>GS{}[]^\\x1d\x1d\x1b+=/ABab-", max_size=140), st.sampled_from(AIMS))
def test_any_text_of_the_fields_own_signs_has_a_meaning_or_is_refused(text: str, aim: str) -> None:
    _meaning_or_refusal(text, aim)


@given(packages(), st.data(), st.sampled_from(AIMS))
def test_a_damaged_message_has_a_meaning_or_is_refused(fields: Fields, data: st.DataObject, aim: str) -> None:
    message = render(fields)
    at = data.draw(st.integers(0, len(message)))
    junk = data.draw(st.text("0123456789AZ\x1d(]", max_size=3))
    _meaning_or_refusal(message[:at] + junk + message[at + data.draw(st.integers(0, 3)) :], aim)


def _meaning_or_refusal(text: str, aim: str) -> None:
    read = outcome(text, aim)
    if isinstance(read, BarcodeError):
        assert read.code != BarcodeError.default_code
        assert read.message
        assert read.hint
    else:
        assert isinstance(read, Meaning)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "scan_empty"),
        ("   ", "scan_empty"),
        (GS, "scan_empty"),
        ("]", "scan_aim"),
        ("]C", "scan_aim"),
        ("]]]", "scan_aim"),
        ("]C1", "scan_empty"),
        ("]J1", "scan_empty"),
        ("A" * 129, "scan_too_long"),
        ("A" * 4096, "scan_too_long"),
        ("\x1b[2J", "scan_characters"),
        ("\\x1b[2J", "scan_characters"),
        ("AB\x00C", "scan_characters"),
        ("AB\x11C", "scan_characters"),
        ("AB\nC", "scan_characters"),
        ("AB\tC", "scan_characters"),
        ("AB\x7fC", "scan_characters"),
        ("º™ª", "scan_characters"),
        ("ABC\u202e", "scan_characters"),
        ("\ud800", "scan_characters"),
        ("[@click=app.quit]x[/]", "scan_characters"),
        ("[bold]ABC", "scan_characters"),
        ("<b>ABC", "scan_characters"),
        ("</script>", "scan_characters"),
    ],
    ids=repr,
)
def test_what_no_clinics_barcode_holds_is_refused_before_any_parser(text: str, code: str) -> None:
    assert refusal(text) == code


@pytest.mark.parametrize("aim", ["", "]C0", "]C1", "]d2", "]Q1", "]E0", "]I1"])
def test_control_characters_are_refused_in_every_symbol(aim: str) -> None:
    assert refusal(f"01{GTIN}\x1b10A", aim) == "scan_characters"


@pytest.mark.parametrize("aim", ["]c1", "]D2", "]q3"])
def test_caps_lock_is_told_by_the_identifier_before_a_lot_is_believed(aim: str) -> None:
    assert refusal(f"{aim}01{GTIN}10abc") == "scan_case"


@pytest.mark.parametrize(("aim", "text"), [("]e0", "5201815331227"), ("]E0", f"01{GTIN}")])
def test_caps_lock_on_a_databar_or_ean_is_noticed_by_its_length(aim: str, text: str) -> None:
    assert refusal(text, aim) in ("gs1_syntax", "gtin_length")


def test_an_identifier_is_cut_off_where_the_device_left_it_in() -> None:
    assert split_aim(f"]C101{GTIN}") == ("]C1", f"01{GTIN}")
    assert split_aim(f"01{GTIN}") == ("", f"01{GTIN}")
    assert split_aim("]") == ("", "]")
    assert understand(f"]C101{GTIN}", today=TODAY) == understand(f"01{GTIN}", "]C1", today=TODAY)


@pytest.mark.parametrize(
    "text", ["10ABC", "10-4471", "21-4471", "2104471", "30", "91XY", "240ABC", "00106141412345678908"]
)
def test_without_an_identifier_a_number_is_not_taken_for_a_lot(text: str) -> None:
    assert understand(text, today=TODAY) == Unknown(text)


def test_ten_digits_are_a_specimen_or_damage_and_never_a_serial() -> None:
    assert refusal("2100001234") == "house_check"


def test_without_an_identifier_an_item_with_its_gtin_is_gs1() -> None:
    read = understand(f"01{GTIN}1727123110ABC", today=TODAY)
    assert isinstance(read, ItemCode)
    assert (read.standard, read.gtin, read.lot) == (Standard.GS1, GTIN, "ABC")


def test_without_an_identifier_a_damaged_gtin_in_gs1_is_refused_and_never_bound() -> None:
    assert refusal("0109501101530004" + "17271231") == "gtin_check_digit"


@pytest.mark.parametrize("text", ["1727123110ABC", f"10ABC{GS}17271231", f"17271231{GS}21S1"])
def test_without_an_identifier_an_expiry_with_a_lot_or_serial_completes_a_package(text: str) -> None:
    read = understand(text, today=TODAY)
    assert isinstance(read, ItemCode)
    assert read.is_production_only


@pytest.mark.parametrize("text", ["10ABC17271231", "1125010517271231", "21S1172712" + "31"])
def test_without_an_identifier_a_date_alone_or_inside_a_lot_is_ambiguous(text: str) -> None:
    assert refusal(text) == "gs1_ambiguous"


def test_a_message_with_separators_and_no_legal_fields_is_damage() -> None:
    assert refusal(f"10ABC{GS}99{GS}17") in ("gs1_syntax", "gs1_length")


@pytest.mark.parametrize("text", ["MDS-1096B", "2/4-8/16-32", "165340", "Hello World", "A", "ABC  ", "REF|LOT|9"])
def test_an_unknown_text_is_kept_to_the_last_space(text: str) -> None:
    assert understand(text, today=TODAY) == Unknown(text)


def test_importing_the_package_does_not_load_the_gs1_tables() -> None:
    """biip takes 0.1 s to import; a clinic's first screen does not wait for it."""
    import subprocess
    import sys

    script = (
        "import sys, datetime; from tracker.barcodes.understanding import understand;"
        "understand('2600447102', today=datetime.date(2026, 1, 1)); sys.exit('biip' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
