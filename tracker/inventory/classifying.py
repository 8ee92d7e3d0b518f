"""ABC by value of use, XYZ by how evenly it is used; VED, the third, is entered and stands with the item.

The three answer three questions (reference: Gizaw and Jemal 2021, doi 10.2147/IPRP.S310716, for hospital stock): where the
money goes, what can be foreseen, and what must not be lacking. Bounds of ABC are the usual 80 and 95 % of the value. For
XYZ authors use any from 0.1 to 1; ours are those at which counts that come by chance stand: the coefficient of variation of
a Poisson count is 1/√mean, so 0.5 is an item used four times a week, and 1.0 one used once a week.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

A_SHARE, B_SHARE = 80, 95
"""Percent of all value."""
X_VARIATION, Y_VARIATION = 0.5, 1.0
WEEK_DAYS = 7
LEAST_WEEKS = 4
"""Below that nothing is said of how even a use is."""


def abc(values: Mapping[int, int]) -> Mapping[int, str]:
    """A class for each key, from its value (0 or more). One is A while those before it make less than 80 %: the one that
    crosses the bound belongs to the class above it, and a single item is A. Of no value at all, all are C."""
    total = sum(values.values())
    classes, before = {}, 0
    for key in sorted(values, key=lambda each: (-values[each], each)):
        is_free = total == 0 or values[key] == 0
        classes[key] = (
            "C"
            if is_free
            else "A"
            if before * 100 < A_SHARE * total
            else "B"
            if before * 100 < B_SHARE * total
            else "C"
        )
        before += values[key]
    return classes


def variation(weekly: Sequence[int]) -> float | None:
    """Standard deviation (of all weeks, not of a sample) over mean; None without use, or over fewer than four weeks."""
    if len(weekly) < LEAST_WEEKS or not any(weekly):
        return None
    mean = sum(weekly) / len(weekly)
    return sqrt(sum((week - mean) ** 2 for week in weekly) / len(weekly)) / mean


def xyz(coefficient: float | None) -> str | None:
    if coefficient is None:
        return None
    return "X" if coefficient <= X_VARIATION else "Y" if coefficient <= Y_VARIATION else "Z"
