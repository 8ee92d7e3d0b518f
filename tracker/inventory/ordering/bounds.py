"""How much of one item can be meant by one order: a slip of the finger is told by what it would last for."""

from __future__ import annotations

from tracker.errors import Refusal
from tracker.inventory.ordering.facts import Line
from tracker.inventory.usual import FEW_PACKS

MOST_YEARS = 2
"""So long an order may last at today's pace: beyond that most medical supplies have expired."""
MOST_TIMES = 20
"""So many times what is lacking, or the level, may be ordered where nobody knows how fast it is used."""
_DAYS_A_YEAR = 365


def most_of(line: Line, least: int) -> int:
    """Base units. ``least`` is the supplier's minimum order: that, and what was proposed, can always be ordered."""
    level = line.level.quantity or 0
    by_pace = int(line.level.per_day * MOST_YEARS * _DAYS_A_YEAR)
    by_need = 0 if line.level.per_day > 0 else MOST_TIMES * max(line.lacks, level)
    proposed = line.packed.quantity if line.packed is not None else 0
    return max(by_pace, by_need, least, proposed, line.lacks)


def require_meant(line: Line, quantity: int, least: int) -> None:
    """Raises :class:`Refusal` (``order_absurd``) for more base units than can be meant."""
    most = most_of(line, least)
    if quantity <= most:
        return
    unit = line.situation.item.base_unit
    if line.level.per_day > 0:
        lasts = lasts_words(line, quantity)
        words = (
            f"{quantity:,} {unit} would last {lasts} at {line.level.per_day:,.1f} a day; {line.lacks:,} are lacking."
        )
    else:
        words = f"{quantity:,} {unit} are {quantity // max(1, line.lacks):,} times the {line.lacks:,} that are lacking."
    raise Refusal(words, hint=f"At most {most:,} {unit} can be ordered of it at once.", code="order_absurd")


def doubt_of(line: Line, packs: int, quantity: int) -> str:
    """Why somebody is asked once more whether he means so many, in words; empty where he is not: up to a year's use, a few
    packs whatever the pace, and what was proposed."""
    proposed = line.packed.quantity if line.packed is not None else 0
    if packs <= FEW_PACKS or quantity <= max(proposed, line.level.per_day * _DAYS_A_YEAR) or line.level.per_day <= 0:
        return ""
    return f"{quantity:,} {line.situation.item.base_unit} would last {lasts_words(line, quantity)}."


def lasts_words(line: Line, quantity: int) -> str:
    """``33 days``, ``14 months``, ``913 years``; empty where nobody knows how fast it is used."""
    if line.level.per_day <= 0:
        return ""
    days = quantity / line.level.per_day
    if days < 2 * _DAYS_A_YEAR / 12:
        return f"{days:.0f} day{'s' if round(days) != 1 else ''}"
    return f"{days * 12 / _DAYS_A_YEAR:.0f} months" if days < 2 * _DAYS_A_YEAR else f"{days / _DAYS_A_YEAR:,.0f} years"
