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

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tracker.inventory.demand.backtest import SHORTEST_DAYS, WARM_UP
from tracker.inventory.demand.forecasts import sba, tsb
from tracker.inventory.demand.history import Floats
from tracker.inventory.demand.methods import Waiting, pace_and_swing, rate_and_spread
from tracker.inventory.ordering.facts import Basis, Level, Past
from tracker.text import counted, three_figures

SERVICE = {"V": 0.99, "E": 0.95, "D": 0.90}
USUAL_SERVICE = 0.95
"""Of an item to which nobody has given a class."""

DENSE_DAYS = 26
"""Days with use in a year: less than one in two weeks is too few for weekly sums to say how they swing."""
FADING = 3
LEAST_DAYS_WITH_USE = 2

_RULES = (Basis.OWN_SWINGS, Basis.SBA, Basis.TSB)
_AT_ONCE = 100
"""Pasts that are told together: half a megabyte for each number that is told of their days, which a processor keeps near."""
_EMPTY: Floats = np.zeros(0)
_Z = {share: NormalDist().inv_cdf(share) for share in (*SERVICE.values(), USUAL_SERVICE)}


def service_of(criticality: str | None) -> float:
    return SERVICE.get(criticality or "", USUAL_SERVICE)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a level depends on: ``service`` is above 0 and below 1, ``par`` the sum of the site's par levels, 0 for none."""

    past: Past
    waiting: Waiting
    service: float
    par: int = 0


def level_for(past: Past, waiting: Waiting, service: float, par: int) -> Level:
    """The level of one alone; see :class:`Asked`."""
    return levels_for([Asked(past, waiting, service, par)])[0]


def levels_for(asked: Sequence[Asked]) -> list[Level]:
    """A level for each. Many at once, since those whose pasts are as long and whose waits are the same are told together."""
    bases = [_basis(each.past) for each in asked]
    told = _moments(bases, asked, _today)
    return [_level(basis, each, *moment) for basis, each, moment in zip(bases, asked, told, strict=True)]


def _today(days: int, waiting: Waiting) -> Sequence[int]:
    return [days]


def _level(basis: Basis, asked: Asked, means: Floats, spreads: Floats) -> Level:
    past, waiting = asked.past, asked.waiting
    if basis is Basis.PAR:
        return _by_par(past, asked.par)
    mean, spread, cushion = float(means[0]), float(spreads[0]), _cushion(asked.service)
    quantity = max(0, ceil(round(mean + cushion * spread, 6)))
    per_day = mean / waiting.mean_days
    return Level(quantity, basis, per_day, _words(basis, past, waiting, asked.service, per_day, quantity - mean))


def achieved(levels: Sequence[Level], asked: Sequence[Asked]) -> list[tuple[float | None, str]]:
    """The share of use that each level's own rule would have served on its past, or why nobody can tell.

    As in :mod:`tracker.inventory.demand.backtest`: order-up-to, lost sales, the first 40 % for warming up; lead times go
    round, the shortest first, so that the same past gives the same answer.
    """
    reasons = [_untried(level, each.past.used) for level, each in zip(levels, asked, strict=True)]
    bases = [Basis.NOTHING if why_not else level.basis for level, why_not in zip(levels, reasons, strict=True)]
    told = _moments(bases, asked, _mornings)
    found: list[tuple[float | None, str]] = [(None, why_not) for why_not in reasons]
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, each in enumerate(asked):
        if not reasons[number]:
            alike[len(each.past.used), each.waiting.review_days].append(number)
    for numbers in alike.values():
        for number, share in zip(numbers, _shares([(asked[each], *told[each]) for each in numbers]), strict=True):
            found[number] = (share, "")
    return found


def _untried(level: Level, used: Floats) -> str:
    begins = int(len(used) * WARM_UP)
    if level.basis not in _RULES:
        return "no rule of its own to try"
    if len(used) < SHORTEST_DAYS:
        return f"{len(used)} days of past, and {SHORTEST_DAYS} are needed to try it"
    if not used[:begins].any() or not used[begins:].any():
        return "used in only one part of its past"
    return ""


def _mornings(days: int, waiting: Waiting) -> Sequence[int]:
    return range(int(days * WARM_UP), days, waiting.review_days)


def _shares(trials: Sequence[tuple[Asked, Floats, Floats]]) -> list[float]:
    """Of pasts as long as each other that are looked at as often: each day costs one step for all of them."""
    used = np.stack([asked.past.used for asked, _, _ in trials], axis=1)
    levels = np.stack(
        [np.ceil(np.maximum(0.0, means + _cushion(asked.service) * spreads)) for asked, means, spreads in trials],
        axis=1,
    )
    leads = [sorted(asked.waiting.lead_days) for asked, _, _ in trials]
    begins, review_days = int(len(used) * WARM_UP), trials[0][0].waiting.review_days
    rounds = np.array([[each[review % len(each)] for each in leads] for review in range(len(levels))])
    lost = _lost(used[begins:], levels, rounds, review_days)
    return (1.0 - lost / used[begins:].sum(axis=0)).tolist()  # type: ignore[no-any-return]


def _lost(used: Floats, levels: Floats, leads: NDArray[np.int_], review_days: int) -> Floats:
    """Use that found no stock: in each column a past, in each row of ``levels`` and ``leads`` a review morning."""
    columns = np.arange(used.shape[1])
    arriving = np.zeros((len(used) + int(leads.max()) + 1, len(columns)))
    stock, on_way, lost = levels[0].copy(), np.zeros(len(columns)), np.zeros(len(columns))
    for day, asked in enumerate(used):
        review, is_other_day = divmod(day, review_days)
        if not is_other_day:
            order = np.maximum(0.0, levels[review] - stock - on_way)
            arriving[day + leads[review], columns] += order
            on_way += order
        stock += arriving[day] - asked
        on_way -= arriving[day]
        lost -= np.minimum(0.0, stock)
        np.maximum(0.0, stock, out=stock)
    return lost


def _basis(past: Past) -> Basis:
    days = past.days_with_use
    if days < LEAST_DAYS_WITH_USE:
        return Basis.PAR
    if int((past.used[-364:] > 0).sum()) >= DENSE_DAYS:
        return Basis.OWN_SWINGS
    interval = len(past.used) / days
    since = past.days_since_use
    return Basis.TSB if since is not None and since > FADING * interval else Basis.SBA


def moments(basis: Basis, used: Floats, mornings: Sequence[int], waiting: Waiting) -> tuple[Floats, Floats]:
    """The rule's use to expect while waiting, and its deviation, on each morning; ``basis`` is one that has a rule."""
    if basis is Basis.OWN_SWINGS:
        return pace_and_swing(used, mornings, waiting)
    return rate_and_spread(tsb if basis is Basis.TSB else sba, used, mornings, waiting)


def _moments(
    bases: Sequence[Basis], asked: Sequence[Asked], mornings: Callable[[int, Waiting], Sequence[int]]
) -> list[tuple[Floats, Floats]]:
    """The moments of each; nothing where the basis has no rule. ``mornings`` are those of a past of so many days."""
    found = [(_EMPTY, _EMPTY)] * len(asked)
    alike: dict[tuple[int, Waiting], list[int]] = defaultdict(list)
    for number, (basis, each) in enumerate(zip(bases, asked, strict=True)):
        days, waiting = len(each.past.used), each.waiting
        if basis is Basis.OWN_SWINGS:
            alike[days, waiting].append(number)
        elif basis in _RULES:
            found[number] = moments(basis, each.past.used, mornings(days, waiting), waiting)
    for (days, waiting), numbers in alike.items():
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            stack = np.stack([asked[number].past.used for number in some])
            means, spreads = pace_and_swing(stack, mornings(days, waiting), waiting)
            for number, mean, spread in zip(some, means, spreads, strict=True):
                found[number] = (mean, spread)
    return found


def _cushion(service: float) -> float:
    return _Z[service] if service in _Z else NormalDist().inv_cdf(service)


def _by_par(past: Past, par: int) -> Level:
    reason = "used on one day only" if past.days_with_use else "no use on record"
    if par:
        return Level(par, Basis.PAR, 0.0, f"{reason}: the sum of the par levels, {par}", None, reason)
    return Level(None, Basis.NOTHING, 0.0, f"{reason} and no par level: nobody has said how much", None, reason)


def _words(basis: Basis, past: Past, waiting: Waiting, service: float, per_day: float, cushion: float) -> str:
    days = "day" if waiting.mean_days == 1 else "days"
    wait = f"{three_figures(waiting.mean_days)} {days} (review {waiting.review_days}, lead {_range(waiting.lead_days)})"
    out = f", {counted(past.days_out, 'day')} out of stock left out" if past.days_out else ""
    added = f"{max(0.0, cushion):.0f} more for {service:.0%}"
    if basis is Basis.OWN_SWINGS:
        return f"{three_figures(per_day * 7)} a week over {wait}, and {added} by how its own sums went up and down{out}"
    name = "Syntetos-Boylan" if basis is Basis.SBA else "Teunter-Syntetos-Babai, as it fades"
    rate = f"{three_figures(per_day * 7)} a week ({name})"
    return f"rare use, {past.days_with_use} days of {len(past.used)}: {rate} over {wait}, and {added}{out}"


def _range(leads: tuple[int, ...]) -> str:
    low, high = min(leads), max(leads)
    return str(low) if low == high else f"{low} to {high}"
