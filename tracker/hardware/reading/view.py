"""What a camera sees, small enough for a terminal: a grey picture, where the codes lie in it, and a word of advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np

from tracker.hardware.reading.hints import Hint
from tracker.hardware.reading.reading import Corners, Grey, Reading

MOST_COLUMNS, MOST_ROWS = 192, 108
"""As many pixels as a terminal of 200 × 60 has half blocks for, beside its other lines."""
LEVELS = 16
"""Greys: half blocks in 16 of them took 1.8 to 2.3 ms and 18 KiB a frame, in full colour 9.2 ms and 76 KiB (measured
for 80 × 24 cells; 4.3 ms with 5 bits a channel)."""

MOST_GAIN = 2.0
"""More would hide that it is dark."""


class Seen(StrEnum):
    """What became of a code in the picture."""

    ACCEPTED = "accepted"
    DOUBTFUL = "doubtful"
    """Read, and not believed."""
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Mark:
    """A code's outline: its corners in order, each (x, y) in the view's pixels."""

    corners: tuple[tuple[float, float], ...]
    seen: Seen


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """``grey`` is a picture of ``LEVELS`` levels in the camera's aspect ratio; ``frame`` counts up, ``at_s`` is monotonic.

    It holds no text that was read: what a code says is told by the banner, which knows what may be shown.
    """

    grey: Grey
    marks: tuple[Mark, ...]
    hint: Hint | None
    frame: int
    at_s: float
    width_px: int
    height_px: int
    """The camera's own picture."""

    def fitted(self, columns: int, rows: int) -> View:
        """The largest view in its aspect ratio that ``columns`` × ``rows`` cells hold, two pixels to a cell."""
        height, width = self.grey.shape
        columns, rows = fitting(width, height, columns, rows)
        small = cv2.resize(self.grey, (columns, 2 * rows), interpolation=cv2.INTER_AREA)
        scale = np.array([columns / width, 2 * rows / height])
        marks = tuple(replace(mark, corners=_points(np.asarray(mark.corners) * scale)) for mark in self.marks)
        return replace(self, grey=np.asarray(small, dtype=np.uint8), marks=marks)


def fitting(width_px: int, height_px: int, columns: int, rows: int) -> tuple[int, int]:
    """Columns and rows of cells that a picture fills in a box of so many. A cell is twice as high as wide."""
    scale = min(columns / width_px, 2 * rows / height_px)
    return max(1, round(width_px * scale)), max(1, round(height_px * scale / 2))


def viewed(
    grey: Grey, readings: Sequence[Reading], unread: Sequence[Corners], hint: Hint | None, frame: int, at_s: float
) -> View:
    """The view of one frame. A code too far off the picture's edge is drawn as far as it is seen."""
    height, width = grey.shape
    scale = min(MOST_COLUMNS / width, MOST_ROWS / height, 1.0)
    columns, rows = max(2, round(width * scale)), max(2, round(height * scale))
    small = np.asarray(cv2.resize(grey, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    shown = np.minimum(small * _gain(small), 255).astype(np.uint8) // (256 // LEVELS)
    by = np.array([columns / width, rows / height])
    marks = [Mark(_points(each.corners * by), _seen(each)) for each in readings]
    marks += [Mark(_points(corners * by), Seen.UNREAD) for corners in unread]
    return View(np.asarray(shown, dtype=np.uint8), tuple(marks), hint, frame, at_s, width, height)


def _gain(grey: Grey) -> float:
    """A dim picture is shown up to twice as bright: 16 greys are few, and paper should be white."""
    return min(MOST_GAIN, 255 / max(1.0, float(np.percentile(grey, 99))))


def _seen(reading: Reading) -> Seen:
    return Seen.ACCEPTED if reading.is_accepted else Seen.DOUBTFUL


def _points(corners: Corners) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in corners)
