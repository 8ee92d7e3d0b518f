"""From many frames to one scan: what must be seen how often, and when it counts again.

Neighbouring frames fail alike (two wrong texts in 28 clips were read in three and four frames), so that votes are no
guard: every frame's reading has passed :mod:`.guards` first. Two agreeing frames cost 34 ms at 30 frames a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.hardware.reading.formats import MATRIX
from tracker.hardware.reading.guards import is_same_kind, is_same_place
from tracker.hardware.reading.reading import Reading

AGREEING_FRAMES = 2
WINDOW_MS = 700.0
COOL_DOWN_MS = 2000.0
"""Since last seen, so that a code held before the camera is one scan (zbarcam's hysteresis, image scanner)."""

DOUBTFUL_FRAMES = 5


@dataclass(slots=True)
class _Seen:
    reading: Reading
    at_ms: float


class FrameAgreement:
    """Feed every frame's readings in order; what comes back is to be reported, once."""

    def __init__(self) -> None:
        self._recent: list[_Seen] = []
        self._last_ms: dict[tuple[str, str, bool], float] = {}

    def agreed(self, readings: Sequence[Reading], at_ms: float) -> list[Reading]:
        """The readings of the frame at ``at_ms`` that are now sure enough and are not a repetition."""
        self._recent = [seen for seen in self._recent if at_ms - seen.at_ms <= WINDOW_MS]
        self._recent += [_Seen(reading, at_ms) for reading in readings]
        return [told for reading in readings if (told := self._told(reading, at_ms)) is not None]

    def _told(self, reading: Reading, at_ms: float) -> Reading | None:
        key = (reading.symbology, reading.text, reading.is_accepted)
        last_ms = self._last_ms.get(key)
        if last_ms is not None and at_ms - last_ms <= COOL_DOWN_MS:
            self._last_ms[key] = at_ms
            return None
        times = sum(_is_same_claim(seen.reading, reading) for seen in self._recent)
        if times < _needed(reading) or (not reading.is_accepted and self._has_better(reading, at_ms)):
            return None
        self._last_ms[key] = at_ms
        if self._has_conflict(reading):
            return replace(
                reading, is_accepted=False, evidence=f"{reading.evidence}; conflict: another frame read otherwise"
            )
        return replace(reading, evidence=f"{reading.evidence}; {times} frames")

    def _has_conflict(self, reading: Reading) -> bool:
        return any(
            seen.reading.is_accepted
            and seen.reading.text != reading.text
            and is_same_kind(seen.reading, reading)
            and is_same_place(seen.reading, reading)
            for seen in self._recent
        )

    def _has_better(self, doubtful: Reading, at_ms: float) -> bool:
        """Whether something was accepted lately: frames on the way to it and away from it are doubtful by nature."""
        return any(is_accepted and at_ms - last <= COOL_DOWN_MS for (_, _, is_accepted), last in self._last_ms.items())


def _needed(reading: Reading) -> int:
    if not reading.is_accepted:
        return DOUBTFUL_FRAMES
    return 1 if reading.symbology in MATRIX else AGREEING_FRAMES


def _is_same_claim(one: Reading, other: Reading) -> bool:
    return (one.text, one.symbology, one.is_accepted) == (other.text, other.symbology, other.is_accepted)
