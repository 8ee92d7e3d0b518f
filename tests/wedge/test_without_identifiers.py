"""A cheap scanner that types without AIM identifiers: its GS1 and HIBC codes come whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from tracker.barcodes import hibc, house
from tracker.barcodes.vouching import vouches
from tracker.hardware.keystrokes import key_of
from tracker.hardware.scan import Quality
from tracker.hardware.wedge import Caught, Wedge

_LOT = st.text("0123456789ABCDEF-", min_size=1, max_size=12)
_BODIES = st.text("0123456789", min_size=13, max_size=13)


def _message(body: str, day: str, lot: str, serial: str) -> str:
    return f"01{body}{ean.calc_check_digit(body)}17{day}10{lot}" + (f"\x1d21{serial}" if serial else "")


GS1 = st.builds(_message, _BODIES, st.sampled_from(["270930", "281231"]), _LOT, st.one_of(st.just(""), _LOT))
FNC1_FIRST = st.builds("{}{}".format, st.sampled_from(["\x1d", "<GS>", "^]"]), GS1)
"""Scanners that send the FNC1 in first position, too."""
ITEM_LAST = st.builds("10{}\x1d{}".format, _LOT, GS1)
"""What is lost at its beginning leaves a GS and a whole message of its own."""
_PRIMARY = st.from_regex(r"\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,12}[0-9]", fullmatch=True)
HIBC = _PRIMARY.map(lambda text: text + hibc.check_character(text)).filter(lambda text: text[-1] not in " ")
GAPS_S = st.sampled_from([0.001, 0.001, 0.001, 0.004, 0.02, 0.05, 0.12, 0.3, 0.9])


def typed(text: str, gaps_s: list[float]) -> list[Caught]:
    """The scans that come of these keys, with these gaps between them, again and again."""
    wedge, now_s = Wedge(vouches), 10.0
    heard = []
    for place, character in enumerate(text):
        now_s += gaps_s[place % len(gaps_s)]
        heard += wedge.pass_time(now_s) + wedge.press(key_of(character, now_s))
    heard += wedge.pass_time(float("inf"))
    return [each for each in heard if isinstance(each, Caught) and each.quality is Quality.READ]


@given(st.one_of(GS1, FNC1_FIRST, HIBC))
def test_without_stalls_it_is_read_exactly(message: str) -> None:
    assert [each.data for each in typed(message + "\r", [0.002])] in ([message], [])
    assert typed(message + "\r", [0.002]) or not vouches(message)


@settings(max_examples=400)
@given(st.one_of(GS1, FNC1_FIRST, ITEM_LAST, HIBC), st.lists(GAPS_S, min_size=1, max_size=40))
def test_whatever_stalls_it_comes_whole_or_not_at_all(message: str, gaps_s: list[float]) -> None:
    assert [each.data for each in typed(message + "\r", gaps_s)] in ([message], [])


@pytest.mark.parametrize(
    "message",
    [
        "010952010100040817270930102K417",
        "010952010100040817270930",
        "0109520101000408102K41721SER9",
        "+A123BJC5D6E71G",
        "(01)09520101000408(17)270930(10)2K417",
        "\x1d010952010100040817270930102K417",
        "<GS>0109520101000408102K417<GS>21SER9",
        "0109520101000408102K417~21SER9",
    ],
)
def test_a_wedge_without_identifiers_can_scan_packs(message: str) -> None:
    assert [each.data for each in typed(message + "\r", [0.002])] == [message]


@given(st.integers(1, house.LAST_SPECIMEN), st.integers(1, 6), st.sampled_from([1.1, 60.0]))
def test_the_rest_of_a_tube_s_code_is_no_item_however_long_it_stalled(number: int, cut: int, stall_s: float) -> None:
    code = house.specimen_code(number)
    gaps_s = [0.002] * len(code + "\r")
    gaps_s[cut] = stall_s
    assert typed(code + "\r", gaps_s) == []


def test_of_the_tubes_whose_rest_is_a_sound_ean_8_none_becomes_one() -> None:
    assert typed("2600447102\r", [0.002, 0.002, 1.1, *[0.002] * 8]) == []
    assert [each.data for each in typed("]E496385074\r", [0.002])] == ["96385074"]


_COUNTED = [
    house.holder_code,
    house.requisition_code,
    house.shipment_code,
    house.partner_code,
    house.purchase_order_code,
    house.stock_transfer_code,
]


@given(st.sampled_from(_COUNTED), st.integers(1, 999_999), st.integers(1, 6))
def test_the_rest_of_a_counted_code_of_ours_is_no_item(code: Callable[[int], str], number: int, cut: int) -> None:
    rest = code(number)[cut:]
    assert not vouches(rest) or house.has_house_shape(rest)  # which its own check digits refuse
