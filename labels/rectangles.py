"""Dots as rectangles on the dot grid: how a vector page says exactly what the raster says."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from labels.raster import Dots

Rectangle: TypeAlias = tuple[int, int, int, int]
"""x, y, width, height in dots."""


def rectangles(dots: Dots) -> list[Rectangle]:
    """Rectangles that together cover the ink, each dot of it once, sorted: a bar is one, a letter some dozens.

    Each row's runs of ink are found; a run that stands under one of the same two ends makes that one higher.
    """
    ink = np.pad(dots == 0, ((0, 0), (1, 1)))
    rows, edges = np.nonzero(ink[:, 1:] != ink[:, :-1])
    top, left, right = rows[::2], edges[::2], edges[1::2]
    order = np.lexsort((top, right, left))
    top, left, right = top[order], left[order], right[order]
    is_under = (left[1:] == left[:-1]) & (right[1:] == right[:-1]) & (top[1:] == top[:-1] + 1)
    first = np.flatnonzero(np.concatenate([[True], ~is_under])) if len(top) else np.zeros(0, np.intp)
    height = np.diff(np.append(first, len(top)))
    return sorted(
        zip(left[first].tolist(), top[first].tolist(), (right - left)[first].tolist(), height.tolist(), strict=True)
    )
