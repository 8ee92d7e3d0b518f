"""Scans for tests of a station: packs, places and commands, played and waited for."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.clinic import SYRINGE_GTIN
from tests.station.conftest import NOON
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.station import Station

EARLY = f"01{SYRINGE_GTIN}1726122010EARLY"


def command(which: Command, quantity: int | None = None, at: datetime = NOON) -> Scan:
    return Scan(house.command_code(which, quantity), source="keys:", at=at)


def place(number: int, at: datetime = NOON) -> Scan:
    return Scan(house.location_code(number), source="serial:a", at=at)


CART, EXAM_1, SHELF_A = place(6), place(5), place(3)


def pack(number: int = 0, source: str = "serial:a") -> Scan:
    return Scan(EARLY, "]d2", source, NOON + timedelta(seconds=2 * number))


def play(station: Station, *scans: Scan) -> None:
    for scan in scans:
        station.submit(scan)
    assert station.drain(60)


def asked(station: Station, statement: str) -> object:
    return station.ask(lambda reader: reader.connection.exec_driver_sql(statement).scalar())


def alter(settings: Settings, statement: str) -> None:
    from tests.clinic import KEY
    from tracker.store.database import open_database

    database = open_database(settings.database, KEY)
    with database.writing() as connection:
        connection.exec_driver_sql(statement)
    database.close()
