"""Noise on a line, told and not drowned in: after the first few that cannot be read a device is summed up, once a second.

Twelve seconds of random bytes were 1,400 garbled scans, each stored and shown, and a real one waited behind 500. Pure:
what is told depends on the pieces and their times alone, not on how often somebody looks, so that a recording of the
noise replays as it was.
"""

from __future__ import annotations

from typing import Protocol

from tracker.hardware.framing import Framed
from tracker.hardware.scan import Quality

FIRST = 3
"""Garbled ones in a second that are told one by one. Nobody pulls a trigger faster."""
WINDOW_S = 1.0


class Decoder(Protocol):
    """Any pure half of a driver."""

    def feed(self, data: bytes, at_s: float) -> list[Framed]: ...

    def pass_time(self, now_s: float) -> list[Framed]: ...

    @property
    def deadline_s(self) -> float | None:
        """When time that passes has something to decide; None while nothing is held."""
        ...

    @property
    def is_torn(self) -> bool:
        """Whether the rest of a scan that broke off, or has not ended, may still come."""
        ...


class Quieted:
    """``decoder`` with its garble folded. What was read is never held back, and comes in its order."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._since_s = float("-inf")
        self._told = self._folded = 0

    def feed(self, data: bytes, at_s: float) -> list[Framed]:
        return self.pass_time(at_s) + self._sifted(self._decoder.feed(data, at_s), at_s)

    def pass_time(self, now_s: float) -> list[Framed]:
        told: list[Framed] = []
        while (due_s := self.deadline_s) is not None and due_s <= now_s:
            told += self._sifted(self._decoder.pass_time(due_s), due_s)
        return told

    @property
    def deadline_s(self) -> float | None:
        sum_s = self._since_s + WINDOW_S if self._folded else None
        dues_s = [each for each in (self._decoder.deadline_s, sum_s) if each is not None]
        return min(dues_s, default=None)

    @property
    def is_torn(self) -> bool:
        return self._decoder.is_torn

    def _sifted(self, found: list[Framed], now_s: float) -> list[Framed]:
        told = self._summed_up(now_s)
        for each in found:
            if each.quality is Quality.GARBLED and not self._may_tell(now_s):
                self._folded += 1
            else:
                told.append(each)
        return told

    def _may_tell(self, now_s: float) -> bool:
        if now_s >= self._since_s + WINDOW_S:
            self._since_s, self._told = now_s, 0
        self._told += 1
        return self._told <= FIRST

    def _summed_up(self, now_s: float) -> list[Framed]:
        if not self._folded or now_s < self._since_s + WINDOW_S:
            return []
        count, self._folded = self._folded, 0
        # While the noise lasts the next second is summed up whole.
        self._since_s, self._told = now_s, FIRST
        return [
            Framed("", "", Quality.GARBLED, f"{count} more that cannot be read: noise on the line, or a wrong setting")
        ]
