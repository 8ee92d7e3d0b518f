"""What a camera's view says of a code that is not read: one true word, and none where all is well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from tests.hardware.drawing import film, symbol
from tests.hardware.scenes import blurred, lamp, linear, matrix, round_a_tube, scene, smeared, taken
from tests.hardware.streams import Stream
from tests.hardware.test_serial import Reading as Listening
from tests.waiting import until
from tracker.hardware.reading.hints import LEAST_SHOWN_S, WITHOUT_READ_S, Advice, Hint, hindrance
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.measuring import measured, sought
from tracker.hardware.reading.reading import Corners, Grey, Reading
from tracker.hardware.reading.view import LEVELS, Seen, fitting, viewed
from tracker.hardware.sources.lookout import ASKED_WITHIN_S, EVERY_S, OLD_S, Lookout
from tracker.hardware.sources.opening import open_source
from tracker.hardware.sources.source import Watching

KIND = zxingcpp.BarcodeFormat
READER = PictureReader()


def read(frame: Grey) -> list[Reading]:
    return READER.read(frame)


def said(frame: Grey, before: Corners | None = None) -> Hint | None:
    """What is said of a frame that was not read."""
    assert not any(reading.is_accepted for reading in read(frame)), "it was read: nothing needs to be said"
    return hindrance(frame, read(frame), sought(frame), before)


def test_bars_too_fine_for_the_sensor_are_to_come_closer() -> None:
    assert said(taken(scene(linear(0.7)))) is Hint.CLOSER
    assert said(taken(scene(matrix(1.2)))) is Hint.CLOSER


def test_a_code_cut_by_the_edge_is_to_go_further() -> None:
    assert said(taken(scene(linear(6), left=-90))) is Hint.FURTHER
    assert said(taken(scene(matrix(12), left=-90))) is Hint.FURTHER


def test_a_large_code_out_of_focus_is_to_go_further() -> None:
    assert said(taken(blurred(scene(linear(6)), 7))) is Hint.FURTHER
    assert said(taken(blurred(scene(matrix(12)), 12))) is Hint.FURTHER


def test_what_moves_is_to_be_held_still_and_what_does_not_move_is_not() -> None:
    before = taken(smeared(scene(linear(6), left=300), 24))
    now = taken(smeared(scene(linear(6), left=420), 24))
    (there,), (here,) = sought(before)[:1], sought(now)[:1]
    assert said(now, there) is Hint.HOLD_STILL
    assert said(now, here) is not Hint.HOLD_STILL


def test_a_lamp_in_the_code_is_glare_and_white_paper_is_not() -> None:
    frame = taken(scene(matrix(12), left=500))
    assert said(lamp(frame, 608, 348, 70)) is Hint.LESS_GLARE
    bright = scene(linear(6), ground=255)
    assert hindrance(bright, [], sought(bright)) is None


def test_a_lamp_that_hides_a_part_of_the_bars_is_glare() -> None:
    for radius_px in (70, 120, 200):
        frame = lamp(taken(scene(linear(4))), 520, 330, radius_px)
        assert hindrance(frame, [], sought(frame)) is Hint.LESS_GLARE


@pytest.mark.parametrize("module_px", [2, 2.5, 3])
@pytest.mark.parametrize("sigma_px", [6, 9])
def test_a_small_code_out_of_focus_is_not_to_come_closer(module_px: float, sigma_px: float) -> None:
    frame = taken(blurred(scene(linear(module_px)), sigma_px))
    assert said(frame) in (Hint.NOT_SHARP, Hint.FURTHER)


def test_a_label_rolled_round_a_tube_is_to_be_turned() -> None:
    assert said(taken(scene(round_a_tube(linear(5))))) is Hint.TURN


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("036000291452", KIND.UPCA),
        ("4006381333931", KIND.EAN13),
        ("T0001-77", KIND.Code39),
        ("ABCdef-1234", KIND.Code128),
    ],
)
def test_a_flat_label_of_any_symbology_is_not(text: str, kind: zxingcpp.BarcodeFormat) -> None:
    frame = taken(scene(symbol(text, kind, 4)))
    assert hindrance(frame, [], sought(frame)) is None


@pytest.mark.parametrize("light", [0.0, 0.05, 0.15])
def test_a_dark_picture_wants_light(light: float) -> None:
    frame = taken(scene(linear(4)), light)
    assert hindrance(frame, [], sought(frame)) is Hint.MORE_LIGHT


def test_where_nothing_looks_like_a_code_that_is_said() -> None:
    assert said(taken(np.full((720, 1280), 120, dtype=np.uint8))) is Hint.NO_CODE


@pytest.mark.parametrize("module_px", [3, 4, 6])
def test_a_clean_flat_code_that_is_large_enough_has_nothing_against_it(module_px: float) -> None:
    frame = taken(scene(linear(module_px)))
    assert hindrance(frame, [], sought(frame)) is None


def test_several_codes_none_of_them_sure_are_to_be_shown_one_at_a_time() -> None:
    frame = taken(scene(linear(4)))
    corner = np.array([[0, 0], [200, 0], [200, 80], [0, 80]], dtype=np.float64)
    doubtful = [Reading("A", "]C0", "Code128", corner + at, False, "one engine only") for at in (100, 400)]
    assert hindrance(frame, doubtful, []) is Hint.ONE_AT_A_TIME


@pytest.mark.parametrize("module_px", [2.0, 3.0, 4.5, 6.0])
def test_the_width_of_the_narrow_bars_is_measured(module_px: float) -> None:
    frame = taken(scene(linear(module_px)))
    assert measured(frame, sought(frame)[0]).module_px == pytest.approx(module_px, rel=0.12)


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_nothing_is_said_before_a_code_had_its_chance_and_nothing_once_it_is_read() -> None:
    advice = Advice(read_s=0.0)
    assert not advice.is_due(WITHOUT_READ_S - 0.1)
    assert advice.is_due(WITHOUT_READ_S)
    advice.after(Hint.CLOSER, 1.5)
    assert advice.after(Hint.CLOSER, 1.6) is Hint.CLOSER
    advice.accepted(1.7)
    assert not advice.is_due(3.0)


@given(st.lists(st.sampled_from([None, *Hint]), min_size=1, max_size=60))
def test_a_hint_that_is_shown_stays_long_enough_to_be_read(found: list[Hint | None]) -> None:
    advice, shown, since_s = Advice(read_s=0.0), None, 0.0
    for number, each in enumerate(found):
        at_s = 2.0 + number * EVERY_S
        now = advice.after(each, at_s)
        if now != shown:
            assert shown is None or at_s - since_s >= LEAST_SHOWN_S
            shown, since_s = now, at_s


def test_nothing_is_made_while_nobody_looks_and_eight_a_second_at_most() -> None:
    clock = Clock()
    lookout, frame = Lookout(clock), taken(scene(linear(4)))
    lookout.saw(frame, [])
    assert lookout.view() is None
    made = set()
    for _ in range(60):  # two seconds of a camera with 30 frames a second
        clock.now_s += 1 / 30
        lookout.saw(frame, [])
        view = lookout.view()
        assert view is not None
        made.add(view.frame)
    assert 12 <= len(made) <= 17
    clock.now_s += ASKED_WITHIN_S + 0.1
    lookout.saw(frame, [])
    assert lookout.view() is None, "nobody had asked, so that the newest is an old one"


def test_a_view_of_what_is_no_longer_there_is_not_shown() -> None:
    clock = Clock()
    lookout, frame = Lookout(clock), taken(scene(linear(4)))
    lookout.view()
    lookout.saw(frame, [])
    assert lookout.view() is not None
    clock.now_s += OLD_S + 0.1
    assert lookout.view() is None


def test_a_hint_comes_after_a_while_and_goes_when_the_code_is_read() -> None:
    clock = Clock()
    lookout = Lookout(clock)
    far, near = taken(scene(linear(0.9))), taken(scene(linear(4)))
    hints = list(_hints(lookout, clock, far, [], 2.5))
    assert set(hints[: round(WITHOUT_READ_S / EVERY_S) - 1]) == {None}
    assert hints[-1] is Hint.CLOSER
    accepted = read(near)
    assert [reading.is_accepted for reading in accepted] == [True]
    assert set(_hints(lookout, clock, near, accepted, 0.5)) == {None}
    assert set(_hints(lookout, clock, far, [], WITHOUT_READ_S - 0.3)) == {None}


def _hints(lookout: Lookout, clock: Clock, frame: Grey, readings: list[Reading], for_s: float) -> Iterator[Hint | None]:
    for _ in range(round(for_s / EVERY_S)):
        clock.now_s += EVERY_S
        lookout.view()
        lookout.saw(frame, readings)
        view = lookout.view()
        assert view is not None
        yield view.hint


def test_a_view_keeps_the_cameras_shape_and_marks_the_code_where_it_lies() -> None:
    frame = taken(scene(linear(5)))
    view = viewed(frame, read(frame), [], None, 1, 0.0).fitted(60, 15)
    assert view.grey.shape == (30, 53)
    assert view.grey.max() < LEVELS
    (mark,) = view.marks
    assert mark.seen is Seen.ACCEPTED
    xs, ys = zip(*mark.corners, strict=True)
    where = read(frame)[0].corners * (53 / 1280)
    assert (min(xs), max(xs)) == pytest.approx((where[:, 0].min(), where[:, 0].max()), abs=0.6)
    assert (min(ys), max(ys)) == pytest.approx((where[:, 1].min(), where[:, 1].max()), abs=0.6)


@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(1, 300), st.integers(1, 100))
def test_a_fitted_picture_never_exceeds_its_box(width_px: int, height_px: int, columns: int, rows: int) -> None:
    made_columns, made_rows = fitting(width_px, height_px, columns, rows)
    assert 1 <= made_columns <= columns
    assert 1 <= made_rows <= rows


@pytest.mark.parametrize("shape", [(1, 1), (2, 5), (7, 3000), (720, 1280)])
@pytest.mark.parametrize("level", [0, 255])
def test_empty_and_odd_frames_have_views_too(shape: tuple[int, int], level: int) -> None:
    frame = np.full(shape, level, dtype=np.uint8)
    clock = Clock()
    lookout = Lookout(clock)
    lookout.view()
    for _ in range(20):
        clock.now_s += EVERY_S
        lookout.saw(frame, [])
        assert lookout.view() is not None


def seen_by(source: Watching) -> set[Seen]:
    view = source.view()
    return {mark.seen for mark in view.marks} if view is not None else set()


def test_a_camera_on_the_network_shows_what_it_sees() -> None:
    stream = Stream()
    stream.picture = scene(linear(4))
    listening = Listening(open_source(stream.url))
    source = listening.source
    try:
        assert isinstance(source, Watching)
        until(lambda: Seen.ACCEPTED in seen_by(source))
    finally:
        source.close()
        assert listening.ended()
        stream.close()


def test_a_film_shown_at_its_own_pace_shows_what_it_sees(tmp_path: Path) -> None:
    path = film(tmp_path / "a.avi", [scene(linear(4))], frames_each=90)
    listening = Listening(open_source(f"video:{path}"))
    source = listening.source
    assert isinstance(source, Watching)
    until(lambda: Seen.ACCEPTED in seen_by(source))
    source.close()
    assert listening.ended()
