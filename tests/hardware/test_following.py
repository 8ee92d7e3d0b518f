"""From frame to frame: the region first, and whatever a driver may hand over."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from tests.hardware.drawing import paper, symbol
from tracker.barcodes.packs import arranged_now
from tracker.barcodes.plausibility import is_plausible
from tracker.hardware.reading.following import WHOLE_EVERY, FrameReader
from tracker.hardware.reading.frames import FrameAgreement
from tracker.hardware.reading.in_view import CodesInView
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.pictures import as_grey
from tracker.hardware.reading.reading import Grey

CODE_128 = zxingcpp.BarcodeFormat.Code128
ONE = paper(symbol("2600447102", CODE_128), width_px=1280, height_px=720)
TWO = paper(symbol("2600447102", CODE_128), symbol("I00042379", CODE_128), width_px=1280, height_px=720)


def _texts(reader: FrameReader, frame: Grey) -> list[str]:
    return [one.text for one in reader.read(frame) if one.is_accepted]


def _screen_full() -> Grey:
    """Forty numbers in five columns."""
    sheet = np.full((1080, 1920), 255, dtype=np.uint8)
    for number in range(40):
        drawn = symbol(f"SHELF{number:03d}", CODE_128, scale=2)[:60]
        top, left = 20 + 130 * (number // 5), 10 + 380 * (number % 5)
        sheet[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return sheet


def test_a_code_is_followed_where_it_moves() -> None:
    reader = FrameReader(PictureReader())
    for by_px in range(0, 300, 20):
        (one,) = reader.read(np.roll(ONE, (by_px, 2 * by_px), axis=(0, 1)))
        assert one.text == "2600447102"
        assert abs(float(one.corners[:, 0].min()) - 2 * by_px - 40) < 60


def test_a_second_code_that_comes_into_view_is_seen_within_a_few_frames() -> None:
    reader = FrameReader(PictureReader())
    assert _texts(reader, ONE) == ["2600447102"]
    seen = {text for _ in range(WHOLE_EVERY) for text in _texts(reader, TWO)}
    assert seen == {"2600447102", "I00042379"}
    assert _texts(reader, TWO) == ["2600447102", "I00042379"]


def test_a_code_that_jumps_or_a_frame_that_shrinks_costs_no_frame() -> None:
    reader = FrameReader(PictureReader())
    for frame in (ONE, np.roll(ONE, (500, 700), axis=(0, 1)), ONE[:400, :700], ONE, ONE[:0], np.rot90(ONE)):
        assert _texts(reader, np.ascontiguousarray(frame)) == (["2600447102"] if frame.size else [])


def test_a_screen_full_of_codes_is_read_without_a_wrong_or_a_second_one() -> None:
    reader, agreement, view = (
        FrameReader(PictureReader(is_plausible=is_plausible)),
        FrameAgreement(),
        CodesInView(arranged_now),
    )
    noise, screen = np.random.default_rng(4), _screen_full()
    told = []
    for place in range(5):
        frame = np.clip(screen + noise.normal(0, 3, screen.shape), 0, 255).astype(np.uint8)
        seen = reader.read(frame)
        told += view.told(seen, agreement.agreed(seen, 33.0 * place), 33.0 * place)
    accepted = [one.text for one in told if one.is_accepted]
    assert len(accepted) == len(set(accepted))
    assert set(accepted) <= {f"SHELF{number:03d}" for number in range(40)}
    assert len(accepted) >= 30


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_an_even_frame_has_no_code(shade: int) -> None:
    reader = FrameReader(PictureReader())
    assert [reader.read(np.full((720, 1280), shade, dtype=np.uint8)) for _ in range(3)] == [[]] * 3


def test_grey_colour_alpha_and_sixteen_bits_are_read_alike() -> None:
    bgr = cv2.cvtColor(ONE, cv2.COLOR_GRAY2BGR)
    deep = ONE.astype(np.uint16) * 16
    for frame in (ONE, bgr, cv2.cvtColor(ONE, cv2.COLOR_GRAY2BGRA), ONE[..., None], deep, bgr.astype(np.uint16) * 16):
        assert _texts(FrameReader(PictureReader()), as_grey(frame)) == ["2600447102"]
    for nothing in (np.empty((0, 0), np.uint8), np.empty((0, 640, 3), np.uint8), np.zeros(5, np.uint8)):
        assert as_grey(nothing).size == 0
