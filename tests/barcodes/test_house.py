"""House codes: what is printed is read back, and no single slip passes."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.barcodes.messages import outcome
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import (
    BadgeCode,
    CommandCode,
    HolderCode,
    ItemCode,
    LocationCode,
    OpenedCode,
    PartnerCode,
    PurchaseOrderCode,
    RequisitionCode,
    ShipmentCode,
    SpecimenCode,
    Standard,
    StockTransferCode,
    Unknown,
)
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError

TODAY = date(2026, 11, 22)
MAKERS: tuple[tuple[Callable[[int], str], int], ...] = (
    (house.specimen_code, 99_999_999),
    (house.item_code, 999_999),
    (house.location_code, 99_999),
    (house.badge_code, 99_999_999),
    (house.holder_code, 999_999_999),
    (house.requisition_code, 9_999_999_999),
    (house.shipment_code, 99_999_999_999),
    (house.partner_code, 999_999_999_999),
    (house.opened_code, 999_999_999_999_999),
)
SPOKEN = tuple(command for command in Command if command not in (Command.QUANTITY, Command.SPELL))
NOT_GS1 = ("", "]C0", "]A0", "]d1", "]Q1")


@st.composite
def house_codes(draw: st.DrawFn) -> str:
    """Any code that the clinic can print."""
    if draw(st.booleans()):
        command = draw(st.sampled_from(Command))
        if command is Command.SPELL:
            return house.spelling_code(draw(st.sampled_from(string.ascii_uppercase + string.digits)))
        quantity = draw(st.integers(1, 999)) if command is Command.QUANTITY else None
        return house.command_code(command, quantity)
    make, largest = draw(st.sampled_from(MAKERS))
    return make(draw(st.integers(1, largest)))


def test_the_specimens_of_the_design_are_valid() -> None:
    assert house.specimen_code(26004471) == "2600447102"
    assert house.parse("2600441282") == SpecimenCode("2600441282")


def test_each_kind_is_read_as_itself() -> None:
    item, place, badge = house.item_code(42), house.location_code(7), house.badge_code(1003)
    assert house.parse(item) == ItemCode(Standard.HOUSE, house_code=item)
    assert house.parse(place) == LocationCode(place)
    assert house.parse(badge) == BadgeCode(badge)
    assert [len(code) for code in (item, place, badge)] == [9, 8, 11]


@pytest.mark.parametrize(
    ("make", "kind", "length"),
    [
        (house.holder_code, HolderCode, 12),
        (house.requisition_code, RequisitionCode, 13),
        (house.shipment_code, ShipmentCode, 14),
        (house.partner_code, PartnerCode, 15),
        (house.purchase_order_code, PurchaseOrderCode, 16),
        (house.opened_code, OpenedCode, 18),
        (house.stock_transfer_code, StockTransferCode, 17),
    ],
)
def test_what_specimens_stand_and_travel_in_has_codes_of_its_own(
    make: Callable[[int], str], kind: type[HolderCode], length: int
) -> None:
    code = make(17)
    assert house.parse(code) == kind(code)
    assert len(code) == length


def test_every_letter_and_digit_can_be_spelt() -> None:
    for character in string.ascii_uppercase + string.digits:
        code = house.spelling_code(character)
        assert house.parse(code) == CommandCode(code, Command.SPELL, character=character)
    for wrong in ("a", "Ä", "٣", "-", "AB", ""):
        with pytest.raises(ValueError, match="spelling"):
            house.spelling_code(wrong)


@pytest.mark.parametrize("command", SPOKEN)
def test_every_command_has_a_barcode_of_its_own(command: Command) -> None:
    code = house.command_code(command)
    assert len(code) == 7
    assert house.parse(code) == CommandCode(code, command)


@given(st.integers(1, 999))
def test_a_quantity_barcode_says_its_number(quantity: int) -> None:
    code = house.command_code(Command.QUANTITY, quantity)
    assert house.parse(code) == CommandCode(code, Command.QUANTITY, quantity)


@given(st.data())
def test_what_is_made_is_parsed_to_the_same_number(data: st.DataObject) -> None:
    make, largest = data.draw(st.sampled_from(MAKERS))
    n = data.draw(st.integers(1, largest))
    code = make(n)
    understand(code, today=TODAY)
    assert int("".join(filter(str.isdigit, code))[:-2]) == n


@given(house_codes(), st.data())
def test_every_wrong_digit_is_caught(code: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([i for i, sign in enumerate(code) if sign.isdigit()]))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != code[at]))
    with pytest.raises(BarcodeError) as caught:
        house.parse(code[:at] + wrong + code[at + 1 :])
    assert caught.value.code == "house_check"


@given(house_codes(), st.data())
def test_every_exchange_of_neighbours_is_caught(code: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(code) - 2))
    exchanged = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if exchanged == code:
        return
    if house.has_house_shape(exchanged):
        with pytest.raises(BarcodeError):
            house.parse(exchanged)
    else:
        assert understand(exchanged, "]C0", today=TODAY) == Unknown(exchanged)


@given(house_codes(), st.sampled_from("ILBC"))
def test_a_wrong_kind_letter_is_never_another_kind(code: str, letter: str) -> None:
    if code[0].isdigit() or code[0] == letter:
        return
    assert not house.has_house_shape(letter + code[1:])


@given(house_codes(), st.sampled_from(NOT_GS1))
def test_no_house_code_is_ever_read_as_gs1(code: str, aim: str) -> None:
    meaning = understand(code, aim, today=TODAY)
    assert not isinstance(meaning, ItemCode) or meaning.standard is Standard.HOUSE
    assert not isinstance(meaning, Unknown)


@given(house_codes(), st.sampled_from(["]C1", "]d2", "]Q3", "]e0"]))
def test_a_lettered_house_code_in_a_gs1_symbol_is_damage(code: str, aim: str) -> None:
    if code[0].isdigit():
        return
    with pytest.raises(BarcodeError):
        understand(code, aim, today=TODAY)


@given(st.from_regex(r"[0-9]{10}|I[0-9]{8}|L[0-9]{7}|B[0-9]{10}|C[0-9]{6}", fullmatch=True), st.sampled_from(NOT_GS1))
def test_a_house_shape_is_one_of_ours_or_refused(text: str, aim: str) -> None:
    read = outcome(text, aim)
    if isinstance(read, BarcodeError):
        assert read.code in ("house_check", "house_command")
    else:
        assert not isinstance(read, Unknown)


@pytest.mark.parametrize("code", ["2600447102", house.item_code(1), house.badge_code(9)])
def test_98_and_01_are_not_two_check_digits_of_one_number(code: str) -> None:
    """MOD 97-10 sums agree for 01 and 98, 00 and 97: only the canonical pair is ours, so that parse∘render is exact."""
    for pair in range(100):
        if f"{pair:02d}" != code[-2:]:
            with pytest.raises(BarcodeError):
                house.parse(f"{code[:-2]}{pair:02d}")


def test_caps_lock_is_named() -> None:
    with pytest.raises(BarcodeError, match="lower case") as caught:
        understand(house.item_code(42).lower(), today=TODAY)
    assert caught.value.code == "house_case"
    assert "Caps Lock" in caught.value.hint


def test_a_command_number_without_a_meaning_is_refused() -> None:
    from stdnum.iso7064 import mod_97_10

    with pytest.raises(BarcodeError) as caught:
        understand("C0999" + mod_97_10.calc_check_digits("C0999"), today=TODAY)
    assert caught.value.code == "house_command"


@pytest.mark.parametrize("n", [0, -1, 100_000])
def test_a_counter_that_ran_out_makes_no_code(n: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        house.location_code(n)


@pytest.mark.parametrize(
    ("command", "quantity"), [(Command.QUANTITY, None), (Command.QUANTITY, 1000), (Command.YES, 2)]
)
def test_a_quantity_belongs_to_quantity_alone(command: Command, quantity: int | None) -> None:
    with pytest.raises(ValueError, match="quantity"):
        house.command_code(command, quantity)


@pytest.mark.parametrize("code", ["2600447102", house.item_code(1), house.badge_code(9)])
def test_one_of_ours_that_the_scanner_calls_gs1_is_refused_for_that_and_not_for_its_parentheses(code: str) -> None:
    with pytest.raises(BarcodeError) as refused:
        understand(code, "]C1", today=TODAY)
    assert refused.value.code == "house_as_gs1"
    assert "The scanner calls this GS1 (]C1)" in refused.value.message
    assert "parentheses" not in refused.value.hint
    assert "tracker scanner test" in refused.value.hint


@given(st.integers(1, house.LAST_SPECIMEN))
def test_a_tubes_number_typed_as_it_stands_on_its_label_is_that_tubes(n: int) -> None:
    code = house.specimen_code(n)
    assert house.parse(house.unparted(f"{code[:8]} {code[8:]}")) == house.parse(code)


@pytest.mark.parametrize("text", ["Exam 2", "2600000188", "26000001 8", "(10)12345678 12", "26000001  88", ""])
def test_any_other_text_that_is_typed_stays_as_it_is(text: str) -> None:
    assert house.unparted(text) == text
