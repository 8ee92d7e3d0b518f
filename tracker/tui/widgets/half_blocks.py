"""A camera's view in half blocks: two pixels to a cell, 16 greys, runs of equal cells as one segment.

Imported when there is a picture to draw: numpy and OpenCV would hold up the first screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tracker.hardware.reading.view import LEVELS, Mark, Seen, View

SIGNS = {Seen.ACCEPTED: "✔", Seen.DOUBTFUL: "?", Seen.UNREAD: "+"}
"""At every corner of an outline: what it says, without colour."""
SHADES = " ░▒▓█"
_OUTLINE = "·"
_ORDER = (Seen.UNREAD, Seen.DOUBTFUL, Seen.ACCEPTED)
_BLOCK = "▀"
_SIGN = 1024
"""Cells from here on hold a corner's sign; below, the upper pixel's colour times 32 and the lower one's."""

Cells = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Paint:
    """A theme's colours for outlines, and whether its ground is dark; ``is_shaded`` where the terminal has no greys."""

    unread: str
    doubtful: str
    accepted: str
    is_dark: bool = True
    is_shaded: bool = False

    def of(self, kind: int) -> str:
        return (self.unread, self.doubtful, self.accepted)[kind]


def drawn(view: View, paint: Paint) -> list[Strip]:
    """One strip for each two rows of pixels."""
    levels = _outlined(view)
    cells = _shaded(levels, paint) if paint.is_shaded else levels[0::2] * 32 + levels[1::2]
    for mark in view.marks:
        _sign(cells, mark)
    return [_strip(row, paint) for row in cells]


def _outlined(view: View) -> Cells:
    """Greys below ``LEVELS``, outlines from there on; the surest one on top."""
    levels = view.grey.astype(np.int32)
    for mark in sorted(view.marks, key=lambda each: _ORDER.index(each.seen)):
        corners = np.round(np.asarray(mark.corners) - 0.5).astype(np.int32)
        cv2.polylines(levels, [corners], True, LEVELS + _ORDER.index(mark.seen))
    return np.asarray(levels, dtype=np.int32)


def _shaded(levels: Cells, paint: Paint) -> Cells:
    """The mean of both pixels as a shade, and an outline where either has one."""
    upper, lower = levels[0::2], levels[1::2]
    shade = (upper + lower) * len(SHADES) // (2 * LEVELS)
    if not paint.is_dark:
        shade = len(SHADES) - 1 - shade
    return np.asarray(np.where(np.maximum(upper, lower) >= LEVELS, np.maximum(upper, lower), shade), dtype=np.int32)


def _sign(cells: Cells, mark: Mark) -> None:
    height, width = cells.shape
    for x, y in mark.corners:
        column, row = min(max(int(x), 0), width - 1), min(max(int(y / 2), 0), height - 1)
        cells[row, column] = _SIGN + _ORDER.index(mark.seen)


def _strip(row: Cells, paint: Paint) -> Strip:
    edges: list[int] = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
    segments = []
    for start, stop in pairwise(edges):
        sign, style = _looks(int(row[start]), paint)
        segments.append(Segment(sign * (stop - start), style))
    return Strip(segments, len(row))


@cache
def _looks(cell: int, paint: Paint) -> tuple[str, Style]:
    """A cell's character and style. Cached: there are 361 pairs of colours, and a style takes longer than its cell."""
    if cell >= _SIGN:
        kind = cell - _SIGN
        return SIGNS[_ORDER[kind]], Style(color="black", bgcolor=paint.of(kind), bold=True)
    if paint.is_shaded:
        is_line = cell >= LEVELS
        return (_OUTLINE, Style(color=paint.of(cell - LEVELS), bold=True)) if is_line else (SHADES[cell], Style())
    upper, lower = divmod(cell, 32)
    return _BLOCK, Style(color=_colour(upper, paint), bgcolor=_colour(lower, paint))


def _colour(level: int, paint: Paint) -> str:
    if level >= LEVELS:
        return paint.of(level - LEVELS)
    grey = level * 255 // (LEVELS - 1)
    return f"#{grey:02x}{grey:02x}{grey:02x}"
