"""An item's use, day by day, as every method of ordering reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Issue:
    """``quantity`` base units left the stock for use on that day; below zero they came back."""

    day: date
    item: str
    site: str
    quantity: int


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One item at one site. ``used`` has a number for each day from ``first`` on, zeros included, none below zero."""

    item: str
    site: str
    first: date
    used: Floats


def histories(issues: Iterable[Issue]) -> list[History]:
    """One for each item and site, sorted by both, from the first day of use to the last.

    What came back is taken off the use of its day; a day on which more came back than went out counts as none, since
    what it belongs to is not known.
    """
    by_series: dict[tuple[str, str], dict[int, int]] = {}
    for issue in issues:
        days = by_series.setdefault((issue.item, issue.site), {})
        ordinal = issue.day.toordinal()
        days[ordinal] = days.get(ordinal, 0) + issue.quantity
    return [_history(*names, days) for names, days in sorted(by_series.items())]


def _history(item: str, site: str, days: dict[int, int]) -> History:
    first, last = min(days), max(days)
    used = np.zeros(last - first + 1)
    for ordinal, quantity in days.items():
        used[ordinal - first] = max(0, quantity)
    used.setflags(write=False)
    return History(item, site, date.fromordinal(first), used)
