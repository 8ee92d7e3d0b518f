"""What a camera's source shows of its picture while somebody looks. While nobody does, it costs a comparison a frame."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import monotonic

import cv2

from tracker.hardware.reading.hints import Advice, hindrance
from tracker.hardware.reading.measuring import sought
from tracker.hardware.reading.reading import Corners, Grey, Reading
from tracker.hardware.reading.view import View, viewed

EVERY_S = 0.125
"""At most eight views a second: the eye wants no more of a small picture, and the decoding thread makes them."""
ASKED_WITHIN_S = 1.0
"""Nobody who has not asked for so long is looking."""
OLD_S = 1.0
"""A view that is older shows what is no longer there."""


class Lookout:
    """``saw`` belongs to the thread that decodes; ``view`` may be called from any, and computes nothing."""

    def __init__(self, now_s: Callable[[], float] = monotonic) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._asked_s = self._made_s = float("-inf")
        self._view: View | None = None
        self._frames = 0
        self._advice = Advice(now_s())
        self._before: Corners | None = None

    def view(self) -> View | None:
        """The newest view; None where there is none yet, or no picture came for a second."""
        now_s = self._now_s()
        with self._lock:
            self._asked_s = now_s
            return self._view if self._view is not None and now_s - self._view.at_s <= OLD_S else None

    def saw(self, frame: Grey, readings: Sequence[Reading]) -> None:
        """One decoded frame, and what was read in it. Called for every one."""
        now_s = self._now_s()
        self._frames += 1
        is_read = any(reading.is_accepted for reading in readings)
        if is_read:
            self._advice.accepted(now_s)
        with self._lock:
            is_asked = now_s - self._asked_s <= ASKED_WITHIN_S
        if not is_asked or now_s - self._made_s < EVERY_S:
            return
        self._made_s = now_s
        try:
            made = self._made(frame, readings, now_s)
        except cv2.error:
            return  # a frame of which no picture can be made is read all the same, and reading goes on
        with self._lock:
            self._view = made

    def _made(self, frame: Grey, readings: Sequence[Reading], now_s: float) -> View:
        unread = [] if readings else sought(frame)
        is_due = self._advice.is_due(now_s)
        hint = self._advice.after(hindrance(frame, readings, unread, self._before), now_s) if is_due else None
        regions = [*(reading.corners for reading in readings), *unread]
        self._before = regions[0] if regions else None
        return viewed(frame, readings, unread, hint, self._frames, now_s)
