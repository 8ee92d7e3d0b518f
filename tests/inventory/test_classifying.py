"""ABC by the value of use, XYZ by how even it is: bounds, and what has no class."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.inventory.classifying import abc, variation, xyz


def test_the_item_that_crosses_a_bound_belongs_above_it() -> None:
    assert abc({1: 79, 2: 2, 3: 13, 4: 3, 5: 3}) == {1: "A", 3: "A", 4: "B", 5: "C", 2: "C"}
    assert abc({1: 80, 2: 15, 3: 5}) == {1: "A", 2: "B", 3: "C"}
    assert abc({7: 1}) == {7: "A"}
    assert abc({1: 0, 2: 0}) == {1: "C", 2: "C"}
    assert abc({}) == {}


@given(values=st.dictionaries(st.integers(1, 500), st.integers(0, 10**9), max_size=60))
def test_a_holds_four_fifths_of_the_value_and_nothing_dearer_has_a_lower_class(values: dict[int, int]) -> None:
    classes = abc(values)
    assert classes.keys() == values.keys()
    total, held = sum(values.values()), Counter[str]()
    for key, grade in classes.items():
        held[grade] += values[key]
    if total:
        assert held["A"] * 100 >= 80 * total
        assert (held["A"] + held["B"]) * 100 >= 95 * total
        least = min(values[key] for key, grade in classes.items() if grade == "A")
        assert (held["A"] - least) * 100 < 80 * total, "no more is A than has to be"
    for one in values:
        assert all(classes[one] <= classes[other] for other in values if values[one] > values[other])


@pytest.mark.parametrize(
    ("weekly", "expected"),
    [
        ((5, 5, 5, 5), "X"),
        ((1, 3, 1, 3), "X"),
        ((0, 2, 0, 2), "Y"),
        ((0, 0, 0, 8), "Z"),
        ((0, 0, 0, 0), None),
        ((9, 1, 5), None),
        ((), None),
    ],
)
def test_the_bounds_are_half_of_the_mean_and_all_of_it(weekly: tuple[int, ...], expected: str | None) -> None:
    assert xyz(variation(weekly)) == expected


@given(weekly=st.lists(st.integers(0, 1000), min_size=4, max_size=60), factor=st.integers(1, 1000))
def test_how_even_a_use_is_does_not_depend_on_the_unit(weekly: list[int], factor: int) -> None:
    one, other = variation(weekly), variation([week * factor for week in weekly])
    assert one == other if one is None else other == pytest.approx(one)
