"""From frames to scans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tracker.hardware.reading.frames import COOL_DOWN_MS, DOUBTFUL_FRAMES, FrameAgreement
from tracker.hardware.reading.ladder import FIRST_LOOK
from tracker.hardware.reading.reading import Reading


def _reading(
    text: str,
    symbology: str = "Code128",
    is_accepted: bool = True,
    *,
    is_proven: bool = True,
    look: str = FIRST_LOOK,
    left: float = 0.0,
) -> Reading:
    corners = np.array([[0, 0], [100, 0], [100, 40], [0, 40]], dtype=np.float64) + np.array([left, 0.0])
    return Reading(text, "", symbology, corners, is_accepted, "seen", is_proven and is_accepted, look)


def _told(frames: list[tuple[float, list[Reading]]]) -> list[tuple[float, str, bool]]:
    agreement = FrameAgreement()
    return [(at_ms, one.text, one.is_accepted) for at_ms, seen in frames for one in agreement.agreed(seen, at_ms)]


def test_a_linear_code_needs_two_frames_and_a_matrix_code_one() -> None:
    assert _told([(0, [_reading("A")]), (33, [_reading("A")])]) == [(33, "A", True)]
    assert _told([(0, [_reading("A", "DataMatrix")])]) == [(0, "A", True)]


def test_two_frames_too_far_apart_do_not_agree() -> None:
    assert _told([(0, [_reading("A")]), (800, [_reading("A")])]) == []


def test_a_code_in_view_is_told_once_and_again_only_after_it_was_gone() -> None:
    held = [(at_ms, [_reading("A")]) for at_ms in range(0, 6000, 33)]
    assert len(_told([(float(at), seen) for at, seen in held])) == 1
    back = 6000 + COOL_DOWN_MS + 100
    again = [(float(at), seen) for at, seen in held] + [(back, [_reading("A")]), (back + 33, [_reading("A")])]
    assert [at_ms for at_ms, _, _ in _told(again)] == [33, back + 33]


def test_two_codes_in_view_are_each_told_once() -> None:
    side = np.array([[300, 0], [400, 0], [400, 40], [300, 40]], dtype=np.float64)
    other = replace(_reading("B"), corners=side)
    frames = [(float(at_ms), [_reading("A"), other]) for at_ms in range(0, 3000, 33)]
    assert [text for _, text, _ in _told(frames)] == ["A", "B"]


def test_different_texts_in_one_place_within_the_window_are_not_believed() -> None:
    frames = [(0.0, [_reading("A")]), (33.0, [_reading("B")]), (66.0, [_reading("A")])]
    assert [(text, is_accepted) for _, text, is_accepted in _told(frames)] == [("A", False)]


def test_a_doubtful_code_is_told_once_when_it_stays_doubtful() -> None:
    frames = [(33.0 * place, [_reading("A", is_accepted=False)]) for place in range(30)]
    assert _told(frames) == [(33.0 * (DOUBTFUL_FRAMES - 1), "A", False)]


def test_frames_on_the_way_to_a_good_one_are_not_told_as_doubtful() -> None:
    frames = [(0.0, [_reading("A")]), (33.0, [_reading("A")])]
    frames += [(66.0 + 33 * place, [_reading("X", is_accepted=False)]) for place in range(10)]
    assert [text for _, text, _ in _told(frames)] == ["A"]


def test_what_no_bar_bore_out_needs_another_geometry_or_another_look() -> None:
    still = [(33.0 * place, [_reading("A", is_proven=False)]) for place in range(10)]
    assert _told(still) == []
    moved = [(0.0, [_reading("A", is_proven=False)]), (33.0, [_reading("A", is_proven=False, left=2.0)])]
    assert _told(moved) == [(33.0, "A", True)]
    dear = [(0.0, [_reading("A", is_proven=False)]), (33.0, [_reading("A", is_proven=False, look="level crop")])]
    assert _told(dear) == [(33.0, "A", True)]


def test_dear_looks_alone_and_itf_need_three_frames() -> None:
    dear = [(33.0 * place, [_reading("A", look="level crop")]) for place in range(3)]
    assert _told(dear) == [(66.0, "A", True)]
    itf = [(33.0 * place, [_reading("A", "ITF")]) for place in range(3)]
    assert _told(itf) == [(66.0, "A", True)]


def test_a_label_put_in_anothers_place_is_accepted_once_the_first_has_been_gone_for_a_second() -> None:
    frames = [(33.0 * place, [_reading("A" if place < 10 else "B")]) for place in range(60)]
    (first, a, _), (second, b, is_accepted) = _told(frames)
    assert (a, b, is_accepted) == ("A", "B", True)
    assert second - 9 * 33.0 > 1000.0 - 33.0 > first


def test_another_text_where_the_label_moved_to_is_not_believed() -> None:
    frames = [(33.0 * place, [_reading("BA"[place % 2], left=150.0 * (place % 2))]) for place in range(30)]
    assert not any(is_accepted for _, _, is_accepted in _told(frames))


def test_a_code_shown_again_after_another_in_its_place_is_another_scan() -> None:
    shown = [("A", 0), ("B", 1100), ("A", 2700)]
    frames = [(start + 33.0 * place, [_reading(text)]) for text, start in shown for place in range(5)]
    assert [text for _, text, _ in _told(frames)] == ["A", "B", "A"]
    at_once = [(start + 33.0 * place, [_reading("A")]) for start in (0, 1100) for place in range(5)]
    assert [text for _, text, _ in _told(at_once)] == ["A"]


def test_what_is_remembered_does_not_grow() -> None:
    agreement = FrameAgreement()
    for place in range(5000):
        agreement.agreed([_reading(f"{place}", "DataMatrix", left=10.0 * place)], 100.0 * place)
    assert len(agreement._last) < 30
    assert len(agreement._recent) < 30
