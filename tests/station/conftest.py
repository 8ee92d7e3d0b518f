"""A real workstation on the small clinic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clinic import KEY, STATION_KEY
from tests.station.hearing import Heard
from tracker.config import Settings
from tracker.station import Station, open_station

NOON = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)


@pytest.fixture
def settings(clinic_file: Path) -> Settings:
    """The small clinic's home, its keys in files."""
    keys = clinic_file.parent / "keys"
    keys.mkdir(mode=0o700)
    for name, value in (("database", KEY), ("station", STATION_KEY)):
        with os.fdopen(os.open(keys / f"{name}.key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(value.hex())
    return Settings(
        home=clinic_file.parent,
        database=clinic_file,
        station="front-desk",
        time_zone="America/Chicago",
        key_store="file",
        busy_timeout_ms=150,
    )


@pytest.fixture
def station(settings: Settings) -> Iterator[Station]:
    opened = open_station(settings, clock=lambda: NOON)
    yield opened
    opened.close()


@pytest.fixture
def heard(station: Station) -> Heard:
    all_of_it = Heard()
    station.subscribe(all_of_it.outcomes.append)
    station.subscribe_trouble(all_of_it.troubles.append)
    return all_of_it
