"""A station that closes keeps what could not be stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.station.conftest import NOON
from tests.station.scanning import EARLY, SHELF_A, command, pack, play
from tests.store.test_faults import UNTIL_LEFT_S, held_elsewhere
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import StoreError
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source
from tracker.inventory.catalogue import NewItem
from tracker.jobs.desk import Desk
from tracker.station import Station, open_station
from tracker.station.unsaved import keep_unsaved


def test_closing_while_the_store_is_held_keeps_every_scan_in_a_recording(settings: Settings, station: Station) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    waiting = [pack(number) for number in range(200)]
    with held_elsewhere(settings.database, UNTIL_LEFT_S):
        for scan in waiting:
            station.submit(scan)
        assert not station.drain(0.5)
        kept = station.close(timeout=3)
    assert kept is not None
    assert kept.stat().st_mode & 0o777 == 0o600
    again = open_station(settings, clock=lambda: NOON)
    replayed = list(open_source(f"recording:{kept}", pace="at_once"))
    assert [scan.data for scan in replayed[:2]] == [house.command_code(Command.RECEIVE), house.location_code(3)]
    assert [scan.id for scan in replayed[2:]] == [scan.id for scan in waiting]
    play(again, *replayed)
    assert again.counts.posted == 200
    again.close()


def test_closing_with_a_writer_that_will_not_come_back_in_time_keeps_the_rest(settings: Settings) -> None:
    """The writer hangs in the database for longer than the closing may last: nothing behind it is lost."""
    station = open_station(settings.model_copy(update={"busy_timeout_ms": 20_000}), clock=lambda: NOON)
    play(station, command(Command.RECEIVE), SHELF_A)
    waiting = [pack(number) for number in range(5)]
    with held_elsewhere(settings.database, UNTIL_LEFT_S):
        for scan in waiting:
            station.submit(scan)
        kept = station.close(timeout=0.3)
    assert kept is not None
    replayed = list(open_source(f"recording:{kept}", pace="at_once"))
    assert [scan.id for scan in replayed[2:]] == [scan.id for scan in waiting]


def test_where_the_home_takes_no_file_the_rest_is_kept_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    kept = keep_unsaved(tmp_path / "in the way", Desk(), [pack()])
    try:
        assert [scan.data for scan in open_source(f"recording:{kept}", pace="at_once")] == [EARLY]
    finally:
        kept.unlink()


def test_a_kept_scan_of_any_length_can_be_read_again(settings: Settings, station: Station) -> None:
    with held_elsewhere(settings.database, UNTIL_LEFT_S):
        station.submit(Scan("\x01" * 100_000, at=NOON))
        assert not station.drain(0.3)
        kept = station.close(timeout=3)
    assert kept is not None
    assert len(list(open_source(f"recording:{kept}", pace="at_once"))) == 1


def test_an_item_entered_at_a_station_that_has_closed_is_refused_at_once(station: Station) -> None:
    station.close()
    with pytest.raises(StoreError) as refused:
        station.by_hand.enter_item(NewItem("4100-22", "Glove", "each", tracks_lot=False, tracks_expiry=False))
    assert refused.value.code == "closing"


def test_closing_twice_tells_the_same(station: Station) -> None:
    assert station.close() is None
    assert station.close() is None
