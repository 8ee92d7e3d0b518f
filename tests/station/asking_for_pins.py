"""A station whose clinic asks for PINs."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.clinic import Clinic
from tests.station.conftest import NOON
from tests.station.signing import PINS, ask_pins
from tracker.config import Settings
from tracker.journal.canonical import Value
from tracker.people.proofs import Proof
from tracker.station import Station, open_station

WRONG = Proof("111222333")


@pytest.fixture
def asking(settings: Settings, clinic: Clinic) -> Iterator[Station]:
    ask_pins(clinic, settings)
    opened = open_station(settings, clock=lambda: NOON)
    yield opened
    opened.close()


def events(clinic: Clinic, kind: str) -> list[dict[str, Value]]:
    with clinic.database.reading() as connection:
        bodies = [json.loads(row[0]) for row in connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid")]
    return [body for body in bodies if body["kind"] == kind]


def sign_in(station: Station, badge: str) -> None:
    station.signing.sign_in(badge, Proof(PINS[badge]))
