"""Noise told in few words: of many garbled messages in a row the first, and then one a second. Pure, and fed with time.

Measured on a pseudo-terminal: 13 kB/s of noise make about a hundred garbled messages a second, each of which would be
stored and answered, and whatever is scanned meanwhile would wait behind them. What was read is handed on at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from tracker.hardware.framing import SILENCE_S, Framed
from tracker.hardware.scan import Quality

FIRST = 3
"""So many in a row are told one by one: a person who scans a worn label three times sees three answers."""
EVERY_MS = 1000
QUIET_MS = 2000
"""After so long without a garbled message the next one is a first one again."""
_SETTLED_MS = 1000 * SILENCE_S + 100
"""Half a scan has been told by then. Time passes in steps that differ between a line and its recording; counted by the
pieces that came, and told when nothing more can come of them, the messages are the same."""


class Framing(Protocol):
    """The pure half of a driver: which messages the bytes hold."""

    def feed(self, data: bytes, at_s: float) -> list[Framed]: ...

    def pass_time(self, now_s: float) -> list[Framed]: ...


class Folding:
    """Any framing, with its repeated garble folded."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._fed_ms = 0.0
        self._garbled_ms = float("-inf")
        self._told = 0
        self._since_ms = 0.0
        self._folded = 0
        self._latest: Framed | None = None

    def feed(self, data: bytes, at_s: float) -> list[Framed]:
        found = self._fold(self._framing.pass_time(at_s)) + self._due(_ms(at_s))
        self._fed_ms = _ms(at_s)
        return found + self._fold(self._framing.feed(data, at_s))

    def pass_time(self, now_s: float) -> list[Framed]:
        found = self._fold(self._framing.pass_time(now_s))
        return found + self._due(_ms(now_s)) if _ms(now_s) >= self._fed_ms + _SETTLED_MS else found

    def _fold(self, found: list[Framed]) -> list[Framed]:
        return [each for each in found if each.quality is not Quality.GARBLED or self._is_told(each)]

    def _is_told(self, garbled: Framed) -> bool:
        if self._fed_ms - self._garbled_ms > QUIET_MS:
            self._told = 0
        self._garbled_ms = self._fed_ms
        if self._told < FIRST:
            self._told += 1
            return True
        if not self._folded:
            self._since_ms = self._fed_ms
        self._folded, self._latest = self._folded + 1, garbled
        return False

    def _due(self, now_ms: float) -> list[Framed]:
        """One alone is told as it is; of several the last, and how many there were."""
        latest, folded = self._latest, self._folded
        if latest is None or now_ms < self._since_ms + EVERY_MS:
            return []
        self._latest, self._folded = None, 0
        if folded == 1:
            return [latest]
        return [replace(latest, evidence=f"{folded} more like it, the last one: {latest.evidence}")]


def _ms(at_s: float) -> float:
    """Whole milliseconds, as far as a recording's times can be trusted to add up."""
    return round(at_s * 1000, 0)
