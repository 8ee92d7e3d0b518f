"""Where one scan ends and the next begins in a stream of the kernel's key events. Pure: structures in, messages out."""

from __future__ import annotations

import struct

from tracker.hardware.framing import Framed, Framer
from tracker.hardware.key_events import UNTOLD, KeyDecoder

EVENT = struct.Struct("llHHi")
"""``struct input_event`` (linux/input.h): seconds, microseconds, type, code, value; 24 bytes on 64-bit machines."""


class EventFramer:
    """The keys that ``decoder`` makes of the events, parted like the bytes of a serial line."""

    def __init__(self, decoder: KeyDecoder, is_torn: bool = False) -> None:
        self._decoder = decoder
        self._framer = Framer(is_torn)

    def feed(self, data: bytes, at_s: float) -> list[Framed]:
        """``data`` is whole structures; of one that is cut off, the keys are not guessed."""
        late = self.pass_time(at_s)
        whole = len(data) - len(data) % EVENT.size
        typed = b"".join(self._decoder.feed(*event[2:]) for event in EVENT.iter_unpack(data[:whole]))
        typed += UNTOLD if whole < len(data) else b""
        return late + self._framer.feed(typed, at_s)

    def pass_time(self, now_s: float) -> list[Framed]:
        found = self._framer.pass_time(now_s)
        if found:
            self._decoder.release()
        return found

    @property
    def deadline_s(self) -> float | None:
        return self._framer.deadline_s

    @property
    def is_torn(self) -> bool:
        return self._framer.is_torn
