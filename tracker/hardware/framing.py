"""Where one scan ends and the next begins, in a stream of bytes from a serial line, a socket or a grabbed keyboard.

Pure: it is told the bytes with the time at which they were read, and how time went by. A scan ends with CR, LF or CRLF,
or lies between STX and ETX; a TAB with nothing behind it counts, too. Whatever else comes is reported as garbled:

- half a scan and then silence, and what may be its tail: the end of a longer code can be a whole shorter one;
- an identifier or STX in the middle: two scans ran together, or two scanners share the line;
- bytes that are no text: a wrong baud rate or parity; and what comes among them, or is too short for a scan. An
  identifier behind a pause begins a new scan, whatever noise without an end stands before it;
- more than :data:`LONGEST` bytes without an end.

An XOR byte behind the suffix (:mod:`.check_byte`) is no data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.aim import split_aim
from tracker.hardware.check_byte import ALONE_S, NEXT_S, CheckByte
from tracker.hardware.keystrokes import is_framed
from tracker.hardware.scan import PULL_S, Quality

SILENCE_S = 0.5
"""A scan that pauses for so long has broken off. A whole one of 128 bytes takes 0.13 s at 9,600 baud."""
PAUSE_S = 0.050
"""An identifier that comes after such a pause is no part of the noise before it."""
NOISE_S = 0.1
"""What begins so soon behind bytes that are no scan may be of the same noise; an STX, too, is one byte in 256 of it."""
SHORTEST = 3
"""Characters of a scan without identifier or STX. Noise makes shorter ones by the hundred, and no code here is shorter."""
LONGEST = 4096
KEPT = 256
"""Bytes of a garbled message that are reported."""
_ENDS = b"\r\n"
_STX, _ETX, _TAB = 0x02, 0x03, 0x09
_BEGINNINGS = b"\x02]"
MAY_BE_REST = "it may be the rest of the scan that broke off before it"
_NO_TEXT = "bytes that are no text: compare baud rate, parity and keyboard layout"
_AIM = re.compile(rb"\][A-Za-z][0-9]")
_INNER_AIM = re.compile(rb".\][A-Za-z][0-9]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Framed:
    """One message. ``data`` is exact, the AIM identifier cut off into ``aim``."""

    data: str
    aim: str
    quality: Quality
    evidence: str = ""
    is_behind: bool = False
    """It began within :data:`~tracker.hardware.scan.PULL_S` of the byte before it."""


class Framer:
    """The state machine. Feed it in the order of arrival."""

    def __init__(self, is_torn: bool = False) -> None:
        """``is_torn``: as :attr:`is_torn` was of what read the line before."""
        self._buffer = bytearray()
        self._is_bracketed = False
        self._is_ruined = False
        self._began_s = self._last_s = 0.0
        self._byte_s = float("-inf")
        self._is_behind = False
        self._is_torn = is_torn
        """A scan broke off, and no end came since: what comes next unframed may be its rest, however late."""
        self._noise_s = float("-inf")
        self._fresh: bytearray | None = None
        """The first bytes behind a pause, until they are an identifier or not; the noise before them ends at
        ``_paused_at`` in the buffer."""
        self._paused_at = 0
        self._check = CheckByte()
        self._held: int | None = None

    def feed(self, data: bytes, at_s: float) -> list[Framed]:
        """The messages that ``data`` completes, read at ``at_s`` (seconds on a clock that never goes back)."""
        found = self.pass_time(at_s)
        if data and self._buffer and at_s - self._last_s >= PAUSE_S:
            self._fresh, self._paused_at = bytearray(), len(self._buffer)
        for byte in data:
            found += self._take(byte, at_s)
        if data:
            self._last_s = at_s
        return found

    def pass_time(self, now_s: float) -> list[Framed]:
        """Nothing came up to ``now_s``: half a scan that has waited too long is reported."""
        due_s = self.deadline_s
        if due_s is None or now_s < due_s:
            return []
        if self._held is not None:
            self._held = None
            self._check.confirm()
            return []
        if self._is_whole():
            return self._end(due_s)
        self._is_torn = True
        return [self._garbled("it broke off: no end (CR, or ETX) came")]

    @property
    def deadline_s(self) -> float | None:
        """When :meth:`pass_time` has something to decide if nothing comes first; None while nothing is held."""
        if self._held is not None:
            return self._last_s + ALONE_S
        return self._last_s + SILENCE_S if self._buffer else None

    @property
    def is_idle(self) -> bool:
        return not self._buffer and self._held is None

    @property
    def is_torn(self) -> bool:
        """Whether a scan broke off, or would if the line ended now: what it sends first, opened again, may be the rest."""
        is_open = bool(self._buffer) or self._is_bracketed
        return self._is_torn or self._held is not None or (is_open and not self._is_whole())

    def _is_whole(self) -> bool:
        """What is held would end with silence."""
        if self._is_ruined or not self._buffer:
            return False
        return self._buffer[-1] == _TAB or (self._is_bracketed and self._buffer[-1] in _ENDS)

    def _take(self, byte: int, at_s: float) -> list[Framed]:
        before_s, self._byte_s = self._byte_s, at_s
        if not self._buffer and not self._is_bracketed:
            self._is_behind = at_s - before_s < PULL_S
        return self._sorted(byte, at_s)

    def _sorted(self, byte: int, at_s: float) -> list[Framed]:
        if self._held is not None:
            held, self._held = self._held, None
            if byte in _BEGINNINGS and at_s - self._last_s >= NEXT_S:
                self._check.confirm()
                return self._put(byte, at_s)
            return self._put(held, at_s) + self._put(byte, at_s)
        if self._check.is_awaited and not self._buffer:
            if byte in _ENDS:
                return []
            if self._check.may_be(byte, at_s):
                self._held = None if self._check.is_usual else byte
                return []
        return self._put(byte, at_s)

    def _put(self, byte: int, at_s: float) -> list[Framed]:
        if byte == _STX:
            return self._begin_bracketed(at_s)
        if byte == _ETX and self._is_bracketed:
            return self._end(at_s)
        if byte in _ENDS and not self._is_bracketed:
            return self._end(at_s)
        if not self._buffer:
            self._began_s = at_s
        if len(self._buffer) < LONGEST:
            self._buffer.append(byte)
        else:
            self._is_ruined = True
        return [] if self._fresh is None else self._put_fresh(self._fresh, byte, at_s)

    def _put_fresh(self, fresh: bytearray, byte: int, at_s: float) -> list[Framed]:
        """One of the first bytes behind a pause: with an identifier a new scan begins, if what stood before was noise."""
        fresh.append(byte)
        if len(fresh) < 3:
            return []
        self._fresh = None
        before = bytes(self._buffer[: self._paused_at])
        if not _AIM.match(fresh) or (_is_text(before) and not self._is_among_noise()):
            return []
        noise = self._noise(before, _NO_TEXT, self._began_s)
        self._clear()
        self._buffer += fresh
        self._began_s = at_s
        return [noise]

    def _begin_bracketed(self, at_s: float) -> list[Framed]:
        found: list[Framed] = []
        was_open = bool(self._buffer) or self._is_bracketed
        if self._is_bracketed and self._buffer and self._buffer[-1] in _ENDS:
            found = self._end(at_s)
        elif self._buffer and not _is_text(bytes(self._buffer)):
            found = [self._noise(bytes(self._buffer), _NO_TEXT, at_s)]
            self._clear()
        elif self._buffer:
            found = [self._garbled("another scan began in the middle of it")]
        self._is_bracketed = True
        self._is_behind = self._is_behind or was_open
        return found

    def _end(self, at_s: float) -> list[Framed]:
        message = bytes(self._buffer)
        while message and (message[-1] == _TAB or (self._is_bracketed and message[-1] in _ENDS)):
            message = message[:-1]
        was_bracketed, was_ruined = self._is_bracketed, self._is_ruined
        if was_ruined:
            return [self._garbled(f"it has no end within {LONGEST} bytes")]
        self._clear()
        if not message:
            self._is_torn = False
            return []
        self._check.end(message, at_s)
        return [self._judged(message, was_bracketed, at_s)]

    def _is_among_noise(self) -> bool:
        return self._began_s - self._noise_s <= NOISE_S

    def _judged(self, message: bytes, is_bracketed: bool, at_s: float) -> Framed:
        try:
            text = message.decode("utf-8")
        except UnicodeDecodeError:
            return self._noise(message, _NO_TEXT, at_s)
        was_torn, self._is_torn = self._is_torn, False
        if _INNER_AIM.search(message):
            return _as_garbled(message, "two scans ran together")
        is_framed_text = is_bracketed or is_framed(text)
        if not is_framed_text and len(text) < SHORTEST:
            return self._noise(message, "it is too short for a scan", at_s)
        if self._is_among_noise() and not (is_framed(text) and len(text) >= 3 + SHORTEST):
            return self._noise(message, "it came among bytes that cannot be read", at_s)
        if was_torn and not is_framed_text:
            return _as_garbled(message, MAY_BE_REST)
        aim, data = split_aim(text)
        return Framed(data, aim, Quality.READ, is_behind=self._is_behind)

    def _noise(self, message: bytes, why: str, at_s: float) -> Framed:
        self._noise_s = at_s
        return _as_garbled(message, why)

    def _garbled(self, why: str) -> Framed:
        message = bytes(self._buffer)
        self._clear()
        return _as_garbled(message, why)

    def _clear(self) -> None:
        self._buffer.clear()
        self._is_bracketed = self._is_ruined = False
        self._fresh = None


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_garbled(message: bytes, why: str) -> Framed:
    return Framed(message[:KEPT].decode("ascii", "replace"), "", Quality.GARBLED, why)
