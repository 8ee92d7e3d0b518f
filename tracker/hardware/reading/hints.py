"""What to do about a code that a camera does not read: one thing, and only what the picture bears out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tracker.hardware.reading.measuring import Measured, measured
from tracker.hardware.reading.reading import Corners, Grey, Reading

WITHOUT_READ_S = 1.5
"""Before advice is given: most codes are read within 0.8 s (median of 28 simulated clips, most of it the focus)."""
LEAST_SHOWN_S = 0.7
"""A word that changes sooner cannot be read (rule of thumb)."""
LEAST_MODULE_PX = 2.5
"""3 is what is asked for: at 2 px for each module two of 2,316 drawn frames gave a wrong Code 128 with a valid check digit.
The half is for what the measuring is out by."""
DARK = 50
"""Of 255: with the brightest tenth of the picture below this there is no white paper in it (rule of thumb)."""
GLARE = 0.06
"""Share of the region (rule of thumb; drawn codes without glare gave 0.00, see the tests)."""
BLURRED = 1.0
"""Modules that an edge takes: drawn codes in focus had 0.1 to 0.7, those too far out of focus to be read 1.5 and more."""
SOFT_PX = 8.0
"""An edge so wide is out of focus whatever was counted as bars: drawn codes in focus had 1 to 3 px, those whose bars had
run together 9 and more."""
FOCUSED_AT_ALL = 3.0
"""Modules that an edge takes: above it what was counted as bars is noise (drawn codes: 4 to 11; the finest, 2.0)."""
SHORTENED = 1.5
"""2,000 flat codes in five symbologies all had 1.0 as drawn; of those round a tube, to 69 degrees either side with their
quiet zones, nine in ten had 1.55 and more. The rest is left to what a picture is out by."""
SMALL = 0.03
"""Of the picture's area: a blurred code that is no larger is not too near (rule of thumb)."""
MOVED = 0.02
"""Of the picture's width, between two looks an eighth of a second apart (rule of thumb)."""
_EDGE = 0.01


class Hint(StrEnum):
    """One word to act on; :data:`SAYS` has the sentence."""

    CLOSER = "closer"
    FURTHER = "further"
    LESS_GLARE = "less glare"
    HOLD_STILL = "hold still"
    NOT_SHARP = "not sharp"
    TURN = "turn"
    MORE_LIGHT = "more light"
    ONE_AT_A_TIME = "one at a time"
    NO_CODE = "no code in view"


SAYS = {
    Hint.CLOSER: "The bars are too fine to read from there: bring the code nearer.",
    Hint.FURTHER: "The code is too near: move away until all of it is in view, and sharp.",
    Hint.LESS_GLARE: "A lamp shines in it: tilt the code a little.",
    Hint.HOLD_STILL: "It moves too fast: hold it still for a moment.",
    Hint.NOT_SHARP: "It is out of focus: hold it still, or move it a little further away.",
    Hint.TURN: "It bends away: turn it until the code faces the camera. On a tube, look along its length.",
    Hint.MORE_LIGHT: "The picture is too dark: switch a light on.",
    Hint.ONE_AT_A_TIME: "Several codes, none of them sure: cover all but one.",
    Hint.NO_CODE: "Hold the code before the camera, a hand's breadth away.",
}


def hindrance(
    grey: Grey, readings: Sequence[Reading], unread: Sequence[Corners], before: Corners | None = None
) -> Hint | None:
    """What keeps a frame's code from being read; None where nothing does that is known.

    ``before`` is the region of the look before, by which motion is told.
    """
    if float(np.percentile(grey[::8, ::8], 90)) < DARK:
        return Hint.MORE_LIGHT
    doubtful = [reading.corners for reading in readings if not reading.is_accepted]
    if len(doubtful) > 1:
        return Hint.ONE_AT_A_TIME
    regions = [*doubtful, *unread]
    if not regions:
        return Hint.NO_CODE
    region = regions[0]
    if _is_cut(grey, region):
        return Hint.FURTHER
    is_moving = before is not None and has_moved(grey, region, before)
    return _of_region(measured(grey, region), _area(region) / grey.size, is_moving=is_moving)


def _of_region(found: Measured, area: float, *, is_moving: bool) -> Hint | None:
    """``area`` is the region's, in pictures."""
    if found.glare > GLARE or found.is_beside_glare:
        return Hint.LESS_GLARE
    if 0 < found.module_px < LEAST_MODULE_PX and found.edge_modules <= FOCUSED_AT_ALL:
        return Hint.CLOSER
    if is_moving:
        return Hint.HOLD_STILL
    is_soft = found.edge_modules * found.module_px > SOFT_PX
    if not found.module_px or found.edge_modules > BLURRED or is_soft:
        return Hint.FURTHER if area > SMALL else Hint.NOT_SHARP
    return Hint.TURN if found.shortening > SHORTENED else None


def _area(region: Corners) -> float:
    return float(np.hypot(*(region[1] - region[0])) * np.hypot(*(region[2] - region[1])))


def has_moved(grey: Grey, region: Corners, before: Corners) -> bool:
    """Whether the region's middle is elsewhere than one look ago."""
    shift = region.mean(axis=0) - before.mean(axis=0)
    return bool(np.hypot(*shift) > MOVED * grey.shape[1])


def _is_cut(grey: Grey, region: Corners) -> bool:
    height, width = grey.shape
    least = max(2.0, _EDGE * width)
    (left, top), (right, bottom) = region.min(axis=0), region.max(axis=0)
    return bool(left < least or top < least or right > width - least or bottom > height - least)


@dataclass(slots=True)
class Advice:
    """Hints over time: none within ``WITHOUT_READ_S`` of an accepted read, and none that flickers."""

    read_s: float
    """When something was accepted last; at the beginning, when the watching began."""
    _shown: Hint | None = None
    _since_s: float = 0.0
    _last: Hint | None = None

    def accepted(self, at_s: float) -> None:
        """A code was accepted: whatever was advised is done."""
        self.read_s, self._shown, self._last = at_s, None, None

    def is_due(self, at_s: float) -> bool:
        """Whether it is worth while to find out what hinders."""
        return at_s - self.read_s >= WITHOUT_READ_S

    def after(self, found: Hint | None, at_s: float) -> Hint | None:
        """What to show, with ``found`` in the newest frame. A change must be found twice running."""
        is_sure = found == self._last
        self._last = found
        if is_sure and found != self._shown and (self._shown is None or at_s - self._since_s >= LEAST_SHOWN_S):
            self._shown, self._since_s = found, at_s
        return self._shown
