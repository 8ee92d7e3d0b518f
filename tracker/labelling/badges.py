"""Codes for badges: drawn by lot, so that a badge says nothing about who wears it, nor how many there are."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tracker.barcodes.house import badge_code
from tracker.store.connection import Connection

_MOST = 99_999_999

Draw = Callable[[int], int]
"""``draw(n)`` is a number from 0 to below ``n``."""


def free_badge_codes(connection: Connection, count: int, draw: Draw = secrets.randbelow) -> tuple[str, ...]:
    """``count`` different codes that no member of staff has."""
    taken = set(connection.exec_driver_sql("SELECT badge FROM staff").scalars())
    drawn: list[str] = []
    while len(drawn) < count:
        code = badge_code(1 + draw(_MOST))
        if code not in taken:
            taken.add(code)
            drawn.append(code)
    return tuple(drawn)
