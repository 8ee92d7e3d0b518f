"""Money: it is kept in whole millionths of the clinic's currency, and every report and screen writes it by one of these."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_MICRO_DIGITS, _CENT_DIGITS = 6, 2


def money(micros: int | None) -> Decimal | None:
    """Millionths as an exact amount, for a cell that is reckoned with: two digits after the point, and more only where the
    amount has them."""
    if micros is None:
        return None
    exact = Decimal(micros).scaleb(-_MICRO_DIGITS)
    for digits in range(_CENT_DIGITS, _MICRO_DIGITS):
        rounded = round(exact, digits)
        if rounded == exact:
            return rounded
    return exact


def amount(micros: int) -> str:
    """``1234.50``, for people: two digits after the point, and up to six only below one, where a cent is too coarse."""
    exact = money(micros)
    assert exact is not None
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP) if abs(exact) >= 1 else exact:f}"
