"""What the bars have borne out in the frames just before: the same text in the same place need not be proven anew.

A screen of 40 codes at 1920 × 1080 cost 1.4 s a frame, nearly all of it for proofs. What is carried over is never more
than that a code, which was proven there, is still there: any other text in its place ends that at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.hardware.reading.reading import Bounds, Candidate, Corners, Reading, bounds_of

UNSEEN_FRAMES = 5
"""A place in which the code was not read for so long is forgotten: a sixth of a second at 30 frames a second."""
MOST_PLACES = 128
_MOVED = 0.25
"""Of the symbol's longest side, from frame to frame; a copy of the label beside it is further off."""


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    says: tuple[str, str, str]
    corners: Corners
    bounds: Bounds
    frame: int

    def holds(self, one: Candidate, corners: Corners) -> bool:
        """Whether ``one`` is this very code, moved by no more than a hand moves between two frames."""
        if _says(one) != self.says:
            return False
        width_px, height_px = self.bounds.right - self.bounds.left, self.bounds.bottom - self.bounds.top
        return float(np.abs(corners - self.corners).max()) <= _MOVED * max(width_px, height_px)


class Proofs:
    """The proven linear codes of one camera or film. ``start`` each frame, or piece of a frame, then ask."""

    def __init__(self) -> None:
        self._places: list[_Place] = []
        self._frame = 0
        self._origin = np.zeros(2)

    def start(self, left_px: int = 0, top_px: int = 0) -> None:
        """A new frame, of which the piece from there on is read."""
        self._frame += 1
        self._origin = np.array([left_px, top_px], dtype=np.float64)
        self._places = [place for place in self._places if self._frame - place.frame <= UNSEEN_FRAMES]

    def contradict(self, claims: Sequence[Candidate]) -> None:
        """Forget every place in which one of ``claims`` says anything else."""
        for one in claims:
            corners = one.corners + self._origin
            self._forget(bounds_of(corners), but_for=(one, corners))

    def has(self, one: Candidate) -> bool:
        """Whether this very text was proven in this place a moment ago, and nothing else was seen there since."""
        corners = one.corners + self._origin
        return any(place.holds(one, corners) for place in self._places)

    def keep(self, readings: Sequence[Reading]) -> None:
        """Those of the frame's readings that are proven, for the next one; what is doubted is forgotten."""
        for reading in readings:
            corners = reading.corners + self._origin
            around = bounds_of(corners)
            self._forget(around)
            if reading.is_accepted and reading.is_proven:
                self._places.append(_Place(_says(reading), corners, around, self._frame))
        self._places = self._places[-MOST_PLACES:]

    def _forget(self, around: Bounds, but_for: tuple[Candidate, Corners] | None = None) -> None:
        self._places = [
            place
            for place in self._places
            if not place.bounds.overlaps(around) or (but_for is not None and place.holds(*but_for))
        ]


def _says(one: Candidate | Reading) -> tuple[str, str, str]:
    return one.text, one.aim, one.symbology
