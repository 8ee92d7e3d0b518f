"""Dots as rectangles on the dot grid: how a vector page says exactly what the raster says."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from labels.raster import Dots

Rectangle: TypeAlias = tuple[int, int, int, int]
"""x, y, width, height in dots."""


def rectangles(dots: Dots) -> list[Rectangle]:
    """Rectangles that together cover the ink, each dot of it once: a bar is one, a letter some dozens.

    Each row's runs of ink are found; a run that stands under one of the same two ends makes that one higher.
    """
    ink = np.pad(dots == 0, ((0, 0), (1, 1))).astype(np.int8)
    rows, edges = np.nonzero(np.diff(ink, axis=1))
    open_runs: dict[tuple[int, int], int] = {}
    made: list[Rectangle] = []
    by_row: list[set[tuple[int, int]]] = [set() for _ in range(len(dots))]
    for row, left, right in zip(rows[::2].tolist(), edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        by_row[row].add((left, right))
    for row, runs in enumerate([*by_row, set()]):
        for run in [run for run in open_runs if run not in runs]:
            top = open_runs.pop(run)
            made.append((run[0], top, run[1] - run[0], row - top))
        for run in runs:
            open_runs.setdefault(run, row)
    return sorted(made)
