"""A station that watches its disk: it says so long before, and keeps room back for the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.test_full_disk import small_disk
from tests.station.scanning import CART, command, pack, play
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.errors import StoreError
from tracker.station import Station, open_station
from tracker.station.examining_disk import examine_disk
from tracker.station.keeping_room import KeptRoom
from tracker.station.opening import open_store
from tracker.station.room import Room
from tracker.store.ballast import Ballast

MB = 1_000_000
FULL = StoreError("The disk is full.", code="store_full")
WELL = Room(
    free=61_000 * MB,
    database=40 * MB,
    kept_back=16 * MB,
    per_day=MB,
    ballast=16 * MB,
    least_free=500 * MB,
    least_days=60,
)


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (WELL, ""),
        (replace(WELL, free=310 * MB), "disk ! 310 MB"),
        (replace(WELL, free=2_000 * MB, per_day=100 * MB), "disk ! 20 d"),
        (replace(WELL, free=310 * MB, per_day=100 * MB), "disk ! 3 d"),
        (replace(WELL, free=10 * MB), "disk ! 10 d"),
        (replace(WELL, free=10 * MB, kept_back=0), "disk ✖ full"),
        (replace(WELL, free=0, ballast=0, kept_back=0), "disk ✖ full"),
        (replace(WELL, per_day=None), ""),
        (replace(WELL, per_day=0), ""),
    ],
)
def test_what_the_top_line_says_of_the_room_that_is_left(room: Room, said: str) -> None:
    assert room.in_short() == said


def test_the_days_are_those_for_which_the_room_lasts() -> None:
    assert replace(WELL, free=900 * MB, per_day=10 * MB).words() == (
        "900 MB free; the database grows by 10 MB a day: enough for 90 days"
    )
    assert WELL.words() == "61.0 GB free", "nobody knows what is in ten years"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 12 * MB) as made:
        yield made


@pytest.fixture
def there(settings: Settings, disk: Path) -> Settings:
    """The small clinic on a disk of 12 MB, of which it keeps back three."""
    shutil.copytree(settings.home / "keys", disk / "keys")
    shutil.copy(settings.database, disk / "tracker.db")
    return settings.model_copy(
        update={"home": disk, "database": disk / "tracker.db", "ballast_mb": 3, "disk_warn_mb": 2}
    )


@pytest.fixture
def opened(there: Settings) -> Iterator[Station]:
    assert Ballast(there.database, 3 * MB).make(6 * MB), "as the station itself does in its first seconds"
    station = open_station(there)
    yield station
    station.close()


def fill(disk: Path, leaving: int = 0) -> Path:
    filler = disk / "filler"
    # Without a buffer: what did not fit would be written once more when the file is closed.
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 1):
            while shutil.disk_usage(disk).free > leaving:
                try:
                    file.write(bytes(size))
                except OSError:
                    break
    return filler


def kept(there: Settings) -> int:
    return Ballast(there.database, 3 * MB).kept()


def test_room_is_kept_back_and_given_up_so_that_a_scan_is_stored_on_a_full_disk(
    there: Settings, opened: Station, disk: Path
) -> None:
    play(opened, command(Command.RESTOCK), CART)
    fill(disk)
    play(opened, *(pack(number) for number in range(40)))
    until(lambda: opened.fault is None)
    assert opened.counts.waiting == 0
    assert kept(there) == 0
    assert opened.upkeep.warnings_in_short() == "disk ✖ full"
    (told,) = opened.upkeep.warnings_told()
    assert told == "The disk is full: 3 MB were kept back for this. Finish what is in hand, and free some space."


def test_other_work_than_a_scan_finds_the_room_at_its_next_attempt(
    there: Settings, opened: Station, disk: Path
) -> None:
    fill(disk)
    failures = 0
    for _ in range(200):
        try:
            opened.checkpoint("asked")
        except StoreError:
            failures += 1
    assert failures <= 1
    assert kept(there) == 0


def test_with_room_again_it_is_kept_back_again_and_nothing_more_is_said(there: Settings, disk: Path) -> None:
    store = open_store(there)
    room = KeptRoom(store, there, first_s=0.0, look_s=0.01)
    try:
        until(lambda: kept(there) == 3 * MB)
        filler = fill(disk)
        room.hear(FULL)
        assert room.told()
        until(lambda: room.in_short() == "disk ✖ full")
        filler.unlink()
        until(lambda: kept(there) == 3 * MB)
        until(lambda: room.told() == "" and room.in_short() == "")
    finally:
        room.close(10)
        store.close()


def test_a_disk_error_with_room_enough_gives_nothing_up(there: Settings) -> None:
    store = open_store(there)
    room = KeptRoom(store, there, first_s=0.0, look_s=0.01)
    try:
        until(lambda: kept(there) == 3 * MB)
        for code in ("store_io", "store_locked", "store_damaged"):
            room.hear(StoreError("It takes nothing.", code=code))
        assert kept(there) == 3 * MB
        assert room.told() == ""
    finally:
        room.close(10)
        store.close()


def test_the_doctor_says_what_is_free_what_is_kept_back_and_when_neither_is(there: Settings, disk: Path) -> None:
    def said() -> list[tuple[str, str]]:
        return [(each.state, each.about) for each in examine_disk(there)]

    assert said() == [("ok", "Disk"), ("absent", "Kept back")]
    Ballast(there.database, 3 * MB).make(6 * MB)
    assert said() == [("ok", "Disk"), ("ok", "Kept back")]
    Ballast(there.database, 3 * MB).give_up()
    fill(disk, leaving=MB)
    assert said() == [("fault", "Disk"), ("fault", "Kept back")]
