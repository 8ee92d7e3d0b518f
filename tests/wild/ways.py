"""A way in: what it is given, and what it does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.door.hostile import TEXTS
from tests.wild.world import World

SEEDS = (20261116, 7, 118)
"""Kept: a fault that was found comes again by the same seed and number of cases."""
NAMES = st.sampled_from([text for text in TEXTS if len(text) < 400])
WORDS = st.one_of(NAMES, st.text(max_size=20), st.integers(-(10**12), 10**12).map(str), st.just(""))


@dataclass(frozen=True, slots=True)
class Way:
    """``meets`` raises for whatever is neither an answer nor a refusal in words."""

    name: str
    cases: st.SearchStrategy[Any]
    meets: Callable[[World, Any], None]


def meet(way: Way, world: World, count: int, at: int = SEEDS[0]) -> None:
    """Send ``count`` cases through ``way``; raises with the smallest case that fell."""

    @seed(at)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(way.cases)
    def met(case: object) -> None:
        way.meets(world, case)

    met()


def bent(*whole: bytes) -> st.SearchStrategy[bytes]:
    """A whole file with a few bytes changed, cut out, doubled or put in; or bytes of any kind."""
    change = st.tuples(
        st.floats(0, 1), st.integers(0, 12), st.one_of(st.binary(max_size=6), NAMES.map(lambda text: text.encode()))
    )

    def bend(given: tuple[bytes, list[tuple[float, int, bytes]]]) -> bytes:
        data, changes = given
        for where, cut, put in changes:
            at = int(where * len(data))
            data = data[:at] + put + data[at + cut :]
        return data

    return st.one_of(
        st.tuples(st.sampled_from(whole), st.lists(change, max_size=4)).map(bend),
        st.tuples(st.sampled_from(whole), st.floats(0, 1)).map(lambda given: given[0][: int(given[1] * len(given[0]))]),
        st.binary(max_size=300),
    )
