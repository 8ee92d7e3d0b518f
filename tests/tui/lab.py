"""The small laboratory of :mod:`tests.laboratory` as a clinic that the app opens, with a morning behind it."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from textual.pilot import Pilot

from tests.laboratory import (
    ANNE,
    BAG,
    BEN,
    BIG_RACK,
    COUNTER,
    COURIER,
    LABORATORY,
    NOW,
    REQUISITION,
    THIRD_REQUISITION,
    VAULT_KEY,
    furnish_laboratory,
)
from tests.tui.driving import shot, wait_for
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, spelling_code
from tracker.config import Settings
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.pen import UNSIGNED
from tracker.journal.writing import Journal
from tracker.people.staff import ENROLLED
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.facts import Transport
from tracker.specimens.orders import Depart, Draw, Identify, Label, OpenShipment, SpecimensOrder, Step
from tracker.specimens.services import perform
from tracker.specimens.states import Do
from tracker.station import Station, found_clinic, open_station
from tracker.station.clinic_keys import PATIENTS_KEY
from tracker.station.opening import open_pen
from tracker.store.connection import Connection
from tracker.tui.app import TrackerApp

OPENS = NOW
"""When the app's own clock begins."""


def lab_settings(home: Path, **more: str) -> Settings:
    return Settings.model_validate(
        {
            "home": home,
            "database": home / "tracker.db",
            "station": "lab",
            "time_zone": "UTC",
            "key_store": "file",
            **more,
        }
    )


class LabClock:
    """Runs as fast as any clock, and can be moved on."""

    def __init__(self) -> None:
        self._made = monotonic()
        self.moved = timedelta()

    def __call__(self) -> datetime:
        now = OPENS + timedelta(seconds=monotonic() - self._made) + self.moved
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


def tell_staff(connection: Connection, journal: Journal) -> None:
    """Of rows that were put in, as it tells of whoever is enrolled: a running station holds them against the journal."""
    for badge, name in connection.exec_driver_sql("SELECT badge, name FROM staff").all():
        journal.append(connection, new_id(), ENROLLED, stamp(OPENS), {"badge": badge, "by": UNSIGNED, "name": name})


def build_lab(home: Path) -> None:
    """The laboratory, with a morning behind it: tubes that wait, that are too old, on the way, missing and stored."""
    settings = lab_settings(home)
    found_clinic(settings, "Northgate clinic")
    # The laboratory's patients were encrypted by a key of the tests.
    (home / "keys" / f"{PATIENTS_KEY}.key").write_text(VAULT_KEY.hex(), "ascii")
    store, journal = open_pen(settings)
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM setting")  # the small clinic brings its own name
    furnish_laboratory(store)
    with store.writing() as connection:
        tell_staff(connection, journal)

    def order(minutes_ago: int, *orders: SpecimensOrder) -> None:
        at = OPENS - timedelta(minutes=minutes_ago)
        occasion = Occasion(new_id(), stamp(at), OPENS.date())
        with store.writing() as connection:
            changes: list[Value] = [perform(connection, each, occasion, DeadlineRules()) for each in orders]
            journal.append(connection, occasion.event_id, "scan", occasion.at, {"changes": changes})

    with store.reading() as connection:
        ids = {
            str(code): int(key) for code, key in connection.exec_driver_sql("SELECT code, id FROM requisition").all()
        }

    order(252, *(Identify(ids[code], ANNE, is_match=True, asked=()) for code in (REQUISITION, THIRD_REQUISITION)))
    for line, ago in ((1, 65), (2, 64), (3, 55)):
        order(ago + 1, Label(ids[REQUISITION], line, ORDERED[line - 1], ANNE))
        order(ago, Draw(ORDERED[line - 1], ANNE))
    for line, ago in enumerate((250, 100, 95, 90, 85, 80, 75, 70, 42, 41, 40, 39), start=1):
        order(ago + 1, Label(ids[THIRD_REQUISITION], line, COUNTS[line - 1], ANNE))
        order(ago, Draw(COUNTS[line - 1], ANNE))
    order(79, Step(Do.RELEASE, COUNTS[1:6], ANNE))
    order(78, Step(Do.ACCEPT, COUNTS[1:4], BEN, to=BEN))
    order(70, Step(Do.STORE, COUNTS[1:3], BEN, to=COUNTER, holder_code=BIG_RACK, slots=(1, 2)))
    order(68, OpenShipment(BAG, ANNE), Step(Do.PLACE, COUNTS[6:8], ANNE, holder_code=BAG))
    with store.reading() as connection:
        trip = connection.exec_driver_sql("SELECT id FROM shipment").scalar_one()
    soon = OPENS - timedelta(minutes=74)
    order(67, Depart(trip, ANNE, COURIER, LABORATORY, Transport.AMBIENT, "SEAL-1", soon))
    store.close()


ORDERED = tuple(house.specimen_code(26_000_101 + number) for number in range(3))
"""Of the first requisition: lavender, gold, light blue. Anne holds them."""
COUNTS = tuple(house.specimen_code(26_000_201 + number) for number in range(12))
"""Blood counts: 1 missing in Anne's hands, 2 and 3 stored, 4 at the lab, 5 and 6 released, 7 and 8 lost on the way."""


class Lab:
    """A copy of the laboratory, and the stations that were opened on it."""

    def __init__(self, template: Path, home: Path, **settings: str) -> None:
        shutil.copytree(template, home, dirs_exist_ok=True)
        self.home = home
        self.clock = LabClock()
        self.stations: list[Station] = []
        self._settings = settings

    def open(self) -> Station:
        station = open_station(lab_settings(self.home, **self._settings), clock=self.clock)
        self.stations.append(station)
        return station

    def app(self, theme: str = "dark") -> TrackerApp:
        return TrackerApp(self.open, theme=theme)

    @property
    def station(self) -> Station:
        return self.stations[-1]

    def close(self) -> None:
        for station in self.stations:
            station.close()


async def lab_ready(pilot: Pilot[Any], app: TrackerApp) -> None:
    """The station is open and the first lists are drawn."""
    await wait_for(pilot, lambda: app.link.station is not None, "the station is open")
    await wait_for(pilot, lambda: bool(app.bench.drawn.left) and app.bench.is_settled, "the lists are drawn")


def said(command: Command) -> str:
    """The card's barcode, as a scanner sends it."""
    return shot(command_code(command))


def spelt(letters: str) -> tuple[str, ...]:
    """A patient's answer from the spelling card."""
    return tuple(shot(spelling_code(letter)) for letter in letters)
