"""What can still be used: of stock before each lot's date, and of an order before its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, floor

from tracker.inventory.ordering.facts import Expiring, Standing


def usable(stock: Iterable[Standing], per_day: float, today: date) -> int:
    """What first-expired-first-out can use of ``stock`` at ``per_day`` before each lot's date, that day included.

    Without a pace (0) nobody knows, and all that has not expired counts.
    """
    total = 0
    for each in sorted(stock, key=lambda one: (one.expiry is None, one.expiry or date.max)):
        if each.expiry is None or (per_day <= 0 and each.expiry >= today):
            total += each.quantity
        elif each.expiry >= today:
            by_then = floor(round(per_day * ((each.expiry - today).days + 1), 6))
            total += max(0, min(each.quantity, by_then - total))
    return total


def expiring_of(
    quantity: int, per_day: float, before: int, lead_days: float, shelf_life_days: int | None, today: date
) -> Expiring | None:
    """How many of an order will probably expire; ``before`` is what is used up before it, stock and earlier orders.

    None where none will, and day None where nobody knows how long it keeps.
    """
    if shelf_life_days is None or per_day <= 0:
        return None
    comes = ceil(lead_days)
    left = max(0.0, before - per_day * comes)
    wasted = min(quantity, quantity - max(0, floor(per_day * max(0, shelf_life_days) - left)))
    day = today + timedelta(days=min(comes + shelf_life_days, 36_500))
    return Expiring(wasted, day) if wasted > 0 else None
