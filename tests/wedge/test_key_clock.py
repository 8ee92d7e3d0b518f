"""Whatever stalls the reader, and whenever: no gap between keys is made up, and without a stall none is denied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wedge.test_wedge import scans, typing, vouches
from tracker.hardware.key_clock import WAIT_S, KeyClock
from tracker.hardware.keystrokes import Came, character_of, key_of
from tracker.hardware.rush import Rush
from tracker.hardware.scan import Quality
from tracker.hardware.wedge import Caught, Heard, Typed, Wedge
from tracker.hardware.wedge_rules import SHORTEST_SCAN, TAIL_S

START_S, LONG_S = 10.0, 0.3
ROUNDING_S = 1e-6
STALLS_S = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.0002, 0.004, 0.02, 0.075, 0.106, 0.4]), min_size=1, max_size=60)
GAPS_S = st.one_of(st.floats(min_value=0.0, max_value=0.3), st.floats(min_value=0.0, max_value=1.2))
Told = tuple[list[int], float, Came | None]
"""The numbers of the keys that were read together, their time, and the looks between which they came; no keys: that time is
told as silence."""


def read(arrivals_s: Sequence[float], stalls_s: Sequence[float]) -> Iterator[Told]:
    """A reader of a kernel's buffer, stopped for ``stalls_s`` in turn at each place where a process can be stopped."""
    clock, now_s, taken, places = KeyClock(START_S), START_S, 0, 0

    def stalled() -> float:
        nonlocal places
        places += 1
        return stalls_s[places % len(stalls_s)]

    read_s = START_S
    while taken < len(arrivals_s) or clock.at_s < read_s + LONG_S:
        begun_s = now_s
        now_s += stalled()
        ends_s = now_s + clock.wait_s
        if taken < len(arrivals_s) and arrivals_s[taken] <= ends_s:
            now_s = max(now_s, arrivals_s[taken]) + stalled()
            keys = [number for number in range(taken, len(arrivals_s)) if arrivals_s[number] <= now_s]
            taken += len(keys)
            looked_s, now_s = now_s, now_s + stalled()
            clock.take_input(now_s, looked_s)
            clock.note_key()
            read_s = clock.at_s
            yield keys, clock.at_s, clock.came
        else:
            now_s = ends_s + stalled()
            clock.pass_silence(begun_s)
        if clock.take_news():
            yield [], clock.at_s, None


def heard(text: str, arrivals_s: Sequence[float], stalls_s: Sequence[float]) -> list[Heard]:
    """What the assembler makes of keys that really came at these times."""
    wedge = Wedge(vouches)
    found: list[Heard] = []
    for keys, at_s, came in read(arrivals_s, stalls_s):
        pressed = [replace(key_of(text[number], at_s), came=came) for number in keys]
        found += [each for key in pressed for each in wedge.press(key)]
        if not keys:
            found += wedge.pass_time(at_s)
    assert wedge.deadline_s is None, "nothing is held for ever"
    return found


def beats(count: int, step_s: float) -> list[float]:
    return [START_S + 1 + step_s * number for number in range(count)]


@given(st.lists(GAPS_S, min_size=1, max_size=20), STALLS_S)
def test_no_stall_makes_a_gap_longer_than_it_was(gaps_s: list[float], stalls_s: list[float]) -> None:
    arrivals_s = [START_S + sum(gaps_s[: number + 1]) for number in range(len(gaps_s))]
    last_s = None
    for keys, at_s, _ in read(arrivals_s, stalls_s):
        if not keys:
            continue
        if last_s is not None and at_s - last_s[1] <= TAIL_S:
            assert at_s - last_s[1] <= arrivals_s[keys[0]] - arrivals_s[last_s[0]] + WAIT_S + ROUNDING_S
        last_s = keys[-1], at_s


@given(st.lists(GAPS_S, min_size=1, max_size=20), STALLS_S)
def test_silence_is_told_only_where_it_was(gaps_s: list[float], stalls_s: list[float]) -> None:
    arrivals_s = [START_S + sum(gaps_s[: number + 1]) for number in range(len(gaps_s))]
    last: tuple[int, float] | None = None
    for keys, at_s, _ in read(arrivals_s, stalls_s):
        if keys:
            last = keys[-1], at_s
        elif last is not None and last[0] + 1 < len(arrivals_s):
            assert at_s - last[1] <= arrivals_s[last[0] + 1] - arrivals_s[last[0]] + ROUNDING_S


@given(st.lists(GAPS_S, min_size=1, max_size=20))
def test_without_stalls_the_times_are_the_true_ones(gaps_s: list[float]) -> None:
    arrivals_s = [START_S + sum(gaps_s[: number + 1]) for number in range(len(gaps_s))]
    for keys, at_s, _ in read(arrivals_s, [0.0]):
        for number in keys:
            assert at_s == pytest.approx(arrivals_s[number], abs=1e-5)


@given(STALLS_S, st.floats(min_value=0.0005, max_value=0.020), st.integers(min_value=1, max_value=4))
def test_no_stall_tears_a_framed_scan(stalls_s: list[float], step_s: float, count: int) -> None:
    sent = [f"{number:010d}" for number in range(count)]
    text = "".join(f"]C0{each}\r" for each in sent)
    found = heard(text, beats(len(text), step_s), stalls_s)
    assert scans(found) == [("]C0", each, Quality.READ) for each in sent]
    assert typing(found) == []


@pytest.mark.parametrize("text", ["]A0", "[)>", "]C0 box", "gauze 4x4"])
@pytest.mark.parametrize("step_s", [0.035, 0.080, 0.200])
def test_what_a_person_types_stays_typed(text: str, step_s: float) -> None:
    found = heard(text, beats(len(text), step_s), [0.0, 0.0, 0.0003])
    assert "".join(key.character or "" for each in found if isinstance(each, Typed) for key in each.keys) == text


@given(st.text("]CA012[)>7", min_size=1, max_size=12), st.floats(min_value=0.036, max_value=0.2), STALLS_S)
def test_what_a_person_types_is_no_scan_whatever_stalls(text: str, step_s: float, stalls_s: list[float]) -> None:
    """A stall may run keys together, and what looks like the beginning of a scan is then reported; it never counts."""
    found = heard(text, beats(len(text), step_s), stalls_s)
    assert not [each for each in found if isinstance(each, Caught) and each.quality is Quality.READ]


@given(st.lists(GAPS_S, min_size=1, max_size=20), STALLS_S)
def test_each_key_came_between_the_two_looks_that_it_bears(gaps_s: list[float], stalls_s: list[float]) -> None:
    arrivals_s = [START_S + sum(gaps_s[: number + 1]) for number in range(len(gaps_s))]
    for keys, _, came in read(arrivals_s, stalls_s):
        for number in keys:
            assert came is not None
            assert came.after_s - ROUNDING_S <= arrivals_s[number] <= came.by_s + ROUNDING_S


BUSY_S = st.lists(st.sampled_from([0.0, 0.01, 0.04, 0.05, 0.06]), min_size=3, max_size=60)
"""A machine on which each look at the terminal may take 0.18 s, as while libraries are loaded."""


@given(st.text("0123456789", min_size=6, max_size=12), st.floats(min_value=0.15, max_value=0.3), BUSY_S)
def test_a_pin_typed_key_by_key_is_typed_on_a_busy_machine(pin: str, step_s: float, stalls_s: list[float]) -> None:
    """Each key lies there when somebody comes to look, and seems to be right behind the one before."""
    text = f"{pin}\r"
    found = heard(text, beats(len(text), step_s), stalls_s)
    assert all(isinstance(each, Typed) for each in found)
    keys = tuple(key for each in found if isinstance(each, Typed) for key in each.keys)
    assert "".join(character_of(key) or "" for key in keys) == text
    together = max(sum(key.came == other.came for other in keys) for key in keys)
    assert together < SHORTEST_SCAN
    assert not Rush().is_rushed(keys)


@given(STALLS_S, st.floats(min_value=0.0005, max_value=0.025))
def test_what_a_scanner_sends_without_a_frame_is_never_typed_whatever_stalls(
    stalls_s: list[float], step_s: float
) -> None:
    sent = "0123456789"
    found = heard(f"{sent}\r", beats(len(sent) + 1, step_s), stalls_s)
    assert scans(found) == [("", sent, Quality.READ)]
    assert typing(found) == []


def test_a_mouse_that_moves_does_not_hold_a_key_up() -> None:
    clock = KeyClock(START_S)
    clock.take_input(START_S + 1, START_S + 1)
    clock.note_key()
    told_ms = []
    for number in range(1, 60):
        clock.take_input(START_S + 1 + 0.004 * number, START_S + 1 + 0.004 * number)
        if clock.take_news():
            told_ms.append(4 * number)
    assert told_ms == [32, 104]
