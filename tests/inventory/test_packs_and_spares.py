"""In which packs it is bought, and what another site has to spare instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.clinic import TODAY
from tests.inventory.proposals import BOX, SUPPLIER, line, situation
from tracker.inventory.ordering.facts import (
    Choice,
    Leads,
    Spare,
    Standing,
    Supplier,
)
from tracker.inventory.ordering.packing import packed
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.ordering.usable import expiring_of


def test_the_cheapest_pack_wins_and_a_price_break_is_told() -> None:
    breaks = (replace(BOX, price_micros=2_000_000), replace(BOX, from_packs=12, price_micros=1_325_000))
    way = packed(1000, breaks)
    assert way is not None
    assert (way.packs, way.total_micros) == (10, 20_000_000)
    # Twelve at 1.325 are 15.90.
    assert way.break_words == "12 instead of 10 cost 4.10 less in all"


def test_the_minimum_order_is_kept() -> None:
    way = packed(30, (replace(BOX, from_packs=5),))
    assert way is not None
    assert way.packs == 5


def test_without_a_supplier_of_its_own_the_whole_order_is_compared_and_not_the_unit_s_price() -> None:
    dear = replace(BOX, price_micros=9_000_000)
    cheap = replace(BOX, from_packs=50, price_micros=4_000_000)
    many = Choice(SUPPLIER, Leads((3,), "as in the catalogue"), (cheap,))
    few = Choice(Supplier(2, "Ohme", 7), Leads((3,), "as in the catalogue"), (dear,))
    unpriced = Choice(Supplier(3, "Wint", 7), Leads((3,), "as in the catalogue"), (replace(BOX, price_micros=None),))
    of = replace(situation([3] * 200, offered=(cheap,)), choices=(unpriced, many, few))
    made = line(of)
    assert made.packed is not None
    assert made.situation.supplier == few.supplier, f"{made.packed.packs} packs of the other would cost more"
    assert made.packed.packs < 50


def test_the_minimum_order_and_the_price_break_are_of_all_that_the_draft_has() -> None:
    steps = (replace(BOX, from_packs=5, price_micros=2_000_000), replace(BOX, from_packs=8, price_micros=1_000_000))
    way = packed(130, steps, {BOX.package_id: 6})
    assert way is not None
    assert (way.packs, way.price_micros) == (2, 1_000_000)
    drafted = {(SUPPLIER.id, BOX.package_id): 6}
    made = line(replace(situation([3] * 200, offered=(replace(BOX, from_packs=50),)), drafted=drafted))
    assert made.packed is not None
    assert made.packed.packs == 44


def test_of_an_order_what_outlives_its_use_will_expire() -> None:
    # It comes after 2 days and keeps 28: at 5 a day 140 of 200 are used, since 10 in stock last until it comes.
    found = expiring_of(200, 5.0, 10, 2.0, 28, TODAY)
    assert found is not None
    assert (found.quantity, found.day) == (60, TODAY + timedelta(days=30))


def test_another_site_with_more_than_its_level_is_named_instead_of_an_order() -> None:
    needy = situation([3] * 200)
    rich = replace(situation([3] * 200, stock=(Standing(None, 75),), site_id=2), site="Eastside")
    made = propose([needy, rich], TODAY)
    assert made[0].instead == "transfer 30 from Eastside, which has 45 above its level"


@pytest.mark.parametrize("used", [[0] * 90, [2] + [0] * 89])
def test_what_lies_idle_at_another_site_is_offered_though_nobody_has_said_how_much_it_needs(used: list[int]) -> None:
    needy = situation([3] * 200)
    idle = replace(situation(used, stock=(Standing(None, 20),), site_id=2), site="South")
    made = propose([needy, idle], TODAY)
    assert made[0].spare == Spare("South", 20, 2)
    assert made[0].instead == "transfer 20 from South, no use at South in 12 weeks, 20 usable here"


def test_of_idle_stock_no_more_is_offered_than_can_be_used_before_its_date() -> None:
    needy = situation([3] * 200, stock=(Standing(None, 4),))
    soon = Standing(TODAY + timedelta(days=3), 20)
    idle = replace(situation([0] * 90, stock=(soon,), site_id=2), site="South")
    made = propose([needy, idle], TODAY)
    assert made[0].spare == Spare("South", 12, 2), "3 a day, on 4 days"


@pytest.mark.parametrize("days", [7, 83])
def test_what_came_a_while_ago_and_waits_for_its_use_is_left_where_it_is(days: int) -> None:
    idle = replace(situation([0] * days, stock=(Standing(None, 20),), site_id=2), site="South")
    assert propose([situation([3] * 200), idle], TODAY)[0].spare is None


def test_what_a_site_has_too_much_of_is_given_out_once_to_the_more_urgent_first() -> None:
    calm = situation([3] * 200, stock=(Standing(None, 10),))
    urgent = situation([3] * 200, site_id=3)
    rich = replace(situation([3] * 200, stock=(Standing(None, 75),), site_id=2), site="Eastside")
    lesser, greater, _ = propose([calm, urgent, rich], TODAY)
    assert (lesser.spare, greater.spare) == (Spare("Eastside", 15, 2), Spare("Eastside", 30, 2))
    assert lesser.instead == "transfer 15 from Eastside, which has 45 above its level, 30 of that for others"
