"""Digits typed behind a badge, where no PIN is asked for: they may be one all the same, and are shown to nobody.

Whoever scans his badge types his PIN by habit, also where he is signed in already: it would stand in the clear in whatever
field has the keyboard, and stay there.
"""

from __future__ import annotations

from tracker.hardware.keystrokes import Key

BEHIND_S = 20.0
"""So long behind a badge digits are not taken; any other key or scan ends it at once."""
NOT_TAKEN = "✖ No PIN is asked for now: the digits behind the badge were not taken, and are kept nowhere."
_MENDING = frozenset({"backspace", "delete", "left", "right"})


class BehindBadge:
    """One badge, and the keys behind it."""

    def __init__(self) -> None:
        self._until_s: float | None = None
        self._has_taken = False

    def scanned(self, now_s: float, *, is_badge: bool) -> None:
        self._until_s, self._has_taken = (now_s + BEHIND_S if is_badge else None), False

    def refuses(self, key: Key, now_s: float) -> bool:
        """Whether ``key`` goes nowhere: a digit, and what belongs to digits that went nowhere."""
        if self._until_s is None or now_s > self._until_s:
            return False
        if key.character is not None and key.character.isdecimal():
            self._until_s, self._has_taken = now_s + BEHIND_S, True
            return True
        is_of_it = self._has_taken and (key.name == "enter" or key.name in _MENDING)
        if key.name not in _MENDING:
            self._until_s = None
        return is_of_it
