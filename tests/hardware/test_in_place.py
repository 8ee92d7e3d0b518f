"""One pack before the camera is one scan, also where the camera loses its focus: it counts again once it was gone."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from tests.hardware.drawing import symbol
from tests.hardware.scenes import CODE_128, blurred, lamp, linear, matrix, scene, taken
from tracker.hardware.reading.in_place import Places
from tracker.hardware.reading.in_view import Telling
from tracker.hardware.reading.ladder import PictureReader
from tracker.hardware.reading.reading import Grey, Reading

READER = PictureReader()
EVERY_MS = 100
EMPTY = scene(np.full((1, 1), 90, dtype=np.uint8))
SHARP = scene(linear(4))
OTHER = scene(symbol("2600447115", CODE_128, 4))


def told(*shown: tuple[Grey, int]) -> list[str]:
    """What a camera tells that is shown each picture for so many milliseconds. What is in a picture is read once."""
    telling, at_ms, said = Telling(None), 0, []
    noisy_of = {id(picture): [taken(picture, seed=seed) for seed in (1, 2)] for picture, _ in shown}
    seen_of = {known: READER.read(noisy[0]) for known, noisy in noisy_of.items()}
    for picture, for_ms in shown:
        noisy, seen = noisy_of[id(picture)], seen_of[id(picture)]
        for place in range(for_ms // EVERY_MS):
            said += [one.text for one in telling.told(seen, float(at_ms), noisy[place % 2])]
            at_ms += EVERY_MS
    return said


def hand(picture: Grey) -> Grey:
    covered = picture.copy()
    for finger in range(5):
        cv2.ellipse(covered, (420 + 110 * finger, 400), (62, 330), 6.0 * finger - 12, 0, 360, 150.0, -1)
    return covered


@pytest.mark.parametrize("sigma_px", [6, 9, 12])
@pytest.mark.parametrize("label", [linear(4), linear(2.5), matrix(8)])
def test_a_pack_that_blurs_in_turns_is_one_scan(label: Grey, sigma_px: int) -> None:
    sharp = scene(label)
    turns = [(sharp, 2800), (blurred(sharp, sigma_px), 2800)] * 5
    assert len(told(*turns)) == 1


def test_a_pack_that_stays_unread_for_minutes_is_still_the_same_scan() -> None:
    assert len(told((SHARP, 1000), (blurred(SHARP, 8), 240_000), (SHARP, 1000))) == 1


def test_a_pack_that_was_taken_away_and_is_shown_again_counts_again() -> None:
    assert len(told((SHARP, 1000), (EMPTY, 3000), (SHARP, 1000))) == 2
    assert len(told((SHARP, 1000), (EMPTY, 1500), (SHARP, 1000))) == 1, "within the cool-down"


def test_it_counts_again_where_it_was_out_of_focus_before_it_was_taken_away() -> None:
    assert len(told((SHARP, 1000), (blurred(SHARP, 6), 3000), (EMPTY, 3000), (SHARP, 1000))) == 2


def test_a_wobble_while_it_is_blurred_is_not_its_absence() -> None:
    moved = blurred(scene(linear(4), left=400, top=250), 6)
    assert len(told((SHARP, 1000), (moved, 3000), (SHARP, 1000))) == 1


def test_another_pack_of_the_same_product_laid_in_its_place_without_a_gap_does_not_count() -> None:
    assert len(told((SHARP, 2000), (blurred(SHARP, 6), 300), (SHARP, 2000))) == 1


def test_another_code_in_its_place_ends_it() -> None:
    assert told((SHARP, 1000), (OTHER, 4000), (SHARP, 4000)) == ["2600447102", "2600447115", "2600447102"]


def test_a_lamp_over_it_is_not_its_absence_and_a_hand_is() -> None:
    glare = lamp(SHARP, 520, 330, 70)
    assert len(told((SHARP, 1000), (glare, 3000), (SHARP, 1000))) == 1
    assert len(told((SHARP, 1000), (hand(SHARP), 3000), (SHARP, 1000))) == 2
    assert len(told((SHARP, 1000), (hand(SHARP), 300), (blurred(SHARP, 6), 2700), (SHARP, 1000))) == 1, "it passes by"


def _reading(text: str, change: Callable[[float], float] = float) -> Reading:
    corners = np.array([[change(x), y] for x, y in ((100, 100), (300, 100), (300, 160), (100, 160))], dtype=np.float64)
    return Reading(text, "", "DataMatrix", corners, True, "seen")


def test_what_is_remembered_does_not_grow_and_odd_places_do_no_harm() -> None:
    places, frame = Places(), taken(SHARP)
    for number in range(500):
        new = _reading(f"{number}", lambda x, by=number: x + 7 * by)  # type: ignore[misc]
        places.still(frame, [new], 100.0 * number)
        places.told([new], [new], frame)
        assert len(places._places) <= 16
    for shape in ((1, 1), (2, 900), (720, 1280)):
        odd = np.zeros(shape, dtype=np.uint8)
        places.told([_reading("odd")], [], odd)
        places.still(odd, [], 60_000.0)
