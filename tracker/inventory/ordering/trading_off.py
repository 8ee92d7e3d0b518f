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
    what_if: Point | None
    """What a person wants to see instead of what is set, of the same lines; None where he asks for nothing else."""
    tried: int
    untried: int
    """Lines with less than half a year of past, with no rule of their own, or without a price."""


def trade_off(lines: Sequence[Line], what_if: WhatIf = AS_SET) -> TradeOff:
    """Of all ``lines`` together: at each service level and as it is set, both at the review period that is set; and as
    ``what_if`` has it. Pure; some milliseconds for each of them."""
    curves = [(each, _unit_micros(each), _curve(each, AS_SET, SERVICES)) for each in lines]
    known = [(each, unit, curve) for each, unit, curve in curves if unit is not None and curve is not None]
    if not known:
        return TradeOff((), None, 0, len(lines))
    a_day = np.array([_asked(each) * unit for each, unit, _ in known])
    points = _points((*SERVICES, None), a_day, [curve for _, _, curve in known])
    wanted = None
    if what_if != AS_SET:
        others = [_curve(each, what_if) for each, _, _ in known]
        (wanted,) = _points((what_if.service,), a_day, [each for each in others if each is not None])
    return TradeOff(points, wanted, len(known), len(lines) - len(known))


def _points(services: Sequence[float | None], a_day: Floats, curves: Sequence[Curve]) -> tuple[Point, ...]:
    stock, fill = np.array([each.stock_days for each in curves]), np.array([each.fill_rate for each in curves])
    values, fills = a_day @ stock, a_day @ fill / a_day.sum()
    return tuple(
        Point(service, round(value), float(share))
        for service, value, share in zip(services, values, fills, strict=True)
    )


def _unit_micros(line: Line) -> float | None:
    way = line.packed
    return way.price_micros / way.offer.factor if way is not None and way.price_micros else None


def _history(line: Line) -> History:
    return History(line.situation.item.code, line.situation.site, date.min, line.situation.past.used)


def _asked(line: Line) -> float:
    """Base units a day, of the days on which the rule is tried: the backtest's stock is in days of it."""
    used = line.situation.past.used
    return float(used[int(len(used) * WARM_UP) :].mean())


def _curve(line: Line, what_if: WhatIf, services: Sequence[float] = ()) -> Curve | None:
    """At each of ``services``, and last at what is set or asked for."""
    of, basis = line.situation, line.level.basis
    if basis not in (Basis.OWN_SWINGS, Basis.SBA, Basis.TSB) or not is_long_enough(_history(line)):
        return None
    tried_at = (*services, what_if.service or service_of(of.criticality))
    cushions = np.array([NormalDist().inv_cdf(each) for each in tried_at])

    def levels(used: Floats, mornings: Sequence[int], waiting: Waiting) -> Floats:
        means, spreads = moments(basis, used, list(mornings), waiting)
        return np.ceil(np.round(np.maximum(0.0, means[:, None] + np.outer(spreads, cushions)), 6))

    return tried(
        Method("services", "the rule at each service level", levels), _history(line), waiting_of(of, what_if), _SEED
    )
