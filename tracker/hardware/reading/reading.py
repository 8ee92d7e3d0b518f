"""What an engine says it saw, and what the guards make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A picture, one byte a pixel, rows first."""

Corners = NDArray[np.float64]
"""Four points (x, y) in pixels, shape (4, 2): the symbol's own top left, top right, bottom right, bottom left."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One engine's claim, not yet believed.

    ``engine`` says which, and on what version of the picture; ``variant`` is the engine's own name of the symbology
    (``DataBarExp``), ``hri`` the text as printed for people, with GS1's parentheses.
    """

    text: str
    aim: str
    symbology: str
    corners: Corners
    engine: str
    variant: str = ""
    hri: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One symbol in a picture. ``is_accepted`` is the guards' word; ``evidence`` their reason, in one line.
    ``is_proven``: accepted because the pixels bore out every character. ``look`` is the engine, and on what version of
    the picture it read."""

    text: str
    aim: str
    symbology: str
    corners: Corners
    is_accepted: bool
    evidence: str
    is_proven: bool = False
    look: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The upright box round a symbol, and its middle, in px. Plain numbers: they are compared each with each."""

    left: float
    top: float
    right: float
    bottom: float
    middle_x: float
    middle_y: float

    def overlaps(self, other: Bounds) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def has_within(self, x: float, y: float, margin_px: float) -> bool:
        return (
            self.left - margin_px <= x <= self.right + margin_px
            and self.top - margin_px <= y <= self.bottom + margin_px
        )


def bounds_of(corners: Corners) -> Bounds:
    """The box round ``corners``."""
    xs, ys = corners.T.tolist()
    return Bounds(min(xs), min(ys), max(xs), max(ys), sum(xs) / 4, sum(ys) / 4)


@lru_cache(maxsize=512)
def bounds(reading: Reading) -> Bounds:
    """The box round a reading, computed once."""
    return bounds_of(reading.corners)


def as_placed(candidate: Candidate, corners: Corners) -> Candidate:
    """The same claim in another picture's coordinates."""
    return replace(candidate, corners=corners)
