"""A day's work as scans: deliveries, restocking, use, waste, and a rack of tubes that goes from hand to hand."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.clinic import KEY, STATION_KEY, SYRINGE_BOX_GTIN, SYRINGE_GTIN, TODAY
from tests.laboratory import ANNE, BEN, NOW, RACK, VAULT_KEY, furnish_laboratory, open_laboratory
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recording import header, scan_line
from tracker.specimens.orders import Step
from tracker.specimens.states import Do
from tracker.store.database import create_database

TUBES = 6
SHELF, EXAM_1, CART = house.location_code(3), house.location_code(5), house.location_code(6)
DAY_S = 16 * 3600
"""A recording's scans lie within so many seconds behind :data:`NOW`, however many: before the clock of its clinic."""


def make_home(home: Path) -> Path:
    """A clinic with stock and six collected tubes in a rack, its keys in files, closed. Its clock stands at the day after
    the scans, whatever the machine's says."""
    home.mkdir(mode=0o700)
    database = create_database(home / "tracker.db", KEY)
    furnish_laboratory(database)
    database.close()
    laboratory = open_laboratory(home / "tracker.db")
    numbers = laboratory.many_drawn(TUBES)
    laboratory.order(Step(Do.PLACE, numbers, ANNE, holder_code=RACK, slots=tuple(range(1, TUBES + 1))))
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    laboratory.execute("INSERT INTO setting (name, value) VALUES ('demo_day', ?)", (tomorrow,))
    laboratory.database.close()
    keep_keys(home)
    return home


def keep_keys(home: Path) -> None:
    """The keys that the tests' databases were made with, and the settings under which they are opened."""
    (home / "keys").mkdir(mode=0o700)
    for name, value in (("database", KEY), ("station", STATION_KEY), ("patients", VAULT_KEY)):
        with os.fdopen(os.open(home / "keys" / f"{name}.key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(value.hex())
    (home / "settings.toml").write_text('station = "front-desk"\ntime_zone = "UTC"\nkey_store = "file"\n', "utf-8")


def settings_of(home: Path, station: str = "front-desk") -> Settings:
    return Settings(home=home, database=home / "tracker.db", station=station, time_zone="UTC", key_store="file")


def tubes_of(home: Path) -> tuple[str, ...]:
    laboratory = open_laboratory(home / "tracker.db")
    try:
        with laboratory.database.reading() as connection:
            found = connection.exec_driver_sql("SELECT number FROM specimen WHERE holder_id IS NOT NULL ORDER BY slot")
            return tuple(str(number) for number in found.scalars())
    finally:
        laboratory.database.close()


def codes(tubes: tuple[str, ...], seed: int) -> Iterator[str]:
    """What is scanned, without an end. The same seed gives the same shift."""
    pick = random.Random(seed)
    holder, other = ANNE, BEN
    for _ in count():
        section = pick.randrange(6)
        if section == 0:
            yield from _delivery(pick)
        elif section in (1, 2):
            yield from _restock(pick)
        elif section in (3, 4):
            yield from _use(pick)
        else:
            yield from (house.command_code(Command.HAND_OFF), holder, RACK, other, *tubes)
            holder, other = other, holder


def _delivery(pick: random.Random) -> Iterator[str]:
    yield from (house.command_code(Command.RECEIVE), SHELF)
    for _ in range(pick.randint(2, 6)):
        yield house.command_code(Command.QUANTITY, pick.randint(1, 10))
        yield _pack(pick.choice((SYRINGE_GTIN, SYRINGE_BOX_GTIN)), f"N{pick.randint(1, 12)}")


def _restock(pick: random.Random) -> Iterator[str]:
    yield from (house.command_code(Command.TRANSFER), SHELF, CART)
    for _ in range(pick.randint(2, 6)):
        yield house.command_code(Command.QUANTITY, pick.randint(1, 5))
        yield _pack(SYRINGE_GTIN, f"N{pick.randint(1, 12)}")
    yield house.command_code(Command.UNDO)


def _use(pick: random.Random) -> Iterator[str]:
    yield from (house.command_code(pick.choice((Command.USE, Command.USE, Command.WASTE))), EXAM_1)
    yield house.command_code(Command.REASON_DAMAGED)
    for _ in range(pick.randint(2, 8)):
        yield _pack(SYRINGE_GTIN, f"N{pick.randint(1, 12)}")
        if pick.random() < 0.15:
            yield pick.choice((house.command_code(Command.UNDO), "an unknown code", "L0000000", "\x1d\x1d"))
            yield house.command_code(Command.PARK)


def _pack(gtin: str, lot: str) -> str:
    return f"01{gtin}1744123110{lot}"


def scans(tubes: tuple[str, ...], number: int, seed: int) -> Iterator[Scan]:
    """So many of them, with identities by seed and place."""
    return _as_scans([code for _, code in zip(range(number), codes(tubes, seed), strict=False)], seed)


def _as_scans(scanned: Sequence[str], seed: int) -> Iterator[Scan]:
    step_s = min(3.0, DAY_S / len(scanned))
    for index, code in enumerate(scanned):
        aim = "]C1" if code.startswith("01") and len(code) > 20 else "]C0"
        at = NOW + timedelta(milliseconds=round(1000 * (60 + step_s * index)))
        yield Scan(code, aim, "serial:/dev/ttyACM0", at, symbology="Code128", id=f"{seed:08x}{index:024x}")


def record(path: Path, tubes: tuple[str, ...], number: int, seed: int) -> Path:
    """The same as a recording for ``tracker run``."""
    return _record(path, scans(tubes, number, seed))


def record_codes(path: Path, scanned: Sequence[str], seed: int) -> Path:
    """These codes as one."""
    return _record(path, _as_scans(scanned, seed))


def _record(path: Path, made: Iterable[Scan]) -> Path:
    with path.open("w", encoding="ascii") as file:
        file.write(header(""))
        file.writelines(scan_line(index * 1000, scan) for index, scan in enumerate(made))
    return path
