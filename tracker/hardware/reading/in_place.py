"""Whether a code that was told still lies where it was read. Not being read for a while is not being gone: a camera that
looks for its focus reads nothing for seconds, and one pack must not be booked at every turn of its lens.

What is compared is a small, soft picture of the code and what is round it, free of brightness and contrast, so that no
blur that hides the bars changes it much. Another pack of the same product laid in the place without a gap looks the same
and is not told again: a pack that is missing is noticed, one that was booked twice is not. A hand over the code is its
absence: it looks the same as a hand that takes the pack away, and the jobs ask about a repetition soon after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tracker.hardware.reading.guards import is_same_place
from tracker.hardware.reading.reading import Grey, Reading, bounds

GONE_MS = 400.0
"""Without a break: a hand that passes by is shorter, one that changes a pack is longer (rule of thumb)."""
_GONE_FRAMES = 3
_ALIKE = 0.6
"""Drawn labels blurred by sigma 2 to 12 px, moved by a tenth, darker by half: 0.60 and more, nine in ten 0.84; the place
without them, a plain label in it, a hand instead: 0.61 at most, nine in ten 0.43 and less. Another label in it: up to
0.72, so that only its code tells that it is another."""
_FAINT = 0.3
"""Of the contrast there was: less is bare paper, whatever its noise looks like."""
_MOST = 16
"""Codes remembered: more are not held before one camera."""
_ACROSS_PX = 24
_SOFT_PX = 1.2
_SEARCHED_PX = 3
"""Of the small picture, an eighth of the place: the wobble of a hand."""
_MARGIN = 0.15
"""Of the code's longer side, on every side: paper round the bars."""
_WHITE = 225
"""Of 255, in the small picture: a lamp's light and its edge."""
_HALO = np.ones((5, 5), np.uint8)
_LEAST_SEEN = 0.3
"""Of the place, outside of glare."""

_Small = NDArray[np.float32]


@dataclass(slots=True)
class _Place:
    reading: Reading
    box: tuple[int, int, int, int]
    shape: tuple[int, ...]
    look: _Small
    low_since_ms: float | None = None
    low_frames: int = 0


class Places:
    """The accepted codes of one camera that were told, each where it was last read."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], _Place] = {}

    def still(self, frame: Grey, seen: Sequence[Reading], at_ms: float) -> list[Reading]:
        """The codes that are not among those ``seen`` in ``frame``, and whose place does not look as if they had gone."""
        there: list[Reading] = []
        read = {_key(reading): reading for reading in seen if reading.is_accepted}
        for key, place in list(self._places.items()):
            if key in read:
                self._remember(read[key], frame)
            elif place.shape != frame.shape or self._is_gone(place, frame, at_ms):
                del self._places[key]
            elif not place.low_frames:
                there.append(place.reading)
        return there

    def told(self, readings: Sequence[Reading], seen: Sequence[Reading], frame: Grey) -> None:
        """Remember what was told; what lay in its place and is not ``seen`` beside it has gone."""
        beside = {_key(reading) for reading in seen}
        for new in readings:
            if not new.is_accepted:
                continue
            for key, place in list(self._places.items()):
                if key not in beside and is_same_place(place.reading, new):
                    del self._places[key]
            self._remember(new, frame)
        while len(self._places) > _MOST:
            del self._places[next(iter(self._places))]

    def _remember(self, reading: Reading, frame: Grey) -> None:
        """The newest is the last to be forgotten."""
        self._places.pop(_key(reading), None)
        box = _box(reading, frame)
        look = _shrunk(frame, box, 0)
        if look.size:
            self._places[_key(reading)] = _Place(reading, box, frame.shape, look)

    def _is_gone(self, place: _Place, frame: Grey, at_ms: float) -> bool:
        if likeness(place.look, _shrunk(frame, place.box, _SEARCHED_PX)) >= _ALIKE:
            place.low_since_ms, place.low_frames = None, 0
            return False
        place.low_since_ms = at_ms if place.low_since_ms is None else place.low_since_ms
        place.low_frames += 1
        return place.low_frames >= _GONE_FRAMES and at_ms - place.low_since_ms >= GONE_MS


def likeness(before: _Small, now: _Small) -> float:
    """The best correlation (-1 to 1) of ``before`` with a piece of ``now``, with what a lamp has made white or without
    it (too much light makes paper white as well); 0 where the piece has lost its contrast."""
    if now.shape[0] < before.shape[0] or now.shape[1] < before.shape[1]:
        return 0.0
    pieces = sliding_window_view(now, before.shape).reshape(-1, before.size)
    was_lit, lit = _lit(before).ravel(), sliding_window_view(_lit(now), before.shape).reshape(-1, before.size)
    is_seen = ((lit == 0) | (was_lit > 0)).astype(np.float32)
    return max(_correlation(before.ravel(), pieces, weights) for weights in (is_seen, np.ones_like(is_seen)))


def _lit(small: _Small) -> Grey:
    return np.asarray(cv2.dilate((small >= _WHITE).astype(np.uint8), _HALO), dtype=np.uint8)


def _correlation(flat: _Small, pieces: _Small, weights: _Small) -> float:
    counts = weights.sum(axis=1)
    kept = counts >= _LEAST_SEEN * flat.size
    if not kept.any():
        return 0.0
    pieces, weights, counts = pieces[kept], weights[kept], counts[kept]
    means, own_means = (weights * pieces).sum(axis=1) / counts, weights @ flat / counts
    other, own = weights * (pieces - means[:, None]), weights * (flat - own_means[:, None])
    spread, own_spread = np.sqrt((other**2).sum(axis=1)), np.sqrt((own**2).sum(axis=1))
    is_faint = spread / np.maximum(means, 1) < _FAINT * own_spread / np.maximum(own_means, 1)
    found = (other * own).sum(axis=1) / np.maximum(spread * own_spread, 1e-6)
    return float(np.where(is_faint, 0.0, found).max())


def _box(reading: Reading, frame: Grey) -> tuple[int, int, int, int]:
    code, (height, width) = bounds(reading), frame.shape
    margin = _MARGIN * max(code.right - code.left, code.bottom - code.top, 16)
    left, top = max(0, int(code.left - margin)), max(0, int(code.top - margin))
    return left, top, min(width, int(code.right + margin) + 1), min(height, int(code.bottom + margin) + 1)


def _shrunk(frame: Grey, box: tuple[int, int, int, int], round_px: int) -> _Small:
    """``box`` with so many pixels of the small picture round it, where the frame has them."""
    left, top, right, bottom = box
    step = max(right - left, bottom - top, 1) / _ACROSS_PX
    by = round(round_px * step)
    piece = frame[max(0, top - by) : bottom + by, max(0, left - by) : right + by]
    if not piece.size:
        return np.empty((0, 0), dtype=np.float32)
    size = (max(1, round(piece.shape[1] / step)), max(1, round(piece.shape[0] / step)))
    small = cv2.resize(piece, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), _SOFT_PX), dtype=np.float32)


def _key(reading: Reading) -> tuple[str, str]:
    return reading.symbology, reading.text
