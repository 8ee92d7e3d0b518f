"""From frames to scans."""

from __future__ import annotations

import numpy as np

from tracker.hardware.reading.frames import COOL_DOWN_MS, DOUBTFUL_FRAMES, FrameAgreement
from tracker.hardware.reading.reading import Reading


def _reading(text: str, symbology: str = "Code128", is_accepted: bool = True) -> Reading:
    corners = np.array([[0, 0], [100, 0], [100, 40], [0, 40]], dtype=np.float64)
    return Reading(text, "", symbology, corners, is_accepted, "seen")


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
    other = Reading("B", "", "Code128", side, True, "seen")
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
