"""What is used a day, as it could be told on each morning of a history: nothing of that day or after it is known.

Each takes ``used`` (a number a day) and gives as many numbers: at index ``t`` what the days before ``t`` say.
"""

from __future__ import annotations

import numpy as np

from tracker.inventory.demand.history import Floats

SMOOTHING = 0.1
"""Usual for Croston's method and its kin (0.05 to 0.2 in the literature)."""


def mean_of_last(used: Floats, days: int) -> Floats:
    """The plain mean of the last ``days``, or of as many as there are."""
    before = np.arange(len(used))
    begins = np.maximum(0, before - days)
    sums = np.concatenate([[0.0], np.cumsum(used)])
    return np.asarray((sums[before] - sums[begins]) / np.maximum(1, before - begins))


def pace(used: Floats, half_life_days: float) -> Floats:
    """The mean of all days, a day's weight halved for each ``half_life_days`` that it lies back; of many histories of one
    length, where each is a row."""
    # Weights grow towards the last day instead of fading from it, so that two running sums tell it for every day.
    days = used.shape[-1]
    weights = 2.0 ** ((np.arange(days) - days) / half_life_days)
    totals, sums = np.cumsum(used * weights, axis=-1)[..., :-1], np.cumsum(weights)[:-1]
    means = totals / np.maximum(sums, np.finfo(np.float64).tiny)
    return np.concatenate([np.zeros((*used.shape[:-1], 1)), means], axis=-1)[..., :days]


def croston(used: Floats, bias: float = 1.0) -> Floats:
    """Croston's method (1972): the size of a use and the days between two, each smoothed by itself.

    ``bias`` 1 - α/2 makes it the Syntetos-Boylan approximation (2005), which is not too high on the average.
    """
    forecasts, size, interval, since = np.zeros(len(used)), 0.0, 0.0, 1
    for day, quantity in enumerate(used.tolist()):
        forecasts[day] = bias * size / interval if interval else 0.0
        if quantity > 0:
            is_first = not interval
            size = quantity if is_first else size + SMOOTHING * (quantity - size)
            interval = since if is_first else interval + SMOOTHING * (since - interval)
            since = 1
        else:
            since += 1
    return forecasts


def sba(used: Floats) -> Floats:
    return croston(used, 1 - SMOOTHING / 2)


def tsb(used: Floats) -> Floats:
    """Teunter, Syntetos and Babai (2011): the probability of a use is smoothed each day, so that what dies fades."""
    forecasts, size, chance = np.zeros(len(used)), 0.0, 0.0
    for day, quantity in enumerate(used.tolist()):
        forecasts[day] = size * chance
        if quantity > 0:
            size = size + SMOOTHING * (quantity - size) if size else quantity
            chance += SMOOTHING * (1 - chance)
        else:
            chance -= SMOOTHING * chance
    return forecasts
