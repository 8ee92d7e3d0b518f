"""The stock of any past day from the months' ends, beside the ledger's sum up to that day, over ten million movements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.figure import Figure, at_least, at_most, interleaved, seconds
from benchmarks.long_ledger import DAYS, FIRST, KEY, LAST, fill_ledger
from tracker.inventory.reader import Reader
from tracker.reports.asked import Asked
from tracker.reports.stock import stock
from tracker.store.database import Database, open_database

MOVEMENTS = 10_000_000
ROUNDS = 3
PARTS = (0.02, 0.25, 0.5, 0.75, 1.0)
"""Of the ledger's days; with the middle of a month, from which both months' ends are farthest."""

_SUMMED = """
    SELECT count(*), sum(quantity) FROM (
        SELECT item_id, location_id, lot_id, sum(quantity) AS quantity FROM (
            SELECT item_id, to_id AS location_id, lot_id, quantity FROM posting WHERE +day <= :day
            UNION ALL SELECT item_id, from_id, lot_id, -quantity FROM posting WHERE +day <= :day)
        WHERE location_id IN (SELECT id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin'))
        GROUP BY 1, 2, 3 HAVING sum(quantity) <> 0)"""
"""Reads the ledger whole, as everybody without the months' ends has to: the index by day came with them (the ``+``)."""


def figures(folder: Path, movements: int = MOVEMENTS) -> Iterator[Figure]:
    path = folder / "past.db"
    fill_ledger(path, movements)
    size = path.stat().st_size
    opening = seconds(lambda: open_database(path, KEY).close())
    yield at_most("a clinic of before, brought up to date: minutes", opening / 60, 10)
    yield at_most("its file: size after / before", path.stat().st_size / size, 1.5)
    store = open_database(path, KEY)
    for day in (*(FIRST + timedelta(days=int(part * (DAYS - 1))) for part in PARTS), _mid_month()):
        rows, total = _sum(store, day)
        table = _report(store, day)
        assert (len(table), sum(int(str(row[7])) for row in table)) == (rows, total), f"{day} differs from the ledger"
        fast, slow = interleaved([_asking(_report, store, day), _asking(_sum, store, day)], ROUNDS)
        yield at_least(f"stock report as of {day}, {movements:,} movements: the ledger's sum / report", slow / fast, 10)
    store.close()


def _mid_month() -> date:
    return (LAST.replace(day=1) - timedelta(days=1)).replace(day=16)


def _asking(call: Callable[[Database, date], object], store: Database, day: date) -> Callable[[], object]:
    return lambda: call(store, day)


def _report(store: Database, day: date) -> tuple[tuple[object, ...], ...]:
    with store.reading() as connection:
        return stock(Reader(connection, LAST), Asked(as_of=day)).rows


def _sum(store: Database, day: date) -> tuple[int, int]:
    with store.reading() as connection:
        rows, total = connection.exec_driver_sql(_SUMMED, {"day": day.isoformat()}).one()
    return int(rows), int(total)
