"""Emergency access at a station: somebody's, with a reason, on disk before it holds, and over by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.station.conftest import NOON
from tracker.barcodes.house import badge_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.people.review_lines import Looked
from tracker.people.reviews import unsigned
from tracker.station import Station, open_station

OKAFOR = badge_code(7)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def signed_on(station: Station, at: datetime = NOON) -> None:
    station.submit(Scan(OKAFOR, "]C0", "serial:a", at))
    assert station.drain(60)


def test_nobody_in_particular_has_none(station: Station) -> None:
    with pytest.raises(Refusal) as refused:
        station.begin_emergency("unconscious")
    assert refused.value.code == "sign_on_first"
    assert station.emergency_in_short() == ""


def test_it_is_told_as_long_as_it_lasts_and_waits_for_a_review(settings: Settings) -> None:
    clock = Clock()
    station = open_station(settings, clock=clock)
    signed_on(station)
    with pytest.raises(Refusal) as refused:
        station.begin_emergency("  ")
    assert refused.value.code == "reason_missing"
    assert station.begin_emergency("unconscious, allergies needed") == NOON + timedelta(minutes=15)
    assert station.emergency_in_short() == "EMERGENCY ACCESS until 12:15", "by the clinic's own clock"
    clock.now += timedelta(minutes=15)
    assert station.emergency_in_short() == ""
    found = station.ask(lambda reader: unsigned(reader.connection, Looked()))
    assert [(each.code, each.by, each.reasons) for each in found] == [
        ("break_glass", OKAFOR, ("unconscious, allergies needed",))
    ]
    station.close()


def test_a_program_that_is_started_again_still_tells_it(settings: Settings) -> None:
    first = open_station(settings, clock=lambda: NOON)
    signed_on(first)
    first.begin_emergency("unconscious")
    first.close()
    again = open_station(settings, clock=lambda: NOON + timedelta(minutes=5))
    assert again.emergency_in_short() == ""
    signed_on(again, NOON + timedelta(minutes=5))
    assert again.emergency_in_short() == "EMERGENCY ACCESS until 12:15"
    again.close()
