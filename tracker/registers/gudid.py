"""The FDA's device register, from AccessGUDID's delimited release: ``device.txt`` and ``identifiers.txt``.

A *primary* DI is the smallest package that bears a label; ``deviceCount`` devices are in it. A *package* DI holds
``pkgQuantity`` of another one. A *unit of use* DI names a single device that bears no label of its own (21 CFR 830.3; GUDID
Data Elements Reference Table).

A DI is one thing's. Where the release gives it two meanings, as two devices, as packages of two devices, or as two numbers
of one, none is chosen: what is known of it is told, and no quantity is offered.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tracker.registers.building import built, describe, insert
from tracker.registers.downloads import nothing_in_it, opened
from tracker.registers.facts import Level, Registered, TakenIn
from tracker.registers.tables import Progress, Reading, Tables

REGISTER = "GUDID"
_SCHEMA = """
CREATE TABLE device (
    di TEXT NOT NULL, brand TEXT NOT NULL, version TEXT NOT NULL, catalog TEXT NOT NULL, maker TEXT NOT NULL,
    description TEXT NOT NULL, count INTEGER NOT NULL, lot INTEGER NOT NULL, expiry INTEGER NOT NULL, status TEXT NOT NULL,
    PRIMARY KEY (di, brand, version, catalog, maker, description, count, lot, expiry, status)
) STRICT, WITHOUT ROWID;
CREATE TABLE package (
    di TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL, contains TEXT NOT NULL, quantity INTEGER NOT NULL,
    name TEXT NOT NULL, PRIMARY KEY (di, device, kind, contains, quantity)
) STRICT, WITHOUT ROWID;
CREATE INDEX package_of ON package (device);
"""
_DEVICE = ("primarydi", "brandname", "companyname", "devicecount")
_DEVICE_TOO = (
    "versionmodelnumber", "catalognumber", "devicedescription", "lotbatch", "expirationdate",
    "devicecommdistributionstatus",
)  # fmt: skip
_IDENTIFIER = ("primarydi", "deviceid", "deviceidtype")
_PACKAGE = ("pkgquantity", "pkgtype", "containsdinumber")
_MOST = 100_000_000
"""Devices in one package. More is a slip of whoever entered it."""
_DEEPEST = 8
"""Packages in packages; a circle ends here."""
_MOST_PACKAGES = 500
"""Of one device. A scan must not wait for a register in which one has a million."""


def take_in(path: Path, folder: Path, today: date, progress: Progress) -> TakenIn:
    """Take the release at ``path`` into ``folder``, in place of any before. ConfigurationError or StoreError."""
    with opened(path, ("device.txt", "identifiers.txt"), progress) as tables:
        with built(folder, "gudid", _SCHEMA) as connection:
            rows = insert(
                connection, "INSERT OR IGNORE INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _devices(tables)
            )
            insert(connection, "INSERT OR IGNORE INTO package VALUES (?, ?, ?, ?, ?, ?)", _packages(tables))
            if not rows:
                raise nothing_in_it(path, "device", tables.reading)
            rows -= _tell_contradictions(connection, tables.reading)
            describe(connection, rows, today, tables.reading.digest)
        reading = tables.reading
        return TakenIn(REGISTER, rows, reading.broken, tuple(reading.faults), reading.digest)


def _tell_contradictions(connection: sqlite3.Connection, reading: Reading) -> int:
    """Count and name the DIs that the release tells of twice, and differently; how many rows of devices are too many."""
    too_many = 0
    for di, rows in connection.execute("SELECT di, count(*) FROM device GROUP BY di HAVING count(*) > 1"):
        too_many += rows - 1
        reading.contradiction("device.txt", f"{di} is {rows} devices", rows - 1)
    packages = (
        "SELECT di, device, count(*), min(quantity), max(quantity) FROM package GROUP BY di, device HAVING count(*) > 1"
    )
    for di, device, rows, least, most in connection.execute(packages):
        told = f"package {di} of {device} is told in {rows} ways, of {least} to {most}"
        reading.contradiction("identifiers.txt", told, rows - 1)
    return too_many


_MEANT = """
SELECT d.* FROM device d WHERE d.di = :di
UNION SELECT d.* FROM package p JOIN device d ON d.di = p.device WHERE p.di = :di
ORDER BY 1 LIMIT 9
"""
_CONTESTED = """
SELECT di FROM (SELECT di FROM package WHERE device = :primary UNION SELECT :primary) AS own
WHERE (SELECT count(*) FROM package p WHERE p.di = own.di) + (SELECT count(*) FROM device d WHERE d.di = own.di) > 1
"""


def device(connection: sqlite3.Connection, di: str) -> Registered | None:
    """The device that ``di`` names, at whatever package level. A code that means two things is told as that, without levels:
    nobody can say how many of what are in it."""
    found = connection.execute(_MEANT, {"di": di}).fetchall()
    if not found:
        return None
    if len(found) > 1:
        return _claimed(di, found)
    return _described(connection, di, found[0])


def _claimed(di: str, found: list[tuple[str, ...]]) -> Registered:
    names = list(dict.fromkeys(brand or primary for primary, brand, *_ in found))
    if len(names) == 1:
        names = list(dict.fromkeys(_name(*each[:6]) for each in found))
    makers = ", ".join(dict.fromkeys(each[4] for each in found))
    note = f"{len(found)} devices have this package code: compare what stands on the package"
    return Registered(REGISTER, di, " or ".join(names), makers, "", (), note=note)


def _name(primary: str, brand: str, version: str, catalog: str, maker: str, description: str) -> str:
    model = next((each for each in (version, catalog) if each and each.casefold() not in brand.casefold()), "")
    return " ".join(part for part in (brand, model) if part) or description or primary


def _described(connection: sqlite3.Connection, di: str, found: tuple[Any, ...]) -> Registered:
    primary, brand, version, catalog, maker, description, count, lot, expiry, status = found
    packages = connection.execute(
        "SELECT di, kind, contains, quantity, name FROM package WHERE device = ? ORDER BY di LIMIT ?",
        (primary, _MOST_PACKAGES),
    ).fetchall()
    contested = {each for (each,) in connection.execute(_CONTESTED, {"primary": primary})}
    name = _name(primary, brand, version, catalog, maker, description)
    levels = _levels(primary, count, [each for each in packages if each[0] not in contested])
    if primary in contested or all(level.code != di for level in levels):
        levels = ()  # a part of them would be offered for a code that may be none of them
    notes = ["" if status.casefold().startswith("in comm") else status, _doubt(di, contested)]
    note = "; ".join(each for each in notes if each)
    return Registered(REGISTER, di, name, maker, description, levels, bool(lot), bool(expiry), note)


def _doubt(di: str, contested: set[str]) -> str:
    if di in contested:
        return "the register tells of this code in two ways: count what is in the package"
    return f"left out, as two things have the code: {', '.join(sorted(contested)[:3])}" if contested else ""


def _levels(primary: str, count: int, packages: list[tuple[str, str, str, int, str]]) -> tuple[Level, ...]:
    """From the single device up, by how many are in it."""
    single = next((di for di, kind, *_ in packages if kind == "unit of use"), "")
    levels = {primary: Level("each" if count == 1 else f"pack of {count}", count, primary)}
    for _ in range(_DEEPEST):
        for di, kind, contains, quantity, name in packages:
            inner = levels.get(contains)
            if kind == "package" and inner is not None and di not in levels and inner.factor * quantity <= _MOST:
                levels[di] = Level(name or f"package of {quantity}", inner.factor * quantity, di)
    for di, kind, *_ in packages:
        if kind == "direct marking" and di not in levels:  # on the device itself, however many are in the pack
            levels[di] = Level("each", 1, di)
        if kind in ("secondary", "previous") and di not in levels:
            levels[di] = Level(levels[primary].name, count, di)
    smallest = () if count == 1 else (Level("each", 1, single),)
    return (*smallest, *sorted(levels.values(), key=lambda level: (level.factor, level.code != primary)))


def _devices(tables: Tables) -> Iterator[tuple[object, ...]]:
    for number, row in tables.rows("device.txt", "|", _DEVICE, _DEVICE_TOO):
        count = _whole(row["devicecount"] or "1")
        if not _is_identifier(row["primarydi"]) or count is None:
            tables.reading.fault("device.txt", number, "no identifier, or a count that is no number")
            continue
        yield (
            row["primarydi"], row["brandname"], row["versionmodelnumber"], row["catalognumber"], row["companyname"],
            row["devicedescription"], count, _is_true(row["lotbatch"]), _is_true(row["expirationdate"]),
            row["devicecommdistributionstatus"],
        )  # fmt: skip


def _packages(tables: Tables) -> Iterator[tuple[object, ...]]:
    for number, row in tables.rows("identifiers.txt", "|", _IDENTIFIER, _PACKAGE):
        kind = row["deviceidtype"].casefold()
        if kind == "primary" or (kind != "package" and row["deviceid"] == row["primarydi"]):
            continue
        quantity = _whole(row["pkgquantity"]) if kind == "package" else 1
        if not (_is_identifier(row["primarydi"]) and _is_identifier(row["deviceid"])) or quantity is None:
            tables.reading.fault("identifiers.txt", number, "no identifier, or a quantity that is no number")
            continue
        yield (
            row["deviceid"], row["primarydi"], kind, row["containsdinumber"], quantity, row["pkgtype"].casefold(),
        )  # fmt: skip


def _is_identifier(text: str) -> bool:
    return 0 < len(text) <= 32 and text.isascii() and " " not in text


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 and 0 < int(text) <= _MOST else None


def _is_true(text: str) -> int:
    return int(text.casefold() in ("true", "t", "yes", "y", "1"))
