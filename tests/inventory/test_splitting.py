"""A line split among suppliers is ordered as it was split, and of stock that another site has too much only the rest is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import TODAY
from tests.inventory.proposals import BOX, SUPPLIER, line, situation
from tracker.errors import Refusal
from tracker.inventory.ordering.bounds import doubt_of
from tracker.inventory.ordering.choosing import with_packs
from tracker.inventory.ordering.facts import Line, Offer, Standing, Supplier
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.ordering.splitting import Way, split

OTHER = Supplier(2, "Stellwick", 7)
CASE = Offer(3, "case", 800, 2, 87_000_000)
HERE = Way(SUPPLIER, (BOX,))
THERE = Way(OTHER, (replace(BOX, price_micros=12_480_000),))
CASES = Way(OTHER, (CASE, replace(CASE, from_packs=5, price_micros=80_000_000)))
USED = [0, 10, 20, 30, 10, 5, 0] * 40


def lacking() -> Line:
    found = line(situation(USED, shelf_life_days=60))
    assert found.lacks
    return found


def test_each_part_is_ordered_of_its_supplier_at_its_price() -> None:
    parts = split(lacking(), [(HERE, 1), (THERE, 2), (CASES, 0)], TODAY)
    assert [each.situation.supplier for each in parts] == [SUPPLIER, OTHER]
    assert [each.packed.total_micros for each in parts if each.packed] == [12_000_000, 24_960_000]
    assert all("split by hand: 1 × box of 100 from Tarnbeck, 2 × box of 100 from Stellwick" in e.why for e in parts)


def test_what_was_proposed_is_no_split() -> None:
    proposed = lacking()
    assert proposed.packed is not None
    (same,) = split(proposed, [(HERE, proposed.packed.packs)], TODAY)
    assert same.why == proposed.why
    assert same.packed == proposed.packed


@pytest.mark.parametrize("packs", [1, 1_000_001])
def test_less_than_a_suppliers_minimum_order_and_what_cannot_be_meant_are_refused(packs: int) -> None:
    with pytest.raises(Refusal) as caught:
        split(lacking(), [(HERE, 1), (CASES, packs)], TODAY)
    assert "Stellwick" in caught.value.message
    assert "From 2" in caught.value.hint


def test_a_slip_of_the_finger_is_told_by_how_long_it_would_last() -> None:
    with pytest.raises(Refusal) as caught:
        split(lacking(), [(HERE, 99_999)], TODAY)
    assert caught.value.code == "order_absurd"
    # Ten a day and a bit: 9,999,900 are some 2,500 years of it.
    assert "9,999,900 each would last" in caught.value.message
    assert "years at" in caught.value.message
    with pytest.raises(Refusal) as parts:
        split(lacking(), [(HERE, 60), (THERE, 60)], TODAY)
    assert parts.value.code == "order_absurd", "all parts together last too long"
    with pytest.raises(Refusal) as packs:
        with_packs(lacking(), 99_999, TODAY)
    assert packs.value.code == "order_absurd"


@given(st.integers(1, 10**6), st.integers(0, 400), st.integers(1, 2000), st.integers(1, 50))
def test_what_is_proposed_and_a_suppliers_minimum_order_can_always_be_ordered(
    pace: int, par: int, factor: int, least: int
) -> None:
    pack = Offer(2, "box", factor, least, 12_000_000)
    for used in ([], [0, pace] * 100):
        proposed = line(situation(used, par=par, offered=(pack,)))
        if proposed.packed is not None:
            assert with_packs(proposed, proposed.packed.packs, TODAY).packed == proposed.packed
            assert split(proposed, [(Way(SUPPLIER, (pack,)), max(least, proposed.packed.packs))], TODAY)


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(Refusal):
        split(lacking(), [(HERE, 0), (THERE, 0)], TODAY)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(2, 4))  # more would last for years, and be refused
def test_however_it_is_split_as_much_expires_as_of_all_of_it_at_once(here: int, there: int, cases: int) -> None:
    parts = split(lacking(), [(HERE, here), (THERE, there), (CASES, cases)], TODAY)
    ordered = sum(each.packed.quantity for each in parts if each.packed)
    assert ordered == 100 * (here + there) + 800 * cases
    (whole,) = split(lacking(), [(Way(SUPPLIER, (Offer(9, "each", 1),)), ordered)], TODAY)
    wasted = sum(each.expiring.quantity for each in parts if each.expiring)
    assert wasted == (whole.expiring.quantity if whole.expiring else 0)


def test_what_another_site_has_too_much_of_is_named_and_what_it_has_promised_is_not_too_much() -> None:
    level = lacking().level.quantity or 0
    some = (Standing(None, level + 60),)
    there = situation(USED, site_id=2, stock=some)
    here, _ = propose([situation(USED), there], TODAY)
    assert here.spare is not None
    assert (here.spare.site, here.spare.site_id, here.spare.quantity) == ("site 2", 2, min(60, here.lacks))
    here, _ = propose([situation(USED), replace(there, promised=60)], TODAY)
    assert here.spare is None


def test_more_than_a_year_s_use_is_in_doubt_and_a_few_packs_never_are() -> None:
    of = lacking()
    a_year = of.level.per_day * 365
    assert doubt_of(of, 10, int(a_year) * 2) == ""
    assert doubt_of(of, 11, int(a_year) - 1) == ""
    assert "would last 12 months" in doubt_of(of, 11, int(a_year) + 10)
