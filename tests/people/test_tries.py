"""Five tries are free, then each costs twice the time of the one before, and no clock that is set helps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.people.tries import FREE, MOST, Instant, Tries, instant

AT = "2026-11-16T15:00:00.000Z"


def at(seconds: float, boot: str = "this start") -> Instant:
    return Instant(AT, boot, int(seconds * 1000))


def test_the_delays_double_from_half_a_minute() -> None:
    assert [Tries(failed).delay_s for failed in range(FREE - 1, MOST)] == [0, 30, 60, 120, 240, 480]
    assert not Tries(MOST - 1).is_locked
    assert Tries(MOST).is_locked


@given(failed=st.integers(FREE, MOST), waited_s=st.integers(0, 1000))
def test_what_is_waited_counts_and_nothing_else(failed: int, waited_s: int) -> None:
    tries = Tries(failed, "this start", 5_000_000)
    assert tries.wait_s(at(5000 + waited_s)) == max(0, tries.delay_s - waited_s)


def test_a_wall_clock_set_forward_does_not_help() -> None:
    tries = Tries(FREE, "this start", 5_000_000)
    assert tries.wait_s(Instant("2031-01-01T00:00:00.000Z", "this start", 5_001_000)) == 29


def test_after_a_restart_of_the_machine_the_time_since_then_counts() -> None:
    tries = Tries(FREE, "the start before", 900_000_000)
    assert tries.wait_s(at(10)) == 20
    assert tries.wait_s(at(31)) == 0


def test_two_instants_of_one_process_are_of_one_start() -> None:
    first, second = instant(AT), instant(AT)
    assert first.boot == second.boot != ""
    assert second.steady_ms >= first.steady_ms
