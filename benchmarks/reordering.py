"""The reorder proposal from the kept daily use beside the same proposal from the summed ledger: 2,000 items, two years,
ten million movements.

The slow one is measured once: it takes a minute. What it sums is then kept, as every posting would have kept it (a law of
the tests holds the two against each other), and the quick one asked in a process of its own, whose memory is its alone. To
put the sums into the form in which they are kept counts for neither.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, at_least, at_most, seconds
from tracker.config import load_settings
from tracker.demo import DAY
from tracker.demo.clinic import build_clinic
from tracker.inventory.daily_use import TOLD
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.facts import Line
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.use_blocks import packed
from tracker.station.opening import open_store
from tracker.store.connection import Connection

MOVEMENTS, ITEMS, DAYS, ROUNDS = 10_000_000, 2_000, 728, 3
LEAST_RATIO, MOST_MB = 80, 300

_BALANCE = """
    CREATE TEMP TABLE balance AS
    SELECT item_id, location_id, lot_id, sum(quantity) AS quantity FROM (
        SELECT item_id, to_id AS location_id, lot_id, quantity FROM main.posting
        UNION ALL SELECT item_id, from_id, lot_id, -quantity FROM main.posting)
    WHERE location_id IN (SELECT id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin'))
    GROUP BY 1, 2, 3"""
"""A temporary table hides the kept one of its name: the very same question then answers from the ledger."""

_KEPT = {
    "use_block": "item_id, site_id, block, used, moved",
    "balance": "item_id, location_id, lot_id, quantity",
}

_INDEX = "posting_by_target"
_INDEXED = f"CREATE INDEX {_INDEX} ON posting (item_id, to_id, day)"
"""Filled without it; a database that lacks it is not opened."""
_FURNITURE = (
    "DELETE FROM use_block",
    "DELETE FROM balance",
    "DELETE FROM posting",
    "DELETE FROM par_level",
    "DELETE FROM movement",
    "DELETE FROM lot",
    f"DROP INDEX {_INDEX}",
    "UPDATE item SET supplier_id = NULL",
    "INSERT INTO item (id, code, name, base_unit, category, supplier_id, lead_time_days, tracks_lot, tracks_expiry)"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :items)"
    " SELECT 100000 + i, 'X' || i, 'Item ' || i, 'each', '', (SELECT min(id) FROM supplier), i % 9, 0, 0 FROM n",
    "INSERT INTO package_level (item_id, name, factor) SELECT id, 'box', 50 FROM item WHERE id > 100000",
    "INSERT INTO lot (id, item_id, number, expiry, state) SELECT id, id, '', NULL, 'usable' FROM item WHERE id > 100000",
)

_SERIES = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :last)"
_MOVED = f"""
    INSERT INTO movement (id, event_id, kind, at) {_SERIES}
    SELECT i, printf('%032x', i), CASE WHEN i / :items % 25 THEN 'use' ELSE 'receive' END, '2026-11-01T12:00:00.000Z'
    FROM n"""
_POSTED = f"""
    INSERT INTO posting (movement_id, line, item_id, lot_id, from_id, to_id, quantity, day) {_SERIES}
    SELECT i, 1, 100001 + i % :items, 100001 + i % :items,
        CASE WHEN i / :items % 25 THEN :store ELSE :supplier END, CASE WHEN i / :items % 25 THEN :use ELSE :store END,
        CASE WHEN i / :items % 25 THEN 1 + (i * 7919 / 13) % (1 + i % 9) ELSE 130 END,
        date(:today, (i * :days / :movements - :days) || ' days') FROM n"""
"""Each item in turn: a delivery, then 24 uses of different size, and so on; the last on the day before today."""

_WASTED = (
    "INSERT INTO movement (id, event_id, kind, at) SELECT :movements + id, 'w' || id, 'waste', '2026-11-15T12:00:00.000Z'"
    " FROM item WHERE id > 100000",
    """INSERT INTO posting (movement_id, line, item_id, lot_id, from_id, to_id, quantity, day)
    SELECT :movements + item_id, 1, item_id, item_id, :store, :waste, held - item_id % 20 * 25, date(:today, '-1 day')
    FROM (SELECT item_id, sum(CASE to_id WHEN :store THEN quantity ELSE -quantity END) AS held FROM posting GROUP BY 1)
    WHERE held > item_id % 20 * 25""",
)
"""What is too much of it is thrown away at the end, so that some have to be ordered and some not."""


def figures(folder: Path, movements: int = MOVEMENTS) -> Iterator[Figure]:
    home = folder / "reordering"
    store = open_store(build_clinic(home))
    raw = store.engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    connection = Connection(driver)
    _fill(connection, movements)
    slow = seconds(lambda: _sum_the_ledger(connection))
    _pack(connection)
    made: list[tuple[Line, ...]] = []
    slow += seconds(lambda: made.append(_proposed(connection)))
    expected = _summary(made[0])
    for table, columns in _KEPT.items():
        connection.exec_driver_sql(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM temp.{table}")
        connection.exec_driver_sql(f"DROP TABLE temp.{table}")
    connection.exec_driver_sql(_INDEXED)
    raw.close()
    store.close()
    asked = subprocess.run(
        [sys.executable, "-m", "benchmarks.reordering", str(home)], check=True, capture_output=True, text=True
    )
    told = json.loads(asked.stdout)
    assert told["lines"] == expected, "the proposal differs between the kept days and the ledger"
    of = f"reorder, {ITEMS:,} items, {movements:,} movements"
    note = f"({slow:.1f} s / {told['seconds']:.2f} s, {told['to_order']} to order)"
    yield at_least(f"{of}: summing the ledger / kept days", slow / told["seconds"], LEAST_RATIO, note)
    yield at_most(f"{of}: memory of the process in MB", told["peak_mb"], MOST_MB)


def _fill(connection: Connection, movements: int) -> None:
    read = connection.exec_driver_sql
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-200000"):
        read(f"PRAGMA {pragma}").all()
    accounts: dict[str, int] = dict(read("SELECT code, id FROM location WHERE code LIKE '@%'").all())
    values = {
        "items": ITEMS,
        "store": read("SELECT min(id) FROM location WHERE is_store").scalar(),
        "supplier": accounts["@supplier"],
        "use": accounts["@use"],
        "waste": accounts["@waste"],
        "today": DAY.isoformat(),
        "days": DAYS,
        "movements": movements,
    }
    for statement in _FURNITURE:
        read(statement, {"items": ITEMS} if ":items" in statement else ())
    for first in range(0, movements, 1_000_000):
        part = values | {"first": first, "last": min(first + 1_000_000, movements)}
        for statement in (_MOVED, _POSTED):
            read(statement, {name: value for name, value in part.items() if f":{name}" in statement})
        connection.driver.commit()
    for statement in _WASTED:
        read(statement, {name: value for name, value in values.items() if f":{name}" in statement})
    connection.driver.commit()


def _sum_the_ledger(connection: Connection) -> None:
    connection.exec_driver_sql(_BALANCE)
    connection.exec_driver_sql(f"CREATE TEMP TABLE told AS {TOLD}")


def _pack(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TEMP TABLE use_block AS SELECT * FROM main.use_block")
    connection.exec_driver_sql("CREATE INDEX temp.use_block_key ON use_block (item_id, site_id, block)")
    told = connection.exec_driver_sql("SELECT item_id, site_id, day, used, moved FROM told ORDER BY 1, 2, 3")
    connection.exec_driver_sql("INSERT INTO temp.use_block VALUES (?, ?, ?, ?, ?)", list(packed(told)))


def _proposed(connection: Connection) -> tuple[Line, ...]:
    return propose(situations(connection, DAY), DAY)


def _summary(lines: tuple[Line, ...]) -> list[list[object]]:
    return [[each.situation.item.id, each.level.quantity, each.lacks, each.level.achieved] for each in lines]


def _ask(home: Path) -> None:
    """In a process of its own: the proposal, its time, and the most memory that the process ever had."""
    store = open_store(load_settings(home), is_readonly=True)
    made: list[tuple[Line, ...]] = []

    def ask() -> None:
        made.clear()
        with store.reading() as connection:
            made.append(_proposed(connection))

    took = median(seconds(ask) for _ in range(ROUNDS))
    store.close()
    peak_mb = _peak_mb()
    to_order = sum(line.lacks > 0 for line in made[-1])
    told = {"seconds": took, "peak_mb": peak_mb, "lines": _summary(made[-1]), "to_order": to_order}
    sys.stdout.write(json.dumps(told) + "\n")


def _peak_mb() -> float:
    """The kernel's high-water mark of this program alone; what ``getrusage`` tells holds its parent's as well."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    _ask(Path(sys.argv[1]))
