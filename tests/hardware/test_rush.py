"""What a machine types is told from what fingers do, by time alone."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.hardware.keystrokes import Key, key_of
from tracker.hardware.rush import Rush
from tracker.hardware.wedge_rules import GAP_S, SHORTEST_SCAN


def keys(gaps_s: list[float], text: str = "482913") -> tuple[Key, ...]:
    at_s, made = 0.0, []
    for number, gap_s in enumerate(gaps_s):
        at_s += gap_s
        made.append(key_of(text[number % len(text)], at_s))
    return tuple(made)


def rushed(pressed: tuple[Key, ...]) -> bool:
    """Each handed on by itself, as the wedge does where it was not quiet before."""
    rush = Rush()
    told = [rush.is_rushed((key,)) for key in pressed]
    return any(told)


@given(st.lists(st.floats(0.001, 0.3), min_size=1, max_size=12))
def test_three_characters_closer_than_fingers_are_a_machines_wherever_they_stand(gaps_s: list[float]) -> None:
    pressed = keys(gaps_s)
    close = [after.at_s - before.at_s <= GAP_S for before, after in pairwise(pressed)]
    is_machine = any(all(close[at : at + SHORTEST_SCAN - 1]) for at in range(len(close) - SHORTEST_SCAN + 2))
    assert rushed(pressed) == is_machine == Rush().is_rushed(pressed)


def test_keys_rolled_over_and_corrections_are_fingers() -> None:
    assert not rushed(keys([0.2, 0.01, 0.2, 0.01, 0.2, 0.01]))
    backspaces = tuple(Key("backspace", None, at / 100) for at in range(6))
    assert not rushed(backspaces)
