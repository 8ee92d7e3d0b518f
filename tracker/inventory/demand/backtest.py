"""A method tried on what really happened: how much stock it takes to serve so much of the use.

Order-up-to with lost sales. On every review morning the shelf and what is on its way are filled up to the method's level;
an order comes, whole, on the morning after its lead time, drawn at random from those that there were; use that finds no
stock is lost. The first 40 % of a history is for warming up, and no method sees a day before it is over. The fill rate is
units served of units asked for; the stock is what is there at the end of a day, in days of the mean use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.inventory.demand.history import Floats, History
from tracker.inventory.demand.methods import Method, Waiting

WARM_UP = 0.4
SHORTEST_DAYS = 180
"""Less than half a year leaves too little to warm up and to try."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """At each caution of a method, the lowest first: the stock in days of mean use, and the fill rate from 0 to 1."""

    stock_days: Floats
    fill_rate: Floats

    def stock_for(self, fill_rate: float) -> float | None:
        """Days of stock for that fill rate, between the two cautions next to it; None where no caution reaches it."""
        reached = np.flatnonzero(self.fill_rate >= fill_rate)
        if not len(reached):
            return None
        last = int(reached[0])
        if last == 0:
            return float(self.stock_days[0])
        (low, high), (less, more) = self.fill_rate[last - 1 : last + 1], self.stock_days[last - 1 : last + 1]
        return float(less + (more - less) * (fill_rate - low) / (high - low))


def is_long_enough(history: History) -> bool:
    begins = int(len(history.used) * WARM_UP)
    return len(history.used) >= SHORTEST_DAYS and bool(history.used[:begins].any() and history.used[begins:].any())


def tried(method: Method, history: History, waiting: Waiting, seed: int) -> Curve:
    """One series; ``seed`` draws the lead times, the same for every method. It must be :func:`is_long_enough`."""
    begins, ends = int(len(history.used) * WARM_UP), len(history.used)
    mornings = range(begins, ends, waiting.review_days)
    levels = method.levels(history.used, mornings, waiting)
    leads = np.random.default_rng(seed).choice(waiting.lead_days, size=len(mornings))
    arriving = np.zeros((ends + max(waiting.lead_days) + 1, levels.shape[1]))
    stock, on_way = levels[0].copy(), np.zeros(levels.shape[1])
    served, held = np.zeros_like(stock), np.zeros_like(stock)
    for day in range(begins, ends):
        review, is_other_day = divmod(day - begins, waiting.review_days)
        if not is_other_day:
            order = np.maximum(0.0, levels[review] - stock - on_way)
            arriving[day + leads[review]] += order
            on_way += order
        stock, on_way = stock + arriving[day], on_way - arriving[day]
        taken = np.minimum(stock, history.used[day])
        stock = stock - taken
        served += taken
        held += stock
    asked = history.used[begins:].sum()
    return Curve(held / asked, served / asked)


def mean_curve(curves: Sequence[Curve]) -> Curve:
    """Each series counts the same, whatever it moves."""
    return Curve(
        np.mean([curve.stock_days for curve in curves], axis=0), np.mean([curve.fill_rate for curve in curves], axis=0)
    )
