"""How high to fill up: each method's order-up-to level, at each of a range of cautions.

``S = use while waiting + caution × what it may vary by``, where waiting is review period and lead time together. What a
method is worth shows in a backtest (:mod:`.backtest`), not in its formula: caution is swept there, and methods are
compared at the same fill rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracker.inventory.demand.forecasts import croston, mean_of_last, pace, sba, tsb
from tracker.inventory.demand.history import Floats

YEAR_DAYS = 364
"""Whole weeks, so that windows that begin on a day of the week go through it evenly."""
PACE_HALF_LIFE_DAYS = 30.0
CAUTIONS = np.concatenate([np.linspace(-1.0, 4.0, 26), np.linspace(4.5, 12.0, 16)])
DAYS_OF_USE = np.concatenate([np.linspace(2.0, 60.0, 59), np.linspace(65.0, 200.0, 28)])
SHARES = np.array([0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.97, 0.98, 0.99, 0.995, 1.0])


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long an order must last: it is looked at each ``review_days``, and comes after one of ``lead_days``."""

    review_days: int
    lead_days: tuple[int, ...]
    """As they were; each as likely as it was often."""

    @property
    def mean_days(self) -> float:
        return self.review_days + sum(self.lead_days) / len(self.lead_days)


Levels: TypeAlias = Callable[[Floats, Sequence[int], Waiting], Floats]
"""``(used, mornings, waiting)`` to levels: a row for each morning, a column for each caution, the lowest first. Only the
days before a morning may be looked at; the first morning is where the warm-up ends."""


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    title: str
    levels: Levels


def fixed_par(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
    """So many days of the warm-up's mean use, for ever: how par levels are kept in most clinics."""
    return np.tile(used[: mornings[0]].mean() * DAYS_OF_USE, (len(mornings), 1))


def quarterly_par(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
    """The same, reset every 13 weeks by the use since the last time."""
    quarter = 13 * 7
    resets = [mornings[0] + (morning - mornings[0]) // quarter * quarter for morning in mornings]
    means = mean_of_last(used, quarter)
    return np.outer(means[resets], DAYS_OF_USE)


def _forecast(forecast: Callable[[Floats], Floats], spread_days: int) -> Levels:
    """A forecast, and a cushion by the deviation of single days over the last ``spread_days``."""

    def levels(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
        means, spreads = rate_and_spread(forecast, used, mornings, waiting, spread_days)
        return np.maximum(0.0, means[:, None] + np.outer(spreads, CAUTIONS))

    return levels


def rate_and_spread(
    forecast: Callable[[Floats], Floats],
    used: Floats,
    mornings: Sequence[int],
    waiting: Waiting,
    spread_days: int = YEAR_DAYS,
) -> tuple[Floats, Floats]:
    """For each morning the use to expect while waiting, and the deviation of the days, over the wait."""
    means, days = forecast(np.append(used, 0.0))[list(mornings)], waiting.mean_days
    spreads = [used[max(0, morning - spread_days) : morning].std() * days**0.5 for morning in mornings]
    return means * days, np.array(spreads)


def own_sums(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
    """The quantile of a year's own sums over the days of waiting."""
    width = round(waiting.mean_days)
    return np.array([np.quantile(_sums(used, morning, width, step=1), SHARES) for morning in mornings])


def own_swings(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
    """The use at today's pace, and a cushion by how a year's own sums over the days of waiting went up and down.

    Sums begin on the morning's day of the week, since a weekend inside or outside of them is no chance, and are taken
    over every wait that there was: so the cushion holds the swing of lead times, too.
    """
    means, swings = pace_and_swing(used, mornings, waiting)
    return np.maximum(0.0, means[:, None] + np.outer(swings, CAUTIONS))


def pace_and_swing(used: Floats, mornings: Sequence[int], waiting: Waiting) -> tuple[Floats, Floats]:
    """For each morning the use to expect while waiting, and the standard deviation of the sums, over all leads by how
    often they were. A morning may be the one after the last day.

    ``used`` is one history, or many of one length, each a row; then so is what is told.
    """
    nothing = np.zeros((*used.shape[:-1], 1))
    paces = pace(np.concatenate([used, nothing], axis=-1), PACE_HALF_LIFE_DAYS)[..., list(mornings)]
    running = np.concatenate([nothing, np.cumsum(used, axis=-1)], axis=-1)
    first, second = np.zeros(paces.shape), np.zeros(paces.shape)
    for lead, weight in _shares(waiting.lead_days):
        mean, square = _weekly_moments(running, np.asarray(mornings), waiting.review_days + lead)
        first += weight * mean
        second += weight * square
    return paces * waiting.mean_days, np.sqrt(np.maximum(0.0, second - first**2))


@lru_cache(maxsize=1024)
def _shares(lead_days: tuple[int, ...]) -> tuple[tuple[int, float], ...]:
    """Each lead time, and how often it was."""
    return tuple((lead, count / len(lead_days)) for lead, count in sorted(Counter(lead_days).items()))


def _weekly_moments(running: Floats, mornings: NDArray[np.int_], width: int) -> tuple[Floats, Floats]:
    """Mean and mean square of the sums of ``width`` days within the year before each morning that begin whole weeks
    before it; where there is room for none of those the last sum alone, and in a shorter past its mean times the width.

    Each is the difference of two running sums by the week, so that all mornings cost one pass.
    """
    begins = np.maximum(0, mornings - YEAR_DAYS)
    past = mornings - begins
    last = mornings - -(-width // 7) * 7
    first = begins + past % 7
    counts = np.where(last >= first, (last - first) // 7 + 1, 0)
    alone = (running[..., mornings] - running[..., begins]) / np.maximum(1, past) * width
    fits = past >= width
    alone = np.where(fits, running[..., mornings] - running[..., np.maximum(0, mornings - width)], alone)
    sums = (
        running[..., width:] - running[..., :-width] if running.shape[-1] > width else np.zeros_like(running[..., :1])
    )
    moments = []
    for powers in (sums, sums**2):
        by_week = _by_week(powers)
        upper = by_week[..., np.where(counts > 0, last, 0)]
        lower = np.where(first >= 7, by_week[..., np.where(counts > 0, first - 7, 0)], 0.0)
        moments.append((upper - lower) / np.maximum(1, counts))
    return np.where(counts > 0, moments[0], alone), np.where(counts > 0, moments[1], alone**2)


def _by_week(sums: Floats) -> Floats:
    """At each index the sum of what stands there and any number of weeks before."""
    *many, days = sums.shape
    padded = np.zeros((*many, -(-days // 7) * 7))
    padded[..., :days] = sums
    return np.cumsum(padded.reshape(*many, -1, 7), axis=-2).reshape(*many, -1)


def _sums(used: Floats, morning: int, width: int, step: int) -> Floats:
    """Sums of ``width`` days within the year before ``morning``, beginning whole ``step`` days before it; where the
    past is shorter than one of them, its mean stands for the days that are missing."""
    past = used[max(0, morning - YEAR_DAYS) : morning]
    if len(past) < width:
        return np.array([past.mean() * width if len(past) else 0.0])
    running = np.concatenate([[0.0], np.cumsum(past)])
    begins = np.arange(len(past) % step, len(past) - width + 1, step)
    if not len(begins):
        begins = np.array([len(past) - width])
    return np.asarray(running[begins + width] - running[begins])


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.name: method
        for method in (
            Method("fixed_par", "fixed par from the warm-up", fixed_par),
            Method("quarterly_par", "par reset quarterly", quarterly_par),
            Method("last_30_days", "mean of the last 30 days", _forecast(lambda used: mean_of_last(used, 30), 30)),
            Method("croston", "Croston", _forecast(croston, YEAR_DAYS)),
            Method("sba", "Syntetos-Boylan (SBA)", _forecast(sba, YEAR_DAYS)),
            Method("tsb", "Teunter-Syntetos-Babai (TSB)", _forecast(tsb, YEAR_DAYS)),
            Method("own_sums", "quantile of its own sums", own_sums),
            Method("own_swings", "pace, and the swing of its own sums", own_swings),
        )
    }
)
SHIPPED = "own_swings"
"""The one that needed the least stock on real issues (benchmarks/ordering.py)."""
