"""What a higher service level costs: the stock that it would have kept, and the use that it would have served.

Each item's own rule is tried on its own past (:mod:`tracker.inventory.demand.backtest`) at a range of service levels, and
at the one that is set for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np

from tracker.inventory.demand.backtest import WARM_UP, Curve, is_long_enough, tried
from tracker.inventory.demand.history import Floats, History
from tracker.inventory.demand.methods import Method, Waiting
from tracker.inventory.ordering.facts import Basis, Line
from tracker.inventory.ordering.levels import moments, service_of
from tracker.inventory.ordering.proposing import AS_SET, WhatIf, waiting_of

SERVICES = (0.80, 0.85, 0.90, 0.95, 0.98, 0.99)
_SEED = 1


@dataclass(frozen=True, slots=True)
class Point:
    """``service`` is None for what is set, item by item; ``value_micros`` of the stock at the end of a mean day; ``fill``
    from 0 to 1, each item by the value of its use."""

    service: float | None
    value_micros: int
    fill: float


@dataclass(frozen=True, slots=True)
class TradeOff:
    points: tuple[Point, ...]
    """By service, the lowest first, and last what is set; empty where nothing could be tried."""
    tried: int
    untried: int
    """Lines with less than half a year of past, with no rule of their own, or without a price."""


def trade_off(lines: Sequence[Line], what_if: WhatIf = AS_SET) -> TradeOff:
    """Of all ``lines`` together. Pure; some milliseconds for each of them."""
    curves = [(each, _unit_micros(each), _curve(each, what_if)) for each in lines]
    known = [(each, unit, curve) for each, unit, curve in curves if unit is not None and curve is not None]
    if not known:
        return TradeOff((), 0, len(lines))
    a_day = np.array([_asked(each) * unit for each, unit, _ in known])
    stock = np.array([curve.stock_days for _, _, curve in known])
    fill = np.array([curve.fill_rate for _, _, curve in known])
    values, fills = a_day @ stock, a_day @ fill / a_day.sum()
    points = tuple(
        Point(service, round(value), float(share))
        for service, value, share in zip((*SERVICES, None), values, fills, strict=True)
    )
    return TradeOff(points, len(known), len(lines) - len(known))


def _unit_micros(line: Line) -> float | None:
    way = line.packed
    return way.price_micros / way.offer.factor if way is not None and way.price_micros else None


def _history(line: Line) -> History:
    return History(line.situation.item.code, line.situation.site, date.min, line.situation.past.used)


def _asked(line: Line) -> float:
    """Base units a day, of the days on which the rule is tried: the backtest's stock is in days of it."""
    used = line.situation.past.used
    return float(used[int(len(used) * WARM_UP) :].mean())


def _curve(line: Line, what_if: WhatIf) -> Curve | None:
    of, basis = line.situation, line.level.basis
    if basis not in (Basis.OWN_SWINGS, Basis.SBA, Basis.TSB) or not is_long_enough(_history(line)):
        return None
    services = (*SERVICES, what_if.service or service_of(of.criticality))
    cushions = np.array([NormalDist().inv_cdf(each) for each in services])

    def levels(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
        means, spreads = moments(basis, used, list(mornings), waiting)
        return np.ceil(np.round(np.maximum(0.0, means[:, None] + np.outer(spreads, cushions)), 6))

    return tried(
        Method("services", "the rule at each service level", levels), _history(line), waiting_of(of, what_if), _SEED
    )
