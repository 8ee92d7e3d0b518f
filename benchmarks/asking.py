"""Reports from the kept balances beside the same reports from the summed ledger, over a million movements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.figure import Figure, at_least, interleaved
from tracker.demo import DAY
from tracker.demo.clinic import build_clinic
from tracker.inventory.reader import Reader
from tracker.reports.stock import restock, stock
from tracker.reports.table import Table
from tracker.station.opening import open_store
from tracker.store.connection import Connection
from tracker.store.database import Database

MOVEMENTS = 1_000_000
ROUNDS = 3

_SUMMED = """
    CREATE TEMP TABLE balance AS
    SELECT item_id, location_id, lot_id, sum(quantity) AS quantity FROM (
        SELECT item_id, to_id AS location_id, lot_id, quantity FROM posting
        UNION ALL SELECT item_id, from_id, lot_id, -quantity FROM posting)
    WHERE location_id IN (SELECT id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin'))
    GROUP BY 1, 2, 3"""
"""A temporary table hides the kept one of its name: the very same report then answers from the ledger."""


def figures(folder: Path, movements: int = MOVEMENTS) -> Iterator[Figure]:
    store = open_store(build_clinic(folder / "asking"))
    _fill(store, movements)
    for name, report in (("restock list", restock), ("stock report", stock)):
        kept, summed = _asked(store, report), _asked(store, report, is_summed=True)
        assert kept == summed, f"the {name} differs between balances and ledger"
        fast, slow = interleaved([_asking(store, report), _asking(store, report, is_summed=True)], ROUNDS)
        yield at_least(f"{name}, {movements:,} movements: summing the ledger / balances", slow / fast, 50)
    store.close()


def _asking(store: Database, report: Callable[[Reader], Table], *, is_summed: bool = False) -> Callable[[], Table]:
    return lambda: _asked(store, report, is_summed=is_summed)


def _asked(store: Database, report: Callable[[Reader], Table], *, is_summed: bool = False) -> Table:
    with store.reading() as connection:
        if is_summed:
            connection.exec_driver_sql(_SUMMED)
        made = report(Reader(connection, DAY))
        if is_summed:
            connection.exec_driver_sql("DROP TABLE temp.balance")
    return made


def _fill(store: Database, movements: int) -> None:
    """Deliveries and use in pairs, a hundred days of them, that leave every balance as it was."""
    with store.writing() as connection:
        holdings = connection.exec_driver_sql("SELECT item_id, location_id, lot_id FROM balance ORDER BY 1, 2, 3").all()
        accounts = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT code, id FROM location")}
        first = connection.exec_driver_sql("SELECT max(id) + 1 FROM movement").scalar_one()
    connection_free = store.engine.raw_connection()
    driver = connection_free.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("BEGIN")
    _insert(Connection(driver), holdings, accounts["@supplier"], accounts["@use"], first, movements)
    driver.execute("COMMIT")
    driver.execute("PRAGMA foreign_keys=ON")
    connection_free.close()


def _insert(
    connection: Connection, holdings: list[tuple[int, int, int]], supplier: int, use: int, first: int, movements: int
) -> None:
    days = [date.fromordinal(DAY.toordinal() - back).isoformat() for back in range(100, 0, -1)]
    for start in range(0, movements, 50_000):
        numbers = range(start, min(start + 50_000, movements))
        connection.exec_driver_sql(
            "INSERT INTO movement (id, event_id, kind, at) VALUES (?, ?, ?, ?)",
            [(first + n, f"{n:032x}", "use" if n % 2 else "receive", "2026-11-01T12:00:00.000Z") for n in numbers],
        )
        rows = []
        for n in numbers:
            item_id, place_id, lot_id = holdings[n // 2 % len(holdings)]
            sides = (place_id, use) if n % 2 else (supplier, place_id)
            rows.append((first + n, 1, item_id, lot_id, *sides, 1 + n // 2 % 5, days[n * 100 // movements]))
        connection.exec_driver_sql("INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
