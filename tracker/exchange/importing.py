"""One file into one clinic: checked as a whole, then written as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tracker.exchange import read_items, read_locations, read_par, read_stock
from tracker.exchange.rows import Checked, Fault
from tracker.exchange.rows import Row as CheckedRow
from tracker.inventory.entries import Known
from tracker.inventory.import_items import import_items
from tracker.inventory.import_places import import_locations, import_pars
from tracker.inventory.import_stock import import_stock
from tracker.inventory.knowing import what_is_known
from tracker.journal.pen import Imported, Pen, Report
from tracker.store.connection import Connection, Row
from tracker.store.database import Database

Kind = Literal["items", "locations", "par", "stock"]
TRIES = 3
KINDS: tuple[Kind, ...] = ("items", "locations", "par", "stock")


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did, or would do; with ``faults`` nothing was written."""

    imported: Imported
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0


class _DryRun(Exception):
    """Leaves the transaction without a commit."""


def import_file(
    store: Database, pen: Pen, kind: Kind, path: Path, report: Report, *, is_dry_run: bool = False
) -> Result:
    """Check ``path`` against itself and the catalogue, then write it in one transaction.

    It is read and checked before the write lock is taken, so that nobody's scan waits for a large file; where the
    journal has moved on meanwhile it is checked again, the last time under the lock. Raises
    :class:`tracker.errors.ConfigurationError` for what is no table, :class:`tracker.errors.Refusal` for what
    contradicts the ledger.
    """
    for _ in range(TRIES):
        with store.reading() as connection:
            seen, known = _heads(connection), what_is_known(connection)
        write = _checked(kind, path, known, report)
        result = _written(store, pen, write, report, seen, is_dry_run)
        if result is not None:
            return result
    return _under_the_lock(store, pen, kind, path, report, is_dry_run)


def _under_the_lock(store: Database, pen: Pen, kind: Kind, path: Path, report: Report, is_dry_run: bool) -> Result:
    result = Result(Imported())
    with suppress(_DryRun), store.writing() as connection:
        result = _checked(kind, path, what_is_known(connection), report)(connection, pen, report)
        if is_dry_run or result.faults:
            raise _DryRun
    return result


def _written(
    store: Database, pen: Pen, write: _Write, report: Report, seen: list[Row], is_dry_run: bool
) -> Result | None:
    """What came of it; None where the journal is not where it was when the file was checked."""
    result = None
    with suppress(_DryRun), store.writing() as connection:
        if _heads(connection) != seen:
            return None
        result = write(connection, pen, report)
        if is_dry_run or result.faults:
            raise _DryRun
    return result


def _heads(connection: Connection) -> list[Row]:
    return connection.exec_driver_sql("SELECT station_id, seq FROM journal_head ORDER BY station_id").all()


_Write = Callable[[Connection, Pen, Report], Result]


def _checked(kind: Kind, path: Path, known: Known, report: Report) -> _Write:
    """The file read and checked; what is returned writes it."""
    match kind:
        case "items":
            return _writing(read_items(path, known, report), import_items)
        case "locations":
            return _writing(read_locations(path, known, report), import_locations)
        case "par":
            return _writing(read_par(path, known, report), import_pars)
        case "stock":
            return _writing(read_stock(path, known, report), import_stock)


def _writing(
    checked: Checked[CheckedRow],
    write: Callable[[Connection, tuple[CheckedRow, ...], Pen, Report], Imported],
) -> _Write:
    if checked.faults:
        return lambda connection, pen, report: Result(Imported(), checked.faults, checked.fault_count)
    return lambda connection, pen, report: Result(write(connection, checked.rows, pen, report))
