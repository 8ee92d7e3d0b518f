"""One test of one device, step by step: which code to scan next, what arrived, and when it is over. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.hardware.learning.known_codes import KNOWN_CODES, KnownCode
from tracker.hardware.learning.learned import Channel, Learned
from tracker.hardware.learning.learning import learn, recognised
from tracker.hardware.learning.strokes import BURST_GAP_S, Stroke

MOST_STROKES = 20_000
"""A stuck key for a quarter of an hour. The oldest are forgotten beyond it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One pull of the trigger: the code that it is, or None for one that is no code of the sheet."""

    code: KnownCode | None
    signs: tuple[str, ...]


class Session:
    """Feed it what arrives, in order, and the time. ``host`` is the layout by which keys are read, where known.

    Who comes back to code 1 has set something in the scanner, and begins anew: what it did before is forgotten.
    """

    def __init__(self, channel: Channel, host: str | None = None) -> None:
        self.channel = channel
        self._host = host
        self._strokes: list[Stroke] = []
        self._burst: list[Stroke] = []
        self._last = 0
        self._has_begun = False

    def hear(self, strokes: Sequence[Stroke]) -> list[Heard]:
        """What has arrived; the pulls that ended before it."""
        ended: list[Heard] = []
        for stroke in strokes:
            ended += self.pass_time(stroke.at_s)
            self._burst.append(stroke)
            self._strokes.append(stroke)
        del self._strokes[:-MOST_STROKES]
        return ended

    def pass_time(self, now_s: float) -> list[Heard]:
        """Nothing arrived up to ``now_s``: a pull that has gone quiet has ended."""
        if not self._burst or now_s - self._burst[-1].at_s < BURST_GAP_S:
            return []
        burst, self._burst = tuple(self._burst), []
        code = recognised(burst, self.channel, self._host)
        if code is not None:
            if code.number == 1 < self._last and self._has_begun:
                self._strokes, self._last = list(burst), 0
            self._has_begun = self._has_begun or code.number == 1
            self._last = max(self._last, code.number)
        return [Heard(code, tuple(stroke.sign for stroke in burst))]

    @property
    def is_quiet(self) -> bool:
        """Whether no pull is on its way."""
        return not self._burst

    @property
    def next_code(self) -> KnownCode | None:
        """The one to scan now; None once the last was scanned."""
        return next((code for code in KNOWN_CODES if code.number > self._last), None)

    @property
    def is_over(self) -> bool:
        return self.next_code is None

    def forget(self, heard: Heard) -> None:
        """The last pull was a person's: keys pressed to leave are no part of the test."""
        del self._strokes[len(self._strokes) - len(heard.signs) :]

    def learned(self) -> Learned:
        """Everything so far."""
        return learn(self._strokes, self.channel, self._host)
