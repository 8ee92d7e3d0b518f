"""Several codes in view: one pack counts once, with its lot, and no pack gets another's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.barcodes.hibc import check_character
from tracker.barcodes.packs import TWO_PACKS, Code, arranged
from tracker.barcodes.understanding import understand

TODAY = date(2026, 11, 25)
GS1: Code = ("010950110153000310LOT7", "]d2", "DataMatrix")
GTIN_ONLY: Code = ("0109501101530003", "]C1", "Code128")
PLAIN: Code = ("9501101530003", "]E0", "EAN13")
OTHER_PLAIN: Code = ("4006381333931", "]E0", "EAN13")
LOT_ONLY: Code = ("1728123110LOT7", "]C1", "Code128")
PRIMARY: Code = ("+A123BJC5D6E71G", "]C0", "Code128")
BADGE: Code = ("BADGE", "]C0", "Code128")


def checked(text: str) -> str:
    return text + check_character(text)


SECONDARY: Code = (checked("+$$3281231LOT7G"), "]C0", "Code128")
OTHER_PRIMARY: Code = (checked("+H12442511401"), "]C0", "Code128")


def told(*codes: Code) -> list[Code]:
    return [codes[number] for number, fate, _ in arranged(codes, today=TODAY) if fate in ("told", "may_wait")]


def test_a_plain_code_of_a_pack_whose_gs1_code_is_in_view_is_not_told() -> None:
    assert told(PLAIN, GS1) == [GS1]
    assert [why for _, fate, why in arranged([PLAIN, GS1], today=TODAY) if fate == "repeated"] == [
        "the same pack as the DataMatrix code beside it"
    ]


def test_gs1_and_hibc_come_before_plain() -> None:
    assert told(OTHER_PLAIN, GS1, PRIMARY) == [GS1, PRIMARY, OTHER_PLAIN]


def test_a_second_barcode_stands_directly_behind_its_first() -> None:
    assert told(LOT_ONLY, GTIN_ONLY) == [GTIN_ONLY, LOT_ONLY]
    assert told(LOT_ONLY, PLAIN) == [PLAIN, LOT_ONLY]
    assert told(SECONDARY, OTHER_PRIMARY, PRIMARY) == [OTHER_PRIMARY, PRIMARY, SECONDARY]


def test_a_plain_code_and_a_gs1_code_of_one_pack_are_one_pack_for_its_lot() -> None:
    assert told(LOT_ONLY, PLAIN, GTIN_ONLY) == [GTIN_ONLY, LOT_ONLY]


def test_a_lot_between_two_packs_is_nobodys() -> None:
    placed = arranged([GTIN_ONLY, LOT_ONLY, OTHER_PLAIN], today=TODAY)
    assert [(number, why) for number, fate, why in placed if fate == "doubtful"] == [(1, TWO_PACKS)]


def test_a_link_tells_two_hibc_packs_apart_and_a_gs1_lot_is_none_of_hibcs() -> None:
    assert all(fate != "doubtful" for _, fate, _ in arranged([PRIMARY, SECONDARY, OTHER_PRIMARY], today=TODAY))
    assert told(LOT_ONLY, PRIMARY, GTIN_ONLY) == [PRIMARY, GTIN_ONLY, LOT_ONLY]


def test_what_is_no_pack_keeps_its_place() -> None:
    assert told(OTHER_PLAIN, BADGE, GS1) == [GS1, BADGE, OTHER_PLAIN]


def test_one_code_printed_twice_is_told_once() -> None:
    assert told(GS1, GS1) == [GS1]


@pytest.mark.parametrize(("code", "fate"), [(GS1, "told"), (PLAIN, "may_wait"), (LOT_ONLY, "may_wait")])
def test_only_what_may_have_a_better_code_beside_it_is_waited_with(code: Code, fate: str) -> None:
    assert [found for _, found, _ in arranged([code], today=TODAY)] == [fate]


CODES = st.sampled_from([GS1, GTIN_ONLY, PLAIN, OTHER_PLAIN, LOT_ONLY, PRIMARY, SECONDARY, OTHER_PRIMARY, BADGE])
ANYTHING = st.tuples(st.text(max_size=20), st.sampled_from(["", "]C1", "]E0", "]d2"]), st.just("Code128"))


@given(st.lists(st.one_of(CODES, ANYTHING), max_size=8))
def test_no_code_is_lost_and_none_is_told_twice(codes: list[Code]) -> None:
    placed = arranged(codes, today=TODAY)
    assert sorted(number for number, _, _ in placed) == list(range(len(codes)))
    accepted = [codes[number] for number, fate, _ in placed if fate in ("told", "may_wait")]
    assert len(accepted) == len(set(accepted))


@given(st.lists(CODES, max_size=6))
def test_what_was_arranged_stays_as_it_is(codes: list[Code]) -> None:
    once = told(*codes)
    assert told(*once) == once


def test_the_examples_mean_what_they_are_called() -> None:
    for code in (GS1, GTIN_ONLY, PLAIN, LOT_ONLY, PRIMARY, SECONDARY, OTHER_PRIMARY):
        assert understand(code[0], code[1], today=TODAY).kind == "item"
