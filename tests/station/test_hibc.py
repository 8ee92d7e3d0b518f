"""A HIBC label at the counter: the catalogue's primary is found, the secondary completes it, and only it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.barcodes.test_hibc import checked
from tests.station.conftest import NOON
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.jobs.verdict import Code
from tracker.station import Outcome, Station

BOX = "+A123TB101481"
LINK = checked(BOX)[-1]


class Counter:
    """One person's scans at one station, five seconds apart."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._outcomes: list[Outcome] = []
        self._at = NOON
        station.subscribe(self._outcomes.append)

    def scan(self, data: str) -> Outcome:
        self._at += timedelta(seconds=5)
        self._station.submit(Scan(data, source="serial:test", at=self._at))
        assert self._station.drain(60)
        return self._outcomes[-1]


@pytest.fixture
def counter(station: Station) -> Counter:
    return Counter(station)


def _receiving(counter: Counter, station: Station) -> None:
    counter.scan(house.command_code(Command.RECEIVE))
    with station.read() as reader:
        shelf = reader.connection.exec_driver_sql("SELECT code FROM location WHERE name = 'A'").scalar_one()
    counter.scan(str(shelf))


def test_primary_and_combined_name_the_item_that_the_catalogue_has_under_the_primary(counter: Counter) -> None:
    assert counter.scan(checked(BOX)).verdict.code == Code.FOUND
    assert counter.scan(checked(f"{BOX}/$$3270630LATE")).verdict.code == Code.FOUND


def test_a_secondary_completes_its_primary(counter: Counter, station: Station) -> None:
    _receiving(counter, station)
    assert counter.scan(checked(BOX)).verdict.code == Code.HALF_READ
    done = counter.scan(checked(f"+$$3270630LATE{LINK}"))
    assert (done.verdict.code, done.is_posted) == (Code.ACCEPTED, True)


def test_the_secondary_of_another_primary_is_refused_and_the_pack_goes_on_waiting(
    counter: Counter, station: Station
) -> None:
    _receiving(counter, station)
    counter.scan(checked(BOX))
    other = "A" if LINK != "A" else "B"
    refused = counter.scan(checked(f"+$$3270630LATE{other}"))
    assert (refused.verdict.code, refused.is_posted) == (Code.LOT_CONFLICT, False)
    assert counter.scan(checked(f"+$$3270630LATE{LINK}")).is_posted


def test_an_unknown_primary_is_bound_by_itself_and_not_by_its_pack(counter: Counter) -> None:
    unknown = counter.scan(checked("+Z999NEW11/$LOT1"))
    assert unknown.verdict.code == Code.UNKNOWN_CODE
    counter.scan(house.command_code(Command.BIND))
    assert counter.scan(checked(BOX)).verdict.code in (Code.BOUND, Code.FOUND)
    assert counter.scan(checked("+Z999NEW11/$LOT2")).verdict.code == Code.FOUND
    assert counter.scan(checked("+Z999NEW11")).verdict.code == Code.FOUND


def test_a_damaged_label_is_never_offered_for_binding(counter: Counter) -> None:
    damaged = checked(BOX)[:-1] + ("0" if LINK != "0" else "1")
    assert counter.scan(damaged).verdict.code == "hibc_check"


def test_blood_is_told_as_such_and_never_offered_for_binding(counter: Counter) -> None:
    outcome = counter.scan("=G12341765432170")
    assert outcome.verdict.code == Code.WRONG_KIND
    assert "blood" in outcome.verdict.detail
    assert counter.scan(house.command_code(Command.BIND)).verdict.code != Code.BIND_TO
