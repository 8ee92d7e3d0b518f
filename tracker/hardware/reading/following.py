"""From frame to frame: where a code was, it is looked for first; while there is none, the dear looks take turns.

A region costs a fraction of the whole frame, and most frames differ from the one before by a wobble of the hand.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tracker.hardware.reading.ladder import Effort, PictureReader
from tracker.hardware.reading.proofs import Proofs
from tracker.hardware.reading.reading import Grey, Reading

MARGIN = 0.3
"""Of the codes' box, on every side."""
WHOLE_EVERY = 5
"""Frames: what else has come into view is seen six times a second."""
CONTRAST_EVERY, DOUBLED_EVERY = 3, 6
"""Misses."""

_Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in px."""


class FrameReader:
    """Reads the frames of one camera or film, in order. Frames may change their size."""

    def __init__(self, reader: PictureReader) -> None:
        self._reader = reader
        self._proofs = Proofs()
        self._region: _Box | None = None
        self._codes = 0
        self._since_whole = 0
        self._misses = 0

    def read(self, frame: Grey) -> list[Reading]:
        """Every symbol that is read in the frame, each accepted or doubtful."""
        self._since_whole += 1
        if self._region is not None and self._since_whole < WHOLE_EVERY:
            readings = self._in_region(frame, self._region)
            if any(reading.is_accepted for reading in readings):
                return readings
        return self._whole(frame)

    def _in_region(self, frame: Grey, region: _Box) -> list[Reading]:
        left, top, right, bottom = region
        piece = np.ascontiguousarray(frame[top:bottom, left:right])
        self._proofs.start(left, top)
        found = self._reader.read(piece, Effort.LEVEL, self._proofs)
        readings = [replace(reading, corners=reading.corners + np.array([left, top])) for reading in found]
        accepted = [reading for reading in readings if reading.is_accepted]
        if accepted and len(accepted) >= self._codes:
            self._region = _around(accepted, frame)
        return readings

    def _whole(self, frame: Grey) -> list[Reading]:
        self._since_whole = 0
        self._proofs.start()
        readings = self._reader.read(frame, self._effort(), self._proofs)
        accepted = [reading for reading in readings if reading.is_accepted]
        self._codes = len(accepted)
        self._region = _around(accepted, frame) if accepted else None
        self._misses = 0 if accepted else self._misses + 1
        return readings

    def _effort(self) -> Effort:
        contrast = Effort.NONE if self._misses % CONTRAST_EVERY else Effort.CONTRAST
        doubled = Effort.NONE if self._misses % DOUBLED_EVERY else Effort.DOUBLED
        return Effort.LEVEL | contrast | doubled


def _around(readings: list[Reading], frame: Grey) -> _Box:
    corners = np.concatenate([reading.corners for reading in readings])
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = MARGIN * float((high - low).max())
    height, width = frame.shape[:2]
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = np.minimum(high + margin + 1, (width, height)).astype(int)
    return int(left), int(top), int(right), int(bottom)
