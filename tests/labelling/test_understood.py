"""What a supply's label means to whoever scans it is what was asked for, or there is no label."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.errors import LabelError
from labels.loading import own_designs
from labels.resolution import Resolution
from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.labelling.making import Setting, drawn_label
from tracker.labelling.wanted import Wanted, Wants, dated

GTIN = "09520101000408"
EXPIRY = date(2027, 1, 1)
TODAY = date(2026, 11, 16)
SETTING = Setting(own_designs(), Resolution.DPI_300)


def lot(number: str) -> Wanted:
    return Wanted(Wants.LOT, f"lot {number}", {"name": "Flush", "gtin": GTIN, "lot": number, **dated(EXPIRY)})


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        ("X^]21Y", "^]"),
        ("AB[GS]17991231", "[GS]"),
        ("\\x1d21Z", "\\x1d"),
        ("A<GS>21B", "<GS>"),
        ("A<b>C", "<b>"),
        ("AB[1]", "["),
    ],
)
def test_a_lot_that_a_scan_would_give_as_another_has_no_label_and_the_sign_is_named(number: str, sign: str) -> None:
    with pytest.raises(LabelError) as refused:
        drawn_label(lot(number), SETTING)
    assert refused.value.code == "label_misread"
    assert f"the '{sign}' in it" in refused.value.hint


@given(st.text(st.sampled_from("ABx019/-_.^]<>[GS]\\d{}~"), min_size=1, max_size=12))
def test_what_is_printed_means_the_lot_that_was_asked(number: str) -> None:
    try:
        label = drawn_label(lot(number), SETTING)
    except LabelError:
        return
    for promise in label.promises:
        for aim in (promise.aim, ""):
            said = understand(promise.data, aim, today=TODAY)
            assert isinstance(said, ItemCode)
            assert (said.gtin, said.lot, said.expiry, said.serial) == (GTIN, number, EXPIRY, None)


def test_a_lot_longer_than_gs1_allows_is_refused_in_words() -> None:
    with pytest.raises(LabelError) as refused:
        drawn_label(lot("A" * 21), SETTING)
    assert refused.value.code == "label_element"
    assert "21 signs" in refused.value.message
    assert "at most 20" in refused.value.message
    assert drawn_label(lot("A" * 20), SETTING).promises


@pytest.mark.parametrize("number", ["EQ[1]", "EQ^]1", "EQ<GS>", "EQ{GS}4"])
def test_equipment_whose_number_no_scan_gives_back_has_no_label(number: str) -> None:
    wanted = Wanted(Wants.EQUIPMENT, "Scale", {"name": "Scale", "code": number, "site": "Clinic"})
    with pytest.raises(LabelError) as refused:
        drawn_label(wanted, SETTING)
    assert refused.value.code == "label_misread"
