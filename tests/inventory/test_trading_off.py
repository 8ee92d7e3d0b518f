"""What a higher service level costs is told from each item's own past, and never of an item that nothing is known of."""

from __future__ import annotations

from random import Random

import pytest

from tests.inventory.proposals import BOX, line, situation
from tracker.inventory.ordering.facts import Offer
from tracker.inventory.ordering.proposing import WhatIf
from tracker.inventory.ordering.trading_off import SERVICES, trade_off

DICE = Random(4)
SWINGING = [DICE.choice((0, 0, 5, 10, 30, 60)) for _ in range(400)]
EACH_10 = [10] * 400


def test_more_service_keeps_more_stock_and_serves_more() -> None:
    found = trade_off([line(situation(SWINGING))])
    swept = found.points[:-1]
    assert tuple(each.service for each in swept) == SERVICES
    values, fills = [each.value_micros for each in swept], [each.fill for each in swept]
    assert values == sorted(values)
    assert values[-1] > values[0]
    assert fills == sorted(fills)
    assert 0.5 < fills[0] < fills[-1] <= 1.0


def test_even_use_needs_no_cushion_and_its_stock_can_be_told_by_hand() -> None:
    """Ten a day, reviewed weekly, three days' lead: filled up to 100.

    Of the 240 days tried the first ten end with 90, 80, ... 0; then each week with 60, 50, ... 0, and the last six days
    with 60 to 10: (450 + 32 × 210 + 210) / 240 = 30.75 on a mean day, at 0.12.
    """
    found = trade_off([line(situation(EACH_10))])
    assert {each.fill for each in found.points} == {1.0}
    assert {each.value_micros for each in found.points} == {3_690_000}


def test_what_is_set_lies_on_the_curve() -> None:
    """An item without a class is served at 95 %."""
    of = [line(situation(SWINGING))]
    *swept, as_set = trade_off(of).points
    same = next(each for each in swept if each.service == 0.95)
    assert (as_set.service, as_set.value_micros, as_set.fill) == (None, same.value_micros, same.fill)


def test_what_is_set_stays_so_and_what_if_is_a_point_of_its_own() -> None:
    of = [line(situation(SWINGING))]
    plain, more = trade_off(of), trade_off(of, WhatIf(service=0.99))
    assert plain.what_if is None
    assert more.points == plain.points
    assert more.what_if is not None
    assert more.what_if.value_micros == plain.points[-2].value_micros
    rarer = trade_off(of, WhatIf(review_days=28))
    assert rarer.points == plain.points, "another review period moves what if, and not what is set"
    assert rarer.what_if is not None
    assert rarer.what_if.value_micros > plain.points[-1].value_micros


def test_stock_of_several_lines_adds_up() -> None:
    one, other = line(situation(SWINGING)), line(situation(EACH_10))
    both, first, second = trade_off([one, other]), trade_off([one]), trade_off([other])
    for place, each in enumerate(both.points):
        parts = first.points[place].value_micros + second.points[place].value_micros
        assert each.value_micros == pytest.approx(parts, abs=2)
        assert first.points[place].fill - 1e-9 <= each.fill <= second.points[place].fill + 1e-9


def test_without_a_long_past_or_a_price_nothing_is_told() -> None:
    short = line(situation([10] * 100))
    unpriced = line(situation(EACH_10, offered=(Offer(2, "box", 100),)))
    never = line(situation([], par=40))
    found = trade_off([short, unpriced, never])
    assert (found.points, found.tried, found.untried) == ((), 0, 3)
    assert trade_off([short, line(situation(EACH_10, offered=(BOX,)))]).untried == 1
