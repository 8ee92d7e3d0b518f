"""The clock by which keys are judged: one that a stall of our own process cannot put forward.

Whoever reads keys can be stopped at any moment while the keys lie unread in the kernel's buffer. Measured with the real
app under a flood of scans: a full garbage collection keeps the interpreter's lock for 64 to 106 ms, about twice in 1,000
scans. A key stamped behind such a stall looks as if the scanner had paused, and its scan is torn.

So a gap is only as long as is known. What is known: a wait that ended empty was kept by the kernel, which looks once more
before it says so; nothing had come up to its end, however late we hear of it. A wait that a key ended lasted no longer than
it was meant to. What lay there already when the reader came to look may have come right behind the key before.

That is the least that a gap was, and for a person who types while the app starts too little: a reader that comes to look
once in 0.15 s finds a key each time, and each seems to be right behind the one before. Between three keys more is known: a
look that took the first away, and did not find the third, lies between them. So each key also bears the two looks between
which it came (:class:`tracker.hardware.keystrokes.Came`).
"""

from __future__ import annotations

from tracker.hardware.keystrokes import Came
from tracker.hardware.wedge_rules import GAP_S, QUIET_S, STALL_S, TAIL_S

WAIT_S = 0.005
"""One wait, for as long as a gap may still decide something. A stall adds this much to a gap at most: a sixth of
``GAP_S``."""
IDLE_WAIT_S = 0.100
_DECIDING_S = (GAP_S, QUIET_S, STALL_S)
"""The silences after a key by which the assembler decides."""


class KeyClock:
    """Told how each wait for input ended. Pure: all times are given to it, in seconds of a clock that never goes back."""

    def __init__(self, now_s: float) -> None:
        self.at_s = now_s
        """The time by this clock. It lags the real one by the stalls since the last silence of over a second."""
        self._read_s = self._read_at_s = now_s
        self._empty_s = float("-inf")
        self.came = Came(self._empty_s, now_s)
        """Between which looks the newest input came; what lay there at the start may be of any time."""
        self._silent_s = 0.0
        self._key_at_s = now_s
        self._told = len(_DECIDING_S)

    @property
    def wait_s(self) -> float:
        """How long to wait for input next."""
        return WAIT_S if self._silent_s <= TAIL_S else IDLE_WAIT_S

    def pass_silence(self, begun_s: float) -> None:
        """A wait of ``wait_s`` that was begun after ``begun_s`` has ended empty."""
        self._empty_s = max(self._empty_s, begun_s + self.wait_s)
        self._silent_s = max(self._silent_s, begun_s + self.wait_s - self._read_s)
        self.at_s = self._read_at_s + self._silent_s

    def take_input(self, now_s: float, looked_s: float) -> None:
        """A wait of ``wait_s`` has ended with input, all of which was read between ``looked_s`` and ``now_s``: ``at_s`` is
        when it came."""
        self.came, self._empty_s = Came(self._empty_s, now_s), looked_s
        behind_s = now_s - self._read_s - self._silent_s
        self.at_s = now_s if self._silent_s > TAIL_S else self.at_s + min(max(0.0, behind_s), self.wait_s)
        self._read_s, self._read_at_s, self._silent_s = now_s, self.at_s, 0.0

    def note_key(self) -> None:
        """There was a key in that input; other input (a mouse, a terminal's answers) does not hold silence up."""
        self._key_at_s, self._told = self.at_s, 0

    def take_news(self) -> bool:
        """Whether the silence since the last key has become long enough for a decision since this was last asked."""
        reached = sum(self.at_s > self._key_at_s + each for each in _DECIDING_S)
        is_news, self._told = reached > self._told, max(reached, self._told)
        return is_news
