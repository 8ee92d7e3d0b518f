"""The small laboratory, fresh for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clinic import KEY, STATION_KEY
from tests.laboratory import ANNE, NOW, RACK, VAULT_KEY, Laboratory, furnish_laboratory, open_laboratory
from tests.made_once import MadeOnce
from tests.specimens.bench import TUBES
from tracker.config import Settings
from tracker.specimens.orders import Step
from tracker.specimens.states import Do
from tracker.station import Station, open_station
from tracker.store.database import create_database


@pytest.fixture(scope="session")
def laboratory_file(made_once: MadeOnce) -> Path:
    """A closed database with the small laboratory in it. Made once: migrating takes as long as twenty tests."""

    def make(folder: Path) -> None:
        database = create_database(folder / "tracker.db", KEY)
        furnish_laboratory(database)
        database.close()

    return made_once("laboratory", make) / "tracker.db"


@pytest.fixture
def laboratory(laboratory_file: Path, tmp_path: Path) -> Iterator[Laboratory]:
    """The small laboratory of :mod:`tests.laboratory`, open."""
    opened = open_laboratory(Path(shutil.copy(laboratory_file, tmp_path / "tracker.db")))
    yield opened
    opened.database.close()


@pytest.fixture
def home(laboratory: Laboratory) -> Path:
    """The laboratory with six collected tubes in a rack, all in Anne's hands."""
    numbers = laboratory.many_drawn(TUBES)
    laboratory.order(Step(Do.PLACE, numbers, ANNE, holder_code=RACK, slots=tuple(range(1, TUBES + 1))))
    laboratory.database.close()
    keys = laboratory.path.parent / "keys"
    keys.mkdir(mode=0o700)
    for name, value in (("database", KEY), ("station", STATION_KEY), ("patients", VAULT_KEY)):
        with os.fdopen(os.open(keys / f"{name}.key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(value.hex())
    return laboratory.path.parent


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home, database=home / "tracker.db", station="front-desk", time_zone="UTC", key_store="file")


@pytest.fixture
def station(settings: Settings) -> Iterator[Station]:
    opened = open_station(settings, clock=lambda: NOW)
    yield opened
    opened.close()
