"""How high to fill one item up at one site: by its own past where there is one, by its par levels where there is none.

Which rule holds is told in the level's words:

- The shipped method (:mod:`tracker.inventory.demand.methods`, ``own_swings``), where there was use on
  :data:`DENSE_DAYS` days of the past year or more.
- Fewer days with use: Syntetos and Boylan's approximation (2005), which does not sit too high on rare use; or Teunter,
  Syntetos and Babai's (2011), under which an item fades that has not been used for :data:`FADING` times its usual interval.
- Used on one day only, or never: no rate can be told, and the sum of the site's par levels stands; without those nothing.

The cushion is the normal quantile of the service level, which VED's class sets (99, 95 and 90 %, Gizaw and Jemal 2021).
"""

from __future__ import annotations

from math import ceil
from statistics import NormalDist

import numpy as np

from tracker.inventory.demand.backtest import SHORTEST_DAYS, WARM_UP
from tracker.inventory.demand.forecasts import sba, tsb
from tracker.inventory.demand.history import Floats
from tracker.inventory.demand.methods import Waiting, pace_and_swing, rate_and_spread
from tracker.inventory.ordering.facts import Basis, Level, Past
from tracker.text import three_figures

SERVICE = {"V": 0.99, "E": 0.95, "D": 0.90}
USUAL_SERVICE = 0.95
"""Of an item to which nobody has given a class."""

DENSE_DAYS = 26
"""Days with use in a year: less than one in two weeks is too few for weekly sums to say how they swing."""
FADING = 3
LEAST_DAYS_WITH_USE = 2

_Z = {share: NormalDist().inv_cdf(share) for share in (*SERVICE.values(), USUAL_SERVICE)}


def service_of(criticality: str | None) -> float:
    return SERVICE.get(criticality or "", USUAL_SERVICE)


def level_for(past: Past, waiting: Waiting, service: float, par: int) -> Level:
    """``service`` is above 0 and below 1; ``par`` the sum of the site's par levels, 0 for none."""
    basis = _basis(past)
    if basis is Basis.PAR:
        return _by_par(past, par)
    today = [len(past.used)]
    means, spreads = moments(basis, past.used, today, waiting)
    mean, spread, cushion = float(means[0]), float(spreads[0]), _cushion(service)
    quantity = max(0, ceil(round(mean + cushion * spread, 6)))
    per_day = mean / waiting.mean_days
    return Level(quantity, basis, per_day, _words(basis, past, waiting, service, per_day, quantity - mean))


def achieved(level: Level, past: Past, waiting: Waiting, service: float) -> tuple[float | None, str]:
    """The share of use that the level's own rule would have served on this past, or why nobody can tell.

    As in :mod:`tracker.inventory.demand.backtest`: order-up-to, lost sales, the first 40 % for warming up; lead times go
    round, the shortest first, so that the same past gives the same answer.
    """
    used = past.used
    begins = int(len(used) * WARM_UP)
    if level.basis not in (Basis.OWN_SWINGS, Basis.SBA, Basis.TSB):
        return None, "no rule of its own to try"
    if len(used) < SHORTEST_DAYS:
        return None, f"{len(used)} days of past, and {SHORTEST_DAYS} are needed to try it"
    if not used[:begins].any() or not used[begins:].any():
        return None, "used in only one part of its past"
    mornings = range(begins, len(used), waiting.review_days)
    means, spreads = moments(level.basis, used, mornings, waiting)
    levels = np.ceil(np.maximum(0.0, means + _cushion(service) * spreads)).tolist()
    return _served(used.tolist(), begins, levels, waiting), ""


def _served(used: list[float], begins: int, levels: list[float], waiting: Waiting) -> float:
    leads = sorted(waiting.lead_days)
    arriving = [0.0] * (len(used) + leads[-1] + 1)
    stock, on_way, lost = levels[0], 0.0, 0.0
    for review, level in enumerate(levels):
        day = begins + review * waiting.review_days
        if level > stock + on_way:
            order = level - stock - on_way
            arriving[day + leads[review % len(leads)]] += order
            on_way += order
        for came, asked in zip(
            arriving[day : day + waiting.review_days], used[day : day + waiting.review_days], strict=False
        ):
            if came:
                stock += came
                on_way -= came
            stock -= asked
            if stock < 0.0:
                lost -= stock
                stock = 0.0
    return 1.0 - lost / sum(used[begins:])


def _basis(past: Past) -> Basis:
    days = past.days_with_use
    if days < LEAST_DAYS_WITH_USE:
        return Basis.PAR
    if int((past.used[-364:] > 0).sum()) >= DENSE_DAYS:
        return Basis.OWN_SWINGS
    interval = len(past.used) / days
    since = past.days_since_use
    return Basis.TSB if since is not None and since > FADING * interval else Basis.SBA


def moments(basis: Basis, used: Floats, mornings: list[int] | range, waiting: Waiting) -> tuple[Floats, Floats]:
    """The rule's use to expect while waiting, and its deviation, on each morning; ``basis`` is one that has a rule."""
    if basis is Basis.OWN_SWINGS:
        return pace_and_swing(used, mornings, waiting)
    return rate_and_spread(tsb if basis is Basis.TSB else sba, used, mornings, waiting)


def _cushion(service: float) -> float:
    return _Z[service] if service in _Z else NormalDist().inv_cdf(service)


def _by_par(past: Past, par: int) -> Level:
    reason = "used on one day only" if past.days_with_use else "no use on record"
    if par:
        return Level(par, Basis.PAR, 0.0, f"{reason}: the sum of the par levels, {par}", None, reason)
    return Level(None, Basis.NOTHING, 0.0, f"{reason} and no par level: nobody has said how much", None, reason)


def _words(basis: Basis, past: Past, waiting: Waiting, service: float, per_day: float, cushion: float) -> str:
    wait = f"{three_figures(waiting.mean_days)} days (review {waiting.review_days}, lead {_range(waiting.lead_days)})"
    out = f", {past.days_out} days out of stock left out" if past.days_out else ""
    added = f"{max(0.0, cushion):.0f} more for {service:.0%}"
    if basis is Basis.OWN_SWINGS:
        return f"{three_figures(per_day * 7)} a week over {wait}, and {added} by how its own sums went up and down{out}"
    name = "Syntetos-Boylan" if basis is Basis.SBA else "Teunter-Syntetos-Babai, as it fades"
    rate = f"{three_figures(per_day * 7)} a week ({name})"
    return f"rare use, {past.days_with_use} days of {len(past.used)}: {rate} over {wait}, and {added}{out}"


def _range(leads: tuple[int, ...]) -> str:
    low, high = min(leads), max(leads)
    return str(low) if low == high else f"{low} to {high}"
