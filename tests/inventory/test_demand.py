"""Methods of ordering on past use: none sees the future, and what it serves costs the stock that it says."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.inventory.demand.backtest import SHORTEST_DAYS, WARM_UP, Curve, is_long_enough, tried
from tracker.inventory.demand.comparing import compared
from tracker.inventory.demand.forecasts import croston, mean_of_last, pace, sba, tsb
from tracker.inventory.demand.history import History, Issue, histories
from tracker.inventory.demand.methods import METHODS, Method, Waiting, pace_and_swing

FIRST = date(2026, 1, 5)
WEEKLY = Waiting(7, (1, 2, 2, 5))
METHOD_NAMES = sorted(METHODS)
MOST = 40
"""Of an item on one day."""


def quantities(drawn: bytes) -> list[int]:
    """A quantity for each byte, half of them nothing. Drawn one by one, hundreds of days take longer than any law."""
    return [quantity if quantity <= MOST else 0 for quantity in (byte % (2 * MOST + 2) for byte in drawn)]


def days_of_use(least: int, most: int) -> st.SearchStrategy[list[int]]:
    """Each day by itself, a few days over and over, or those until a day, and then nothing more."""
    each = st.binary(min_size=least, max_size=most).map(quantities)
    few = st.binary(min_size=1, max_size=14).map(quantities)
    lengths = st.integers(least, most)
    again = st.builds(lambda days, length: (days * length)[:length], few, lengths)
    ended = st.builds(lambda days, end: days[:end] + [0] * len(days[end:]), each | again, st.integers(0, most))
    return each | again | ended


USE = days_of_use(SHORTEST_DAYS, SHORTEST_DAYS + 120)


def history(used: list[int] | list[float]) -> History:
    return History("syringe", "north", FIRST, np.asarray(used, dtype=np.float64))


def steady(a_day: float, days: int = 400) -> History:
    return history([a_day] * days)


# Histories


def test_issues_of_a_day_add_up_what_came_back_is_taken_off_and_days_without_any_are_zero() -> None:
    issues = [
        Issue(FIRST + timedelta(days=day), item, site, quantity)
        for day, item, site, quantity in [
            (0, "swab", "north", 5), (0, "swab", "north", 2), (3, "swab", "north", 4), (3, "swab", "north", -1),
            (4, "swab", "north", -9), (5, "swab", "north", 1), (1, "swab", "south", 8), (0, "mask", "north", 1),
        ]
    ]  # fmt: skip
    found = histories(issues)
    assert [(each.item, each.site, each.used.tolist()) for each in found] == [
        ("mask", "north", [1]),
        ("swab", "north", [7, 0, 0, 3, 0, 1]),
        ("swab", "south", [8]),
    ]


@pytest.mark.parametrize(
    ("used", "is_enough"),
    [
        ([1] * SHORTEST_DAYS, True),
        ([1] * (SHORTEST_DAYS - 1), False),
        ([0] * 100 + [1] * 100, False),
        ([1] * 80 + [0] * 120, False),
        ([0] * SHORTEST_DAYS, False),
    ],
)
def test_what_was_used_before_and_behind_the_warm_up_alone_can_be_tried(used: list[int], is_enough: bool) -> None:
    assert is_long_enough(history(used)) is is_enough


# Forecasts


@pytest.mark.parametrize("forecast", [lambda used: mean_of_last(used, 30), lambda used: pace(used, 30), croston, tsb])
def test_a_steady_use_is_forecast_as_it_is(forecast: object) -> None:
    assert callable(forecast)
    assert forecast(steady(6).used)[-1] == pytest.approx(6, rel=1e-6)


def test_use_in_every_fourth_day_is_a_quarter_of_its_size_and_sba_a_twentieth_less() -> None:
    used = history([0, 0, 0, 8] * 200).used
    assert croston(used)[-1] == pytest.approx(2.0, rel=1e-6)
    assert sba(used)[-1] == pytest.approx(2.0 * 0.95, rel=1e-6)


def test_what_is_not_used_any_more_fades_with_tsb_and_stays_with_croston() -> None:
    used = history([4] * 200 + [0] * 100).used
    assert tsb(used)[-1] < 0.001
    assert croston(used)[-1] == pytest.approx(4, rel=1e-6)


# The law on which a backtest rests


@given(USE, st.data())
@pytest.mark.parametrize("name", METHOD_NAMES)
def test_no_method_sees_a_day_before_it_is_over(name: str, used: list[int], data: st.DataObject) -> None:
    begins = int(len(used) * WARM_UP)
    mornings = range(begins, len(used), 7)
    known = data.draw(st.sampled_from(mornings))
    days = len(used) - known
    future = np.frombuffer(data.draw(st.binary(min_size=2 * days, max_size=2 * days)), np.uint16) % 1000
    levels = METHODS[name].levels(history(used).used, mornings, WEEKLY)
    others = METHODS[name].levels(history([*used[:known], *future.tolist()]).used, mornings, WEEKLY)
    seen = (known - begins) // 7 + 1
    assert np.allclose(levels[:seen], others[:seen], rtol=1e-9, atol=1e-6)


@given(USE)
@pytest.mark.parametrize("name", METHOD_NAMES)
def test_levels_are_never_below_zero_and_more_caution_is_never_a_lower_one(name: str, used: list[int]) -> None:
    levels = METHODS[name].levels(history(used).used, range(int(len(used) * WARM_UP), len(used), 7), WEEKLY)
    assert np.isfinite(levels).all()
    assert (levels >= 0).all()
    assert (np.diff(levels, axis=1) >= -1e-9).all()


@given(USE.filter(lambda used: is_long_enough(history(used))), st.integers(0, 9))
def test_what_is_served_is_part_of_what_was_asked_for_and_more_stock_never_serves_less(
    used: list[int], seed: int
) -> None:
    curve = tried(METHODS["own_swings"], history(used), WEEKLY, seed)
    assert ((curve.fill_rate >= 0) & (curve.fill_rate <= 1 + 1e-9)).all()
    assert (curve.stock_days >= 0).all()
    assert (np.diff(curve.fill_rate) >= -1e-9).all()


# Worked by hand


def constant(level: float) -> Method:
    return Method("constant", "constant", lambda used, mornings, waiting: np.full((len(mornings), 1), float(level)))


def test_ten_a_day_with_a_lead_of_two_days_and_a_level_of_ninety_is_always_served() -> None:
    """Weekly 70 are ordered; at the worst 90 - 70 = 20 are left when the next order is two days away: 90 is just enough.

    The days' ends of a week: 80, 70, 60, 50, 40, 30, 20 before the first order comes; then, from the third day of each
    week on, 70 more: 10, 0 + ... the same week over and over, on the mean (10 + 0 + 60 + 50 + 40 + 30 + 20) / 7 = 30.
    """
    curve = tried(constant(90), steady(10, 1000), Waiting(7, (2,)), 0)
    assert curve.fill_rate[0] == 1.0
    assert curve.stock_days[0] * 10 == pytest.approx(30, abs=1.0)


def test_with_a_level_of_seventy_two_days_of_fourteen_find_no_stock() -> None:
    """A week begins with nothing: 70 are ordered and come two days late, five days are served, 20 are left. The next
    begins with these 20, which last until its order of 50 comes: nothing is lost, and nothing is left."""
    curve = tried(constant(70), steady(10, 1400), Waiting(7, (2,)), 0)
    assert curve.fill_rate[0] == pytest.approx(12 / 14, abs=0.01)


def test_the_stock_for_a_fill_rate_lies_between_the_two_cautions_next_to_it() -> None:
    curve = Curve(np.array([1.0, 3.0, 9.0]), np.array([0.5, 0.9, 1.0]))
    assert curve.stock_for(0.95) == pytest.approx(6.0)
    assert curve.stock_for(0.4) == 1.0
    assert Curve(curve.stock_days, curve.fill_rate * 0.9).stock_for(0.95) is None


def test_where_use_doubles_a_fixed_par_needs_more_stock_than_one_that_follows() -> None:
    rng = np.random.default_rng(3)
    used = np.concatenate([rng.poisson(3, 500), rng.poisson(12, 500)]).tolist()
    needed = {each.method.name: each.stock_days for each in compared([history(used)], WEEKLY, 0.95)}
    fixed, shipped = needed["fixed_par"], needed["own_swings"]
    assert fixed is not None
    assert shipped is not None
    assert shipped < fixed


@given(
    st.integers(1, 5).flatmap(
        lambda many: st.integers(1, 420).flatmap(
            lambda days: st.lists(days_of_use(days, days), min_size=many, max_size=many)
        )
    ),
    st.integers(1, 30),
    st.lists(st.integers(0, 60), min_size=1, max_size=4).map(tuple),
)
def test_histories_told_together_are_each_told_as_alone(
    many: list[list[int]], review_days: int, leads: tuple[int, ...]
) -> None:
    stack, waiting = np.array(many, dtype=np.float64), Waiting(review_days, leads)
    mornings = range(int(stack.shape[1] * WARM_UP), stack.shape[1] + 1, review_days)
    means, swings = pace_and_swing(stack, mornings, waiting)
    for used, mean, swing in zip(stack, means, swings, strict=True):
        alone = pace_and_swing(used, mornings, waiting)
        assert (mean.tolist(), swing.tolist()) == (alone[0].tolist(), alone[1].tolist())
