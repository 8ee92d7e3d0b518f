"""A backup with all its proof, beside the plain copy through the backup API; and the two ways of copying, beside each other.

Each event has its raw scan (see :mod:`benchmarks.verifying`) and its movement, as a restocked pack has.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.figure import Figure, at_most, interleaved
from benchmarks.verifying import _fill
from tracker.backups.making import make_backup, source_of
from tracker.backups.rotating import Keeping
from tracker.hardware.scan import utc_now
from tracker.journal.writing import open_journal
from tracker.store.copying import copy_database
from tracker.store.database import Database, create_database

EVENTS = 100_000
ROUNDS = 5
_KEY = bytes(32)
_LIMIT = 2.0


def figures(folder: Path, events: int = EVENTS) -> Iterator[Figure]:
    store = create_database(folder / "tracker.db", _KEY)
    _fill(store, events)
    _move(store)
    with store.writing() as connection:
        journal = open_journal(connection, "bench", bytes(range(32)))
    size_mb = store.path.stat().st_size / 1e6
    to = folder / "to"
    to.mkdir()
    source = source_of(store, _KEY, journal, utc_now)
    once = Keeping(0, 0, 0)

    def verified() -> None:
        make_backup(source, to, once, utc_now())

    plain, vacuumed, proved = interleaved(
        [lambda: _plain(store, folder / "plain.db"), lambda: _vacuum(store, folder / "vacuum.db"), verified], ROUNDS
    )
    note = f"({size_mb:,.0f} MB, {events:,} events; {proved:.1f} s)"
    yield at_most("a verified backup / the plain copy by the backup API", proved / plain, _LIMIT, note)
    yield at_most("the plain copy by the backup API / by VACUUM INTO", plain / vacuumed, 1.5, f"({plain:.1f} s)")
    store.close()


def _move(store: Database) -> None:
    """What the events tell of: each has received ten of an item, of which there are a hundred."""
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
    with store.writing() as connection:
        for statement in (
            "INSERT INTO location (id, code, name, kind, path, is_store) VALUES (100, 'L0000151', 'A', 'room', 'A', 1)",
            "UPDATE location SET room_id = id WHERE id = 100",
            "INSERT INTO item (id, code, name, base_unit, category, tracks_lot, tracks_expiry)"
            f" {many} SELECT i, 'I' || i, 'Item ' || i, 'each', 'Supplies', 1, 1 FROM n",
            "INSERT INTO lot (id, item_id, number, expiry, state)"
            f" {many} SELECT i, i, '2K417', '2030-01-01', 'usable' FROM n",
            "INSERT INTO movement (id, event_id, kind, at) SELECT seq, event_id, 'receive', '' FROM journal",
            "INSERT INTO posting SELECT id, 1, 1 + id % 100, 1 + id % 100,"
            " (SELECT id FROM location WHERE code = '@supplier'), 100, 10, '2026-11-16' FROM movement",
            "INSERT INTO balance (item_id, location_id, lot_id, quantity)"
            " SELECT item_id, to_id, lot_id, sum(quantity) FROM posting GROUP BY 1, 2, 3",
        ):
            connection.exec_driver_sql(statement)


def _plain(store: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    copy_database(store.engine, target, _KEY)


def _vacuum(store: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlcipher.connect(str(store.path), isolation_level=None)) as driver:
        driver.execute(f"PRAGMA key=\"x'{_KEY.hex()}'\"")
        driver.execute("VACUUM INTO ?", (str(target),))
    handle = os.open(target, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
