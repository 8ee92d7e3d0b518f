"""A station that makes backups of itself: at the day's end, and once a day while nobody works."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest

from tests.clinic import KEY
from tests.station.conftest import NOON
from tests.station.scanning import command, play
from tests.waiting import until
from tracker.backups.folders import alone, listed
from tracker.backups.making import Source, make_backup
from tracker.backups.proving import prove
from tracker.backups.rotating import Keeping
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code
from tracker.config import Settings
from tracker.hardware.scan import Scan, utc_now
from tracker.station import open_station
from tracker.station.backing_up import open_source
from tracker.station.examining_backups import examine_backups
from tracker.station.keeping_backups import KeptBackups


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "office"
    made.mkdir()
    return made


@pytest.fixture
def source(settings: Settings) -> Iterator[Source]:
    opened = open_source(settings)
    yield opened
    opened.database.close()


@pytest.fixture
def keep(settings: Settings, source: Source) -> Iterator[Callable[[Path], KeptBackups]]:
    """Backups at a station where nobody works."""
    kept: list[KeptBackups] = []

    def begin(to: Path) -> KeptBackups:
        kept.append(KeptBackups(source, settings.model_copy(update={"backup_to": (to,)}), idle_s=0.0, look_s=0.01))
        return kept[-1]

    yield begin
    for each in kept:
        each.close(10)


def badge() -> Scan:
    return Scan(data=badge_code(7), aim="]C0", source="serial:a", at=NOON)


Keep = Callable[[Path], KeptBackups]


def test_without_a_folder_nothing_is_made_or_said(settings: Settings) -> None:
    station = open_station(settings, clock=lambda: NOON)
    assert station.upkeep.backup_in_short() == ""
    station.close()


def test_a_days_end_makes_one_before_the_station_closes(settings: Settings, folder: Path) -> None:
    wanted = settings.model_copy(update={"backup_to": (folder,), "home_screen": "board"})
    station = open_station(wanted, clock=lambda: NOON)
    until(lambda: bool(listed(folder).backups))
    first = listed(folder).backups[0].file
    play(station, badge())
    play(station, command(Command.CLOSE_DAY))
    until(lambda: [each.file for each in listed(folder).backups] != [first])
    assert station.upkeep.backup_in_short() == ""
    station.close()
    found = listed(folder).backups
    assert len(found) == 1
    assert prove(found[0].file, KEY, found[0].signed.manifest.checkpoint).faults == ()


def test_one_asked_for_as_the_last_thing_is_finished_before_the_station_closes(
    settings: Settings, folder: Path
) -> None:
    wanted = settings.model_copy(update={"backup_to": (folder,), "home_screen": "board"})
    station = open_station(wanted, clock=lambda: NOON)
    play(station, badge())
    play(station, command(Command.CLOSE_DAY))
    station.close()
    assert len(listed(folder).backups) == 1


def test_while_nobody_works_one_is_made_a_day(folder: Path, keep: Keep) -> None:
    kept = keep(folder)
    until(lambda: kept.last_at is not None)
    sleep(0.05)
    assert len(listed(folder).backups) == 1
    assert kept.in_short(utc_now()) == ""
    assert kept.in_short(utc_now() + timedelta(days=3)) == "backup ✖ 3 d"


@pytest.mark.parametrize(("age_hours", "backups"), [(25, 1), (49, 2)])
def test_while_somebody_works_it_waits_but_not_for_days(
    settings: Settings, source: Source, folder: Path, age_hours: int, backups: int
) -> None:
    make_backup(source, folder, Keeping(), utc_now() - timedelta(hours=age_hours))
    kept = KeptBackups(source, settings.model_copy(update={"backup_to": (folder,)}), idle_s=600.0, look_s=0.01)
    until(lambda: kept.last_at is not None and len(listed(folder).backups) == backups)
    sleep(0.1)
    kept.close(10)
    assert len(listed(folder).backups) == backups


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path, keep: Keep) -> None:
    kept = keep(tmp_path / "unplugged")
    until(lambda: bool(kept.troubles))
    assert "There is no folder" in kept.troubles[0]
    assert kept.in_short(utc_now()) == "backup ✖ failed"
    assert not (tmp_path / "unplugged").exists()


def test_another_stations_backup_of_the_same_moment_is_no_trouble(
    settings: Settings, folder: Path, keep: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with alone(settings.database):
        kept = keep(folder)
        until(lambda: any(getattr(each, "code", "") == "backup_running" for each in caplog.records))
    assert kept.troubles == ()


def test_the_doctor_says_how_old_the_last_good_one_is(
    settings: Settings, source: Source, folder: Path, keep: Keep
) -> None:
    wanted = settings.model_copy(update={"backup_to": (folder,)})

    def told(now: datetime | None = None) -> tuple[str, str]:
        found = next(iter(examine_backups(source.database, wanted, now)))
        return found.state, found.words

    assert told() == ("fault", f"there is none in {folder}")
    kept = keep(folder)
    until(lambda: kept.last_at is not None)
    assert told()[0] == "ok"
    state, words = told(datetime.now(UTC) + timedelta(days=5))
    assert state == "fault"
    assert words.endswith("5 days ago")
