"""How much is proposed: the level, and what of the stock may still be used, as laws over any past."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clinic import TODAY
from tests.inventory.proposals import SUPPLIER, line, offers, situation, stocks, used_days
from tracker.inventory.demand.backtest import SHORTEST_DAYS, WARM_UP
from tracker.inventory.demand.methods import Waiting
from tracker.inventory.ordering.facts import (
    Basis,
    Offer,
    Standing,
)
from tracker.inventory.ordering.levels import Asked, achieved, level_for, levels_for, moments
from tracker.inventory.ordering.usable import usable


@given(
    used_days,
    st.integers(0, 500),
    st.lists(st.sampled_from([0, 1, 3, 40, 365, 3650]), min_size=1, max_size=4).map(tuple),
    stocks.map(tuple),
    st.integers(0, 5000),
    offers.map(tuple),
    st.booleans(),
    st.none() | st.integers(0, 5000),
)
def test_whatever_the_past_an_order_is_never_negative_and_is_explained(
    used: list[int],
    par: int,
    leads: tuple[int, ...],
    stock: tuple[Standing, ...],
    on_order: int,
    offered: tuple[Offer, ...],
    has_supplier: bool,
    shelf: int | None,
) -> None:
    of = situation(
        used,
        par=par,
        leads=leads,
        stock=stock,
        on_order=on_order,
        offered=offered,
        supplier=SUPPLIER if has_supplier else None,
        shelf_life_days=shelf,
    )
    made = line(of)
    assert made.why
    assert made.lacks == max(0, (made.level.quantity or 0) - made.usable - on_order)
    assert 0 <= made.usable <= sum(each.quantity for each in stock)
    assert (made.packed is None) == (made.lacks == 0 or not offered)
    if made.packed is not None:
        assert made.packed.quantity >= made.lacks
        assert made.packed.packs >= 1
    if made.expiring is not None:
        assert made.packed is not None
        assert 0 < made.expiring.quantity <= made.packed.quantity
    if made.level.achieved is not None:
        assert 0.0 <= made.level.achieved <= 1.0
    elif made.lacks:
        assert made.level.unachieved
    if made.level.basis is Basis.NOTHING:
        assert not made.lacks


@st.composite
def several(draw: st.DrawFn) -> list[Asked]:
    """Some pasts as long as each other and some not, some with one wait and some with another, dense, sparse and empty."""
    lengths = draw(st.lists(st.sampled_from([0, 30, SHORTEST_DAYS, 300]), min_size=1, max_size=5))
    waits = st.sampled_from([Waiting(7, (3,)), Waiting(7, (2, 5, 9)), Waiting(14, (0,)), Waiting(7, (40,))])
    sizes = st.sampled_from([(1, 30), (0, 30), (0, 3)])
    found = []
    for days in lengths:
        least, most = draw(sizes)
        used = draw(st.lists(st.integers(least, most) | st.just(0), min_size=days, max_size=days))
        service = draw(st.sampled_from([0.9, 0.95, 0.99]))
        found.append(Asked(situation(used).past, draw(waits), service, draw(st.integers(0, 9))))
    return found


def served_one_by_one(asked: Asked, basis: Basis) -> float:
    """Day by day, as the backtest says it."""
    used, waiting = asked.past.used, asked.waiting
    begins, leads = int(len(used) * WARM_UP), sorted(waiting.lead_days)
    mornings = range(begins, len(used), waiting.review_days)
    means, spreads = moments(basis, used, mornings, waiting)
    cushion = NormalDist().inv_cdf(asked.service)
    stock: float | None = None
    served, coming = 0.0, dict.fromkeys(range(len(used)), 0.0)
    for day in range(begins, len(used)):
        if day in mornings:
            review = mornings.index(day)
            level = float(np.ceil(max(0.0, means[review] + cushion * spreads[review])))
            stock = level if stock is None else stock
            wanted = max(0.0, level - stock - sum(coming[later] for later in coming if later >= day))
            arrives = day + leads[review % len(leads)]
            coming[arrives] = coming.get(arrives, 0.0) + wanted
        assert stock is not None
        stock += coming[day]
        taken = min(stock, used[day])
        served, stock = served + taken, stock - taken
    return float(served / used[begins:].sum())


@given(several())
@settings(max_examples=60)
def test_levels_told_together_are_each_told_as_alone_and_serve_what_a_walk_through_the_days_serves(
    asked: list[Asked],
) -> None:
    levels = levels_for(asked)
    assert levels == [level_for(each.past, each.waiting, each.service, each.par) for each in asked]
    for level, each, (share, why_not) in zip(levels, asked, achieved(levels, asked), strict=True):
        assert (share is None) == bool(why_not)
        if share is not None:
            assert share == pytest.approx(served_one_by_one(each, level.basis))


@given(used_days, stocks.map(tuple), offers.filter(bool).map(tuple))
def test_what_was_ordered_once_is_not_ordered_again(
    used: list[int], stock: tuple[Standing, ...], offered: tuple[Offer, ...]
) -> None:
    of = situation(used, par=40, stock=stock, offered=offered)
    first = line(of)
    if first.packed is not None:
        assert line(replace(of, on_order=first.packed.quantity)).lacks == 0


@given(stocks, st.floats(0.01, 100))
def test_usable_grows_with_the_pace_and_never_counts_what_has_expired(stock: list[Standing], pace: float) -> None:
    assert usable(stock, pace, TODAY) <= usable(stock, pace * 2, TODAY)
    good = [each for each in stock if each.expiry is None or each.expiry >= TODAY]
    assert usable(stock, pace, TODAY) == usable(good, pace, TODAY)


def test_of_two_lots_only_what_is_used_before_each_date_counts() -> None:
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=9)
    # Two days at 5 a day are 10 of the first 30; ten days are 50, less those 10.
    assert usable([Standing(tomorrow, 30), Standing(later, 100)], 5.0, TODAY) == 10 + 40


def test_a_single_sale_tells_no_rate_and_par_stands_in() -> None:
    assert line(situation([0] * 30 + [7] + [0] * 100, par=12)).level.quantity == 12
    nothing = line(situation([0] * 30 + [7] + [0] * 100))
    assert nothing.level.basis is Basis.NOTHING
    assert "nobody has said how much" in nothing.why


def test_dense_use_goes_by_its_own_swings_and_rare_use_by_smaller_rules() -> None:
    assert line(situation([3] * 200)).level.basis is Basis.OWN_SWINGS
    # Ten days of waiting at three a day, and no swing to add.
    assert line(situation([3] * 200)).level.quantity == 30
    assert line(situation(([2] + [0] * 29) * 10)).level.basis is Basis.SBA
    assert line(situation(([2] + [0] * 9) * 10 + [0] * 200)).level.basis is Basis.TSB


def test_steady_use_is_served_whole_and_a_short_past_says_why_not() -> None:
    assert line(situation([3] * 200)).level.achieved == 1.0
    assert "180 are needed" in line(situation([3] * 40)).level.unachieved
