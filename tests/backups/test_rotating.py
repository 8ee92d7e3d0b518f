"""The newest of each day, week and month; and whatever is chosen, the last one stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.backups.rotating import Keeping, spare

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_TIMES = st.lists(st.integers(0, 315_360_000).map(lambda seconds: _FIRST + timedelta(seconds=seconds)), max_size=60)
_KEEPING = st.builds(Keeping, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


def test_seven_days_five_weeks_and_twelve_months_of_two_years() -> None:
    last = datetime(2026, 11, 16, 18, tzinfo=UTC)
    made = [last - timedelta(hours=12 * number) for number in range(1460)]
    kept = sorted(set(made) - spare(made, Keeping(7, 5, 12)), reverse=True)
    days = [each.date().isoformat() for each in kept]
    assert days[:7] == [f"2026-11-{day}" for day in (16, 15, 14, 13, 12, 11, 10)]
    # Weeks end on Sundays: that of the 15th is a day's already.
    assert days[7:10] == ["2026-11-08", "2026-11-01", "2026-10-31"]
    assert days[10] == "2026-10-25"
    assert days[11:] == [
        "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31", "2026-04-30", "2026-03-31", "2026-02-28",
        "2026-01-31", "2025-12-31",
    ]  # fmt: skip
    assert all(each.hour == 18 for each in kept)


@given(_TIMES, _KEEPING)
def test_the_last_one_always_stays(made: list[datetime], keeping: Keeping) -> None:
    gone = spare(made, keeping)
    assert gone <= set(made)
    assert not made or max(made) not in gone


@given(_TIMES, _KEEPING)
def test_what_was_kept_is_kept_again(made: list[datetime], keeping: Keeping) -> None:
    kept = set(made) - spare(made, keeping)
    assert spare(sorted(kept), keeping) == frozenset()
    assert len(kept) <= 1 + keeping.daily + keeping.weekly + keeping.monthly
