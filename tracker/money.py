"""Money as people read it; it is kept in whole millionths of the clinic's currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def amount(micros: int) -> str:
    """``1234.50``: two digits after the point, and up to six where a cent is too coarse."""
    exact = Decimal(micros).scaleb(-6)
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded:f}" if rounded == exact or abs(exact) >= 1 else f"{exact.normalize():f}"
