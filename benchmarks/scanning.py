"""A scan's way to the disk, through station, job and service, beside a bare commit of the very rows it made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.figure import Figure, at_most, not_measured, seconds
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.demo.clinic import OPENS, build_clinic
from tracker.hardware.scan import Scan
from tracker.station import Station, open_station
from tracker.station.clinic_keys import database_key

ROUNDS, BATCH, BURST = 10, 25, 1000
DOMINATES = 0.25
"""The flush dominates where a bare commit computes for less than this part of its time."""

SLOW_FLUSH = 4e-3
"""Seconds: what a flush takes on the slower of the disks that were measured."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "cache_size=-32000",
)
_SHELF_AND_PACK = """
    SELECT l.code, n.value, t.number, t.expiry FROM balance b JOIN location l ON l.id = b.location_id
    JOIN lot t ON t.id = b.lot_id JOIN identifier n ON n.item_id = b.item_id AND n.kind = 'gtin'
    JOIN package_level p ON p.id = n.package_id AND p.factor = 1
    WHERE l.is_store AND l.kind <> 'room' AND t.state = 'usable' AND t.expiry > '2027-03-01' ORDER BY b.quantity DESC"""


def figures(folder: Path) -> Iterator[Figure]:
    """Receiving is measured: the one job whose every scan posts, so that each makes the same kinds of rows."""
    settings = build_clinic(folder / "station")
    copy = Path(shutil.copytree(folder / "station", folder / "bare")) / "tracker.db"
    station = open_station(settings)
    bare = _open(copy, settings)
    try:
        packs = _packs(station)
        yield from _beside_bare(station, packs, bare)
        yield _in_one_burst(station, packs)
    finally:
        bare.close()
        station.close()


def _packs(station: Station) -> Iterator[Scan]:
    """Opens the job and its shelf, then gives packs of one lot, three seconds apart."""
    row = station.ask(lambda reader: reader.connection.exec_driver_sql(_SHELF_AND_PACK).first())
    assert row is not None
    shelf, gtin, lot, expiry = row
    station.submit(Scan(house.command_code(Command.RECEIVE), source="keys:", at=OPENS))
    station.submit(Scan(shelf, source="bench:", at=OPENS))
    data = f"01{gtin}17{expiry[2:].replace('-', '')}10{lot}"

    def endless() -> Iterator[Scan]:
        at = OPENS
        while True:
            at += timedelta(seconds=3)
            yield Scan(data, "]d2", "bench:", at, symbology="DataMatrix")

    return endless()


def _beside_bare(station: Station, packs: Iterator[Scan], bare: Any) -> Iterator[Figure]:
    through: list[float] = []
    alone: list[float] = []
    alone_computing: list[float] = []
    computing: list[float] = []
    end = station.subscribe(lambda outcome: computing.append(thread_time()))
    _copy_over(station, bare)
    for _ in range(ROUNDS):
        scans = list(islice(packs, BATCH))
        for scan in scans:
            through.append(seconds(lambda scan=scan: _post(station, scan)))  # type: ignore[misc]  # bound here
        for scan in scans:
            rows = _rows_of(station, scan)
            start, computed = perf_counter(), thread_time()
            _commit(bare, rows)
            alone.append(perf_counter() - start)
            alone_computing.append(thread_time() - computed)
    end()
    each = [later - former for former, later in pairwise(computing)]
    ratio, share = median(through) / median(alone), median(alone_computing) / median(alone)
    name = "scan to durable commit / bare commit of the same rows"
    if share < DOMINATES:
        yield at_most(name, ratio, 1.2, f"(bare {median(alone) * 1e3:.1f} ms)")
    else:
        slow = 1 + (median(through) - median(alone)) / (SLOW_FLUSH + median(alone_computing))
        why = f"fast disk, {share:.0%} of a bare commit is computing (ratio {ratio:.2f}; with a 4 ms flush {slow:.2f})"
        yield not_measured(name, why, "<= 1.2")
    yield Figure(
        "computing for a scan on the writer's thread",
        f"{median(each) * 1e3:.2f} ms (bare commit {median(alone_computing) * 1e3:.2f} ms)",
        "<= 1 ms",
        median(each) <= 1e-3,
    )


def _post(station: Station, *scans: Scan) -> None:
    for scan in scans:
        station.submit(scan)
    station.drain()


def _in_one_burst(station: Station, packs: Iterator[Scan]) -> Figure:
    station.drain()
    posted: list[str] = []
    end = station.subscribe(lambda outcome: posted.append(outcome.scan.id) if outcome.is_posted else None)
    scans = list(islice(packs, BURST))
    took = seconds(lambda: _post(station, *scans))
    end()
    is_ok = posted == [scan.id for scan in scans]
    found = f"{len(posted)} posted{', in order' if is_ok else ''} ({took / BURST * 1e3:.1f} ms each)"
    return Figure(f"{BURST:,} scans in one burst", found, "all, in order", is_ok)


# The bare side


def _open(path: Path, settings: Settings) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{database_key(settings).value.hex()}'\"")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


_TABLES = ("journal", "journal_head", "scan")


def _copy_over(station: Station, bare: Any) -> None:
    """What the opening scans of the job have written, so that both files stand at the same event."""
    station.drain()
    bare.execute("PRAGMA foreign_keys=OFF")
    with station.read() as reader:
        for table in ("station", *_TABLES):
            for row in reader.connection.exec_driver_sql(f"SELECT * FROM {table}"):
                bare.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' for _ in row)})", row)
    bare.execute("PRAGMA foreign_keys=ON")


_ROWS = {
    "scan": "SELECT * FROM scan WHERE id = ?",
    "movement": "SELECT * FROM movement WHERE event_id = ?",
    "posting": "SELECT p.* FROM posting p JOIN movement m ON m.id = p.movement_id WHERE m.event_id = ?",
    "journal": "SELECT * FROM journal WHERE event_id = ?",
}
_BALANCE = (
    "INSERT INTO balance (item_id, location_id, lot_id, quantity) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (item_id, location_id, lot_id) DO UPDATE SET quantity = quantity + excluded.quantity"
)
_HEAD = "UPDATE journal_head SET seq = ?, hash = ?, signature = ? WHERE station_id = ?"


def _rows_of(station: Station, scan: Scan) -> list[tuple[str, tuple[Any, ...]]]:
    """The statements that write what ``scan`` wrote."""
    with station.read() as reader:
        found = {name: reader.connection.exec_driver_sql(query, (scan.id,)).one() for name, query in _ROWS.items()}
    statements = [(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in row)})", row) for name, row in found.items()]
    _, _, item_id, lot_id, _, to_id, quantity, _ = found["posting"]
    station_id, seq, _, _, head, _ = found["journal"]
    return [*statements, (_BALANCE, (item_id, to_id, lot_id, quantity)), (_HEAD, (seq, head, bytes(64), station_id))]


def _commit(bare: Any, statements: list[tuple[str, tuple[Any, ...]]]) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for statement, values in statements:
        bare.execute(statement, values)
    bare.execute("COMMIT")
