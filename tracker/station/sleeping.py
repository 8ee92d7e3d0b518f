"""How long the machine has slept: after waking, a device's handle may be dead without saying so."""

from __future__ import annotations

import time
from collections.abc import Callable

NOTICED_S = 2.0
"""Less is no sleep: the two clocks are not read in the same instant."""


def slept_s() -> float:
    """Seconds that the machine has been suspended since it started; 0.0 where the system does not tell.

    Linux has a clock that goes on during suspension and one that stands still (clock_gettime(2)).
    """
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Sleep:
    """Notices that the machine has slept."""

    def __init__(self, slept_s: Callable[[], float] = slept_s) -> None:
        self._slept_s = slept_s
        self._before_s = slept_s()

    def has_slept(self) -> bool:
        """Since this was last asked."""
        now_s = self._slept_s()
        has_slept, self._before_s = now_s - self._before_s >= NOTICED_S, now_s
        return has_slept
