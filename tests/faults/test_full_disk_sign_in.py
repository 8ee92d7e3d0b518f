"""Who comes while the disk is full: he signs in by what was kept back, and with that gone he may look and change nothing. No
try is free meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.test_full_disk import small_disk
from tracker.config import Settings, load_settings
from tracker.demo import BADGE, LEAD
from tracker.demo.signing import PIN, ask_pins
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import Scan, utc_now
from tracker.people.proofs import Proof
from tracker.people.spare_tries import SpareTries
from tracker.people.tries import FREE, tries_of
from tracker.station import Station, open_station
from tracker.station.opening import open_store
from tracker.store.ballast import Ballast

WRONG = "111999"
KEPT_BACK = 4_000_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 64_000_000) as made:
        yield made


@pytest.fixture
def asking(disk: Path, demo_template: Path) -> Settings:
    """The demo clinic on a disk of its own, with PINs; room is kept back, and the file for tries is there."""
    home = Path(shutil.copytree(demo_template, disk / "home"))
    with (home / "settings.toml").open("a") as file:
        file.write(f"ballast_mb = {KEPT_BACK // 1_000_000}\n")
    settings = load_settings(home)
    ask_pins(settings)
    assert Ballast(settings.database, KEPT_BACK).make(3 * KEPT_BACK)
    SpareTries(settings.database).make()
    return settings


@pytest.fixture
def station(asking: Settings, disk: Path) -> Iterator[Station]:
    """The app is open as the disk fills up: it keeps the database's log and its index."""
    opened = open_station(asking)
    yield opened
    (disk / "filled").unlink(missing_ok=True)
    opened.close()


def fill(disk: Path) -> None:
    """Up to the last byte."""
    with suppress(OSError), (disk / "filled").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def look(settings: Settings, pin: str, badge: str = BADGE, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *(words or ("report", "open")), "--badge", badge, "--pin-stdin"],
        input=f"{pin}\n",
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "TRACKER_HOME": str(settings.home)},
    )
    return done.returncode, done.stdout, done.stderr


def test_whoever_comes_first_signs_in_by_what_was_kept_back(asking: Settings, station: Station, disk: Path) -> None:
    fill(disk)
    assert station.signing.sign_in(BADGE, Proof(PIN)).badge == BADGE, "at the first try"
    assert Ballast(asking.database, KEPT_BACK).kept() == 0


def test_with_that_gone_nobody_waits_without_a_word(asking: Settings, station: Station, disk: Path) -> None:
    Ballast(asking.database, KEPT_BACK).give_up()
    fill(disk)
    for _ in range(2):
        with pytest.raises(StoreError) as found:
            station.signing.sign_in(BADGE, Proof(PIN))
        assert found.value.code == "sign_in_full"
        assert "tracker report open" in found.value.hint
        station.submit(Scan(LEAD, "]C0", "serial:a", utc_now()))
        station.drain(0.5)


@pytest.mark.usefixtures("station")
def test_where_a_tube_is_can_be_looked_up_and_nothing_be_changed(asking: Settings, disk: Path) -> None:
    Ballast(asking.database, KEPT_BACK).give_up()
    fill(disk)
    status, out, err = look(asking, PIN)
    assert status == 1, "some specimens have no acknowledged place"
    assert "2600000611" in out
    assert "change nothing" in err
    status, out, err = look(asking, PIN, LEAD, "staff", "release", BADGE)
    assert (status, "The disk is full" in err) == (4, True)


def test_a_wrong_pin_is_counted_all_the_same_and_counts_on_when_there_is_room(
    asking: Settings, station: Station, disk: Path
) -> None:
    Ballast(asking.database, KEPT_BACK).give_up()
    fill(disk)
    for left in range(FREE - 1, 0, -1):
        assert f"{left} more tr" in look(asking, WRONG)[2]
    assert "Wait 30 s" in look(asking, WRONG)[2]
    assert "failed 5 times" in look(asking, PIN)[2], "not even the right one"
    (disk / "filled").unlink()
    with pytest.raises(Refusal) as refused:
        station.signing.sign_in(BADGE, Proof(PIN))
    assert refused.value.code == "sign_in_wait"
    assert station.ask(lambda reader: tries_of(reader.connection, BADGE)).failed == FREE
    assert SpareTries(asking.database).counted() == {}


@pytest.mark.usefixtures("station")
@pytest.mark.parametrize("spoilt", ["gone", "unreadable"])
def test_without_the_file_nobody_looks_while_the_disk_is_full_and_everybody_signs_in_after(
    asking: Settings, disk: Path, spoilt: str
) -> None:
    Ballast(asking.database, KEPT_BACK).give_up()
    file = SpareTries(asking.database).path
    file.unlink() if spoilt == "gone" else file.write_bytes(b"no JSON")
    fill(disk)
    assert look(asking, PIN)[0] == 4
    (disk / "filled").unlink()
    assert look(asking, PIN)[0] == 1
    assert SpareTries(asking.database).counted() == {}
    assert file.stat().st_size > 1000


@pytest.mark.usefixtures("station")
@pytest.mark.parametrize("spoilt", ["deleted", "garbled"])
def test_whoever_spoils_the_file_on_a_full_disk_gets_no_new_tries(asking: Settings, disk: Path, spoilt: str) -> None:
    """Its own room is free then, and would take another."""
    Ballast(asking.database, KEPT_BACK).give_up()
    fill(disk)
    file, tried = SpareTries(asking.database).path, 0
    for _ in range(FREE + 2):
        if spoilt == "deleted":
            file.unlink(missing_ok=True)
        elif file.exists():
            with file.open("r+b") as opened:
                opened.write(b"x")
        tried += "not the PIN" in look(asking, WRONG)[2]
    with suppress(FileNotFoundError):
        assert b"failed" not in file.read_bytes(), "none was counted there"
    (disk / "filled").unlink()
    store = open_store(asking)
    with store.reading() as connection:
        assert tried <= min(FREE, tries_of(connection, BADGE).failed), "each was counted in the database"
    store.close()
