"""The two codes of one pack, read in one picture or in different frames."""

from __future__ import annotations

from datetime import date

import numpy as np

from tracker.barcodes.packs import TWO_PACKS, Place, arranged
from tracker.hardware.reading.formats import Code
from tracker.hardware.reading.in_view import UNCLEAR_MS, WAIT_MS, CodesInView
from tracker.hardware.reading.reading import Reading


def _seen(text: str, aim: str, symbology: str) -> Reading:
    corners = np.array([[0, 0], [100, 0], [100, 40], [0, 40]], dtype=np.float64)
    return Reading(text, aim, symbology, corners, True, "seen")


GS1 = _seen("010950110153000310LOT7", "]d2", "DataMatrix")
FIRST = _seen("0109501101530003", "]C1", "Code128")
PLAIN = _seen("9501101530003", "]E0", "EAN13")
LOT = _seen("1728123110LOT7", "]C1", "Code128")
OTHER = _seen("0104006381333931", "]C1", "Code128")
NAMES = {GS1.text: "GS1", FIRST.text: "FIRST", PLAIN.text: "PLAIN", LOT.text: "LOT", OTHER.text: "OTHER"}


def _today(codes: list[Code]) -> list[Place]:
    return arranged(codes, today=date(2026, 11, 25))


def _told(agreed: dict[int, list[Reading]], until_ms: int = 3000) -> list[tuple[int, str, bool]]:
    """Once agreed on, a code stays in view."""
    view, held, told = CodesInView(lambda codes: _today(list(codes))), [], []
    for at_ms in range(0, until_ms, 100):
        new = agreed.get(at_ms, [])
        held += new
        told += [(at_ms, NAMES[one.text], one.is_accepted) for one in view.told(held, new, float(at_ms))]
    return told


def test_a_gs1_code_is_told_at_once_and_a_plain_one_when_nothing_better_came() -> None:
    assert _told({0: [GS1]}) == [(0, "GS1", True)]
    assert _told({0: [PLAIN]}) == [(int(WAIT_MS), "PLAIN", True)]


def test_a_pack_whose_plain_code_was_read_first_counts_once() -> None:
    assert _told({0: [PLAIN], 300: [GS1]}) == [(300, "GS1", True)]


def test_a_pack_whose_plain_code_was_told_does_not_count_again() -> None:
    assert _told({0: [PLAIN], 1000: [GS1]}) == [(600, "PLAIN", True), (1000, "GS1", False)]


def test_a_lot_read_before_its_pack_is_told_behind_it() -> None:
    assert _told({0: [LOT], 300: [FIRST]}) == [(300, "FIRST", True), (300, "LOT", True)]
    assert [name for _, name, _ in _told({0: [LOT], 300: [PLAIN]})] == ["PLAIN", "LOT"]


def test_a_lot_between_two_packs_is_doubtful_with_the_reason() -> None:
    told = _told({0: [FIRST, OTHER, LOT]})
    assert told == [(0, "FIRST", True), (0, "OTHER", True), (int(UNCLEAR_MS), "LOT", False)]
    view = CodesInView(lambda codes: _today(list(codes)))
    view.told([], [FIRST, OTHER, LOT], 0.0)
    assert [one.evidence for one in view.rest()] == [f"seen; {TWO_PACKS}"]


def test_a_pack_that_follows_another_gets_its_own_lot() -> None:
    view = CodesInView(lambda codes: _today(list(codes)))
    assert [one.text for one in view.told([FIRST], [FIRST], 0.0)] == [FIRST.text]
    assert [one.text for one in view.told([OTHER], [OTHER], 400.0)] == [OTHER.text]
    assert view.told([OTHER, LOT], [LOT], 500.0) == []
    assert [one.text for one in view.told([OTHER, LOT], [], 800.0)] == [LOT.text]


def test_what_is_in_view_is_forgotten_when_it_is_gone() -> None:
    view = CodesInView(lambda codes: _today(list(codes)))
    for place in range(1000):
        view.told([], [_seen(f"{place}", "]C0", "Code128")], 100.0 * place)
    assert len(view._codes) < 20
