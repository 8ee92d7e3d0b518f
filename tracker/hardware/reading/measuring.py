"""What can be measured of a code that was not read: how large, how sharp, how bright it is, and whether it lies flat."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.hardware.reading.crops import crop_level, located
from tracker.hardware.reading.reading import Corners, Grey

SATURATED = 250
"""Of 255: what a reflection leaves. White paper in a well lit picture stays under it, in a drawn one it does not."""
_SEARCHED_PX = 640
"""Width in which codes are looked for: OpenCV's detector took 2.9 ms there and 6.7 ms at 1280 (measured)."""
_PATCH_PX = 320
_BESIDE, _SPOT = 0.25, 0.25
"""Of the region's longer side, and of its area (rules of thumb)."""
_LEAST_RUNS = 8
_LONGEST_RUN = 6.0
"""Modules: longer than any bar or space within a common symbol (four), shorter than a quiet zone."""
_PARTS = 5
_ABSURD = 4.0
"""No symbol is read, or even found, at such a slant (76 degrees): what was counted were not its modules."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one region. All but ``glare`` are 0 where no bars stand out, ``shortening`` is 1."""

    module_px: float
    """Width of the narrow bars and spaces."""
    edge_modules: float
    """Width of an edge between dark and light. The variance of the Laplacian, which others take for sharpness, grows with a
    sensor's noise: it was 0.18 for a code smeared over four modules and 0.13 for a small one in focus."""
    glare: float
    """Share of the region that is saturated in larger pieces than a symbol's own white."""
    shortening: float
    """How many times narrower narrow bars are at the ends than in the middle, or at one end than at the other, or a matrix
    symbol's modules across than down."""
    is_beside_glare: bool = False
    """Whether a saturated spot touches it that its own paper is no part of: it hides the rest of the code."""


def sought(grey: Grey) -> list[Corners]:
    """Where something like a code is, the largest first: bars as OpenCV finds them, else where edges lie densely."""
    scale = min(1.0, _SEARCHED_PX / grey.shape[1])
    small = _scaled(grey, scale)
    found = located(small) or _dense(small)
    return [corners / scale for corners in found[:4]]


def measured(grey: Grey, corners: Corners) -> Measured:
    """``corners``'s first edge runs across the bars; of a matrix symbol any edge does."""
    piece = _level(grey, corners)
    across, down = _bars(piece), _bars(np.ascontiguousarray(piece.T))
    narrow_px, wide_px = sorted((across.module_px, down.module_px))
    shortening = wide_px / narrow_px if narrow_px else _shortening(across)
    if shortening > _ABSURD:
        shortening = 1.0
    return Measured(
        across.module_px, across.edge_modules, _glare(piece, across.module_px), shortening, _is_lit(grey, corners)
    )


def _is_lit(grey: Grey, corners: Corners) -> bool:
    low, high = corners.min(axis=0), corners.max(axis=0)
    (left, top), (right, bottom) = np.maximum(low, 0).astype(int), np.maximum(high, 0).astype(int) + 1
    own = grey[top:bottom, left:right]
    if not own.size or float(np.median(own[own >= own.mean()])) >= SATURATED - 10:
        return False
    by = round(_BESIDE * max(right - left, bottom - top))
    round_it = grey[max(0, top - by) : bottom + by, max(0, left - by) : right + by]
    return int((round_it >= SATURATED).sum()) > _SPOT * own.size


def _scaled(grey: Grey, scale: float) -> Grey:
    if scale >= 1:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _dense(grey: Grey) -> list[Corners]:
    """The largest patch in which edges are everywhere: matrix symbols, and bars too blurred for OpenCV's detector."""
    scale = min(1.0, _PATCH_PX / grey.shape[1])
    small = cv2.GaussianBlur(_scaled(grey, scale), (0, 0), 1.0)
    edges = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    busy = cv2.boxFilter(edges, cv2.CV_32F, (9, 9))
    least = max(12.0, float(busy.max()) * 0.45)
    closed = cv2.morphologyEx((busy > least).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.minAreaRect(each) for each in contours]
    large = [box for box in boxes if min(box[1]) >= 6 and box[1][0] * box[1][1] >= 0.0008 * small.size]
    large.sort(key=lambda box: -box[1][0] * box[1][1])
    return [_from_top_left(np.asarray(cv2.boxPoints(box), dtype=np.float64)) / scale for box in large]


def _from_top_left(points: Corners) -> Corners:
    """Clockwise, from the corner nearest to the picture's own."""
    return np.roll(points, -int(np.argmin(points.sum(axis=1))), axis=0)


def _level(grey: Grey, corners: Corners) -> Grey:
    """The region upright, at the picture's own scale."""
    length = max(float(np.hypot(*(corners[1] - corners[0]))), 8.0)
    return crop_level(grey, corners, length, tallest=1.0).grey


@dataclass(frozen=True, slots=True)
class _Bars:
    """Along one line: where it passes between dark and light, to fractions of a pixel."""

    crossings: NDArray[np.float64]
    module_px: float = 0.0
    edge_modules: float = 0.0


def _bars(piece: Grey) -> _Bars:
    """Along a row in the middle: the mean of a few, since noise goes and bars stay."""
    middle, half = piece.shape[0] // 2, max(1, piece.shape[0] // 40)
    profile: NDArray[np.float64] = piece[middle - half : middle + half + 1].mean(axis=0)
    low, high = (float(level) for level in np.percentile(profile, [5, 95]))
    above = profile - (low + high) / 2
    at = np.flatnonzero(np.diff(np.signbit(above)))
    if high - low < 16 or len(at) < _LEAST_RUNS:
        return _Bars(np.empty(0))
    slopes = np.abs(above[at + 1] - above[at])
    exact: NDArray[np.float64] = at + np.abs(above[at]) / slopes
    module_px = float(np.percentile(np.diff(exact), 25))
    return _Bars(exact, module_px, (high - low) / float(np.median(slopes)) / module_px)


def _glare(piece: Grey, module_px: float) -> float:
    """Saturated spots larger than a symbol's widest white: four modules, of which a large matrix symbol has few."""
    height, width = piece.shape
    edge_x, edge_y = round(width * 0.12), round(height * 0.1)
    inner = piece[edge_y : height - edge_y, edge_x : width - edge_x]
    spot = max(3, round(max(width / 12, 5 * module_px) if module_px else width / 5))
    white = (inner >= SATURATED).astype(np.uint8)
    opened = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((min(spot, max(3, inner.shape[0] // 2)), spot), np.uint8))
    return float(opened.mean()) if opened.size else 0.0


def _shortening(bars: _Bars) -> float:
    """Bars on a curve away from the camera, or at a slant to it, look narrower there. Narrow ones are in every fifth of a
    symbol, and the second narrowest of each are compared: the narrowest may be a speck. Only what shrinks from the middle to
    both ends, or from one end to the other, is a shape."""
    runs = np.diff(bars.crossings)
    inside = np.flatnonzero(runs <= _LONGEST_RUN * bars.module_px)
    if len(inside) < _PARTS * _LEAST_RUNS:
        return 1.0
    parts = [float(np.sort(part)[1]) for part in np.array_split(runs[inside[0] : inside[-1] + 1], _PARTS)]
    middle, (narrow, wide) = parts[_PARTS // 2], sorted((parts[0], parts[-1]))
    if wide < middle:
        return 2 * middle / (narrow + wide)
    return wide / narrow if narrow <= middle else 1.0
