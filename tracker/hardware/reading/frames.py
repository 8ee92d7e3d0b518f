"""From many frames to one scan: what must be seen how often, and when it counts again.

Neighbouring frames fail alike (two wrong texts in 28 clips were read in three and four frames), so that votes are no
guard: every frame's reading has passed :mod:`.guards` first. Two agreeing frames cost 34 ms at 30 frames a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracker.hardware.reading.formats import MATRIX
from tracker.hardware.reading.guards import is_same_kind, is_same_place
from tracker.hardware.reading.ladder import FIRST_LOOK
from tracker.hardware.reading.reading import Reading

AGREEING_FRAMES = 2
DEAR_FRAMES = 3
"""Where every look was a dear one (level crop, contrast, doubled), and for ITF, which has no check of its own."""
WINDOW_MS = 700.0
CONFLICT_MS = 1000.0
"""Two different texts of one symbology in one place within it: neither is believed."""
COOL_DOWN_MS = 2000.0
"""Since last seen, so that a code held before the camera is one scan (zbarcam's hysteresis, image scanner)."""

DOUBTFUL_FRAMES = 5
_MOVED_PX = 1.0
"""A corner that lies so far from where it lay: the bars fall on other pixels."""


@dataclass(slots=True)
class _Seen:
    reading: Reading
    at_ms: float


class FrameAgreement:
    """Feed every frame's readings in order; what comes back is to be reported, once."""

    def __init__(self) -> None:
        self._recent: list[_Seen] = []
        self._last: dict[tuple[str, str, bool], _Seen] = {}

    def agreed(self, readings: Sequence[Reading], at_ms: float, still: Sequence[Reading] = ()) -> list[Reading]:
        """The readings of the frame at ``at_ms`` that are now sure enough and are not a repetition. ``still``: told
        before, not read in this frame, and there all the same."""
        self._recent = [seen for seen in self._recent if at_ms - seen.at_ms <= CONFLICT_MS]
        self._recent += [_Seen(reading, at_ms) for reading in readings]
        for reading in still:
            if (before := self._last.get(_key(reading))) is not None:
                before.at_ms = at_ms
        self._last = {key: seen for key, seen in self._last.items() if at_ms - seen.at_ms <= COOL_DOWN_MS}
        told = [told for reading in readings if (told := self._told(reading, at_ms)) is not None]
        if len(readings) == 1 and told and told[0].is_accepted:
            self._forget_replaced(told[0], at_ms)
        return told

    def _told(self, reading: Reading, at_ms: float) -> Reading | None:
        key = _key(reading)
        if key in self._last:
            self._last[key] = _Seen(reading, at_ms)
            return None
        same = [seen.reading for seen in self._recent if _key(seen.reading) == key and at_ms - seen.at_ms <= WINDOW_MS]
        if not reading.is_accepted:
            return self._told_as_doubtful(reading, at_ms) if len(same) >= DOUBTFUL_FRAMES else None
        if len(same) < _needed(same) or not _has_different_looks(same):
            return None
        if self._rivals(reading):
            # A label put in another's place is waited for; what comes back after its rival was no other label.
            return self._told_as_conflict(reading, at_ms) if self._is_back(reading) else None
        self._last[key] = _Seen(reading, at_ms)
        return replace(reading, evidence=f"{reading.evidence}; {len(same)} frames")

    def _told_as_doubtful(self, reading: Reading, at_ms: float) -> Reading | None:
        """But for something accepted lately: frames on the way to it and away from it are doubtful by nature."""
        if any(is_accepted for _, _, is_accepted in self._last):
            return None
        self._last[_key(reading)] = _Seen(reading, at_ms)
        return reading

    def _told_as_conflict(self, reading: Reading, at_ms: float) -> Reading | None:
        doubted = replace(
            reading, is_accepted=False, evidence=f"{reading.evidence}; conflict: another frame read otherwise"
        )
        if _key(doubted) in self._last:
            return None
        self._last[_key(doubted)] = _Seen(doubted, at_ms)
        return doubted

    def _rivals(self, reading: Reading) -> list[_Seen]:
        """Other texts of the symbology where this one is: in its place, or so near that it is one label that moved,
        unless both were seen side by side in one frame."""
        return [
            seen
            for seen in self._recent
            if seen.reading.is_accepted
            and seen.reading.text != reading.text
            and is_same_kind(seen.reading, reading)
            and (is_same_place(seen.reading, reading) or not self._were_side_by_side(seen.reading, reading))
        ]

    def _were_side_by_side(self, one: Reading, other: Reading) -> bool:
        times = [
            {seen.at_ms for seen in self._recent if seen.reading.is_accepted and _key(seen.reading) == _key(reading)}
            for reading in (one, other)
        ]
        return bool(times[0] & times[1])

    def _is_back(self, reading: Reading) -> bool:
        """Whether it was read both before and after a rival."""
        rivals = [seen.at_ms for seen in self._rivals(reading)]
        own = [seen.at_ms for seen in self._recent if _key(seen.reading) == _key(reading)]
        return any(min(own) < at_ms < max(own) for at_ms in rivals)

    def _forget_replaced(self, new: Reading, at_ms: float) -> None:
        """What lay where the new code lies now has gone: shown again, it is another scan, however soon."""
        self._last = {
            key: seen
            for key, seen in self._last.items()
            if key == _key(new) or at_ms - seen.at_ms <= WINDOW_MS or not is_same_place(seen.reading, new)
        }


def _key(reading: Reading) -> tuple[str, str, bool]:
    return reading.symbology, reading.text, reading.is_accepted


def _needed(same: Sequence[Reading]) -> int:
    symbology = same[-1].symbology
    if symbology in MATRIX:
        return 1
    are_all_dear = all(one.look != FIRST_LOOK for one in same)
    return DEAR_FRAMES if symbology == "ITF" or are_all_dear else AGREEING_FRAMES


def _has_different_looks(same: Sequence[Reading]) -> bool:
    """Frames of a label that lies still fail alike, so that the second must be another look: the bars borne out one by
    one, another treatment of the picture, or the label on other pixels."""
    first = same[0]
    return first.symbology in MATRIX or any(
        one.is_proven or one.look != first.look or float(np.abs(one.corners - first.corners).max()) >= _MOVED_PX
        for one in same
    )
