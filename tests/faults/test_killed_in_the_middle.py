"""Killed in the middle of a migration, of making a database, or of writing every page anew: the old one is there whole, or
the new one."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic import KEY
from tests.faults.checking import unsound
from tests.faults.dying import Dying, dying
from tests.faults.old_clinics import DELIVERIES, old_clinic
from tracker.store.database import create_database, open_database
from tracker.store.engine import open_engine
from tracker.store.migrating import HEAD, VERSIONS, version_of

KILLS = 4
"""Of each kind in ``make test``; ``make test-faults`` kills more often."""


@pytest.fixture(scope="module")
def killer() -> Iterator[Dying]:
    with dying() as started:
        yield started


def ticks_of(total: int, kills: int, seed: int) -> list[int]:
    pick = random.Random(seed)
    return sorted(pick.randint(1, total - 1) for _ in range(kills))


def stands_at(path: Path) -> str | None:
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        found = version_of(connection)
    engine.dispose()
    return found


def kill_migrations(killer: Dying, folder: Path, revision: str, kills: int) -> int:
    """How often it was killed; each time what was left is whole, and is brought up to date by the next who opens it."""
    old_clinic(folder / "old.db", revision)
    total = killer.ticks("migrate", Path(shutil.copy(folder / "old.db", folder / "whole.db")))
    killed = 0
    for number, tick in enumerate(ticks_of(total, kills, int(revision))):
        path = Path(shutil.copy(folder / "old.db", folder / f"{number}.db"))
        killed += killer.kill("migrate", path, tick)
        assert stands_at(path) in (revision, HEAD)
        database = open_database(path, KEY)
        with database.reading() as connection:
            assert list(unsound(connection)) == []
            assert connection.exec_driver_sql("SELECT count(*) FROM journal").scalar() == DELIVERIES
        database.close()
        assert stands_at(path) == HEAD
        path.unlink()
    return killed


@pytest.mark.parametrize("revision", VERSIONS[:-1])
def test_a_migration_that_was_killed_is_done_again_by_the_next(killer: Dying, tmp_path: Path, revision: str) -> None:
    assert kill_migrations(killer, tmp_path, revision, KILLS) >= KILLS - 1


def kill_creations(killer: Dying, folder: Path, kills: int) -> int:
    """How often; each time there is no database and the next can make one, or there is a whole one."""
    total, killed = killer.ticks("create", folder / "whole.db"), 0
    for number, tick in enumerate(ticks_of(total, kills, 1)):
        path = folder / f"made-{number}.db"
        killed += killer.kill("create", path, tick)
        if not path.exists():
            create_database(path, KEY).close()
        assert stands_at(path) == HEAD
    return killed


def test_making_a_database_that_was_killed_is_made_again(killer: Dying, tmp_path: Path) -> None:
    assert kill_creations(killer, tmp_path, 2 * KILLS) == 2 * KILLS


def kill_scrubs(killer: Dying, home: Path, kills: int) -> int:
    """How often; each time everything is there."""
    path = home / "tracker.db"
    copy = Path(shutil.copy(path, home / "copy.db"))
    total, killed = killer.ticks("scrub", copy), 0
    for tick in ticks_of(total, kills, 2):
        shutil.copy(path, copy)
        killed += killer.kill("scrub", copy, tick)
        database = open_database(copy, KEY)
        with database.reading() as connection:
            assert list(unsound(connection)) == []
        database.close()
    return killed


def test_writing_every_page_anew_that_was_killed_has_lost_none(killer: Dying, home: Path) -> None:
    assert kill_scrubs(killer, home, 2 * KILLS) >= KILLS
    assert not [name for name in os.listdir(home) if name.endswith("-journal")]
