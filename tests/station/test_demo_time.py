"""A demo clinic's clock at every hour of the day: it runs, and is never set back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.clinic import Clinic
from tracker.hardware.scan import new_id
from tracker.journal.occasion import stamp
from tracker.station.demo_time import running

DAY = date(2026, 11, 16)
OPENS = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


class Wall:
    """A wall clock that somebody moves by hand; weeks after the demo's day."""

    def __init__(self, hour: int, minute: int = 0) -> None:
        self.now = datetime(2026, 12, 24, hour, minute, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def opened(clinic: Clinic, wall: Wall) -> tuple[datetime, datetime]:
    """What the clock says when the clinic is opened, and two seconds later."""
    with clinic.database.reading() as connection:
        clock = running(connection, DAY, wall)
    first = clock()
    wall.now += timedelta(seconds=2)
    return first, clock()


def happened(clinic: Clinic, at: datetime) -> None:
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, new_id(), "note", stamp(at), {})


@pytest.mark.parametrize("hour", range(24))
def test_the_clock_runs_at_every_hour_and_shows_the_day_of_the_demo(clinic: Clinic, hour: int) -> None:
    happened(clinic, OPENS - timedelta(hours=1))
    first, then = opened(clinic, Wall(hour))
    assert then - first == timedelta(seconds=2)
    assert first == max(OPENS, OPENS.replace(hour=hour))


def test_before_the_clinic_opens_it_goes_on_from_what_was_done_last(clinic: Clinic) -> None:
    happened(clinic, OPENS + timedelta(minutes=20))
    first, then = opened(clinic, Wall(3))
    assert first == OPENS + timedelta(minutes=20)
    assert then > first
    assert opened(clinic, Wall(8, 5))[0] == first, "just after the opening, too"
    assert opened(clinic, Wall(9))[0] == OPENS.replace(hour=9)


def test_what_was_done_in_another_days_evening_holds_no_clock_back(clinic: Clinic) -> None:
    happened(clinic, OPENS.replace(hour=23, minute=50))
    assert opened(clinic, Wall(3))[0] == OPENS
    assert opened(clinic, Wall(14))[0] == OPENS.replace(hour=14)
