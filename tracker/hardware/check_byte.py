"""The byte that some Bluetooth scanners send behind a message's suffix: the XOR of all that came before it.

Taken for data it would become the first character of the next scan. It is known by its value, by coming at once, and by
the silence behind it; a device that sent it twice is known to send it. A first character that looks like it has company
as soon as the scan goes on, however it stalls, and is put back before it. Only one that stands alone for longer than any
scan may pause is taken for it: silence cannot tell the two apart.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

AT_ONCE_S = 0.020
"""It comes with its message; nobody pulls the trigger twice so fast."""
ALONE_S = 0.5
"""As long as a scan may pause. After 50 ms a scan that stalled for 60 ms behind its ``I`` was read as an item's number."""
NEXT_S = 0.050
"""An identifier or STX that comes so much later begins a scan of its own: what is held is no part of it."""
_CR, _LF = 0x0D, 0x0A


class CheckByte:
    """Told each message that ends, and asked about the byte behind its suffix."""

    def __init__(self) -> None:
        self._sums: tuple[int, ...] = ()
        """What the byte would be, whichever part of the suffix it counts in."""
        self._ended_s = 0.0
        self._confirmed = 0

    def end(self, message: bytes, at_s: float) -> None:
        plain = reduce(xor, message)
        self._ended_s = at_s
        self._sums = tuple(plain ^ ends for ends in (0, _CR, _LF, _CR ^ _LF))

    @property
    def is_awaited(self) -> bool:
        """Nothing but ends has come since the message."""
        return bool(self._sums)

    @property
    def is_usual(self) -> bool:
        return self._confirmed >= 2

    def may_be(self, byte: int, at_s: float) -> bool:
        """Whether the first byte behind the suffix is it. There is one such byte."""
        sums, self._sums = self._sums, ()
        return byte in sums and at_s - self._ended_s <= AT_ONCE_S

    def confirm(self) -> None:
        """Nothing came behind it."""
        self._confirmed += 1
