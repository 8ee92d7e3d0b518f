"""One file into one clinic: checked as a whole, then written as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tracker.exchange import read_items, read_locations, read_par, read_stock
from tracker.exchange.rows import Checked, Fault, Row
from tracker.inventory.import_items import import_items
from tracker.inventory.import_places import import_locations, import_pars
from tracker.inventory.import_stock import import_stock
from tracker.inventory.importing import Imported, Pen, Report
from tracker.inventory.knowing import what_is_known
from tracker.store.connection import Connection
from tracker.store.database import Database

Kind = Literal["items", "locations", "par", "stock"]
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

    Raises :class:`tracker.errors.ConfigurationError` for what is no table, :class:`tracker.errors.Refusal` for what
    contradicts the ledger.
    """
    result = Result(Imported())
    try:
        with store.writing() as connection:
            result = _import(connection, pen, kind, path, report)
            if is_dry_run or result.faults:
                raise _DryRun
    except _DryRun:
        pass
    return result


def _import(connection: Connection, pen: Pen, kind: Kind, path: Path, report: Report) -> Result:
    known = what_is_known(connection)
    match kind:
        case "items":
            return _written(connection, read_items(path, known, report), import_items, pen, report)
        case "locations":
            return _written(connection, read_locations(path, known, report), import_locations, pen, report)
        case "par":
            return _written(connection, read_par(path, known, report), import_pars, pen, report)
        case "stock":
            return _written(connection, read_stock(path, known, report), import_stock, pen, report)


def _written(
    connection: Connection,
    checked: Checked[Row],
    write: Callable[[Connection, tuple[Row, ...], Pen, Report], Imported],
    pen: Pen,
    report: Report,
) -> Result:
    if checked.faults:
        return Result(Imported(), checked.faults, checked.fault_count)
    return Result(write(connection, checked.rows, pen, report))
