"""Characters that came faster than people type: no PIN is taken from them, whatever ends them.

The wedge takes a burst for a scan only where something ends it, or where it is long. A PIN's six digits from a barcode, by a
scanner that sends no Enter, are neither: they would stand in the field as if typed.
"""

from __future__ import annotations

from tracker.hardware.keystrokes import EDITING, Key, character_of
from tracker.hardware.wedge_rules import GAP_S, SHORTEST_SCAN


class Rush:
    """Told every key that is handed on as typed, in order."""

    def __init__(self) -> None:
        self._last_s: float | None = None
        self._count = 0

    def is_rushed(self, keys: tuple[Key, ...]) -> bool:
        """Whether with ``keys`` there are as many characters as make the shortest scan, each read closer behind the one
        before than fingers are. Two at once are keys rolled over."""
        is_rushed = False
        for key in keys:
            if character_of(key) is None or key.name in EDITING:
                continue
            is_close = self._last_s is not None and key.read_s - self._last_s <= GAP_S
            self._count = self._count + 1 if is_close else 1
            self._last_s = key.read_s
            is_rushed = is_rushed or self._count >= SHORTEST_SCAN
        return is_rushed
