"""What an engine says it saw, and what the guards make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


def as_placed(candidate: Candidate, corners: Corners) -> Candidate:
    """The same claim in another picture's coordinates."""
    return replace(candidate, corners=corners)
