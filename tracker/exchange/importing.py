"""One file into one clinic: checked as a whole, then written as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from tracker.exchange import (
    read_containers,
    read_holders,
    read_items,
    read_locations,
    read_offers,
    read_orders,
    read_par,
    read_partners,
    read_requisitions,
    read_stock,
    read_suppliers,
    read_tests,
)
from tracker.exchange.rows import SHOWN, Checked, Fault
from tracker.exchange.rows import Row as CheckedRow
from tracker.inventory.entries import Known
from tracker.inventory.import_buying import import_offers, import_orders, import_suppliers
from tracker.inventory.import_items import import_items
from tracker.inventory.import_places import PlaceNotEmpty, import_locations, import_pars
from tracker.inventory.import_stock import import_stock
from tracker.inventory.knowing import what_is_known
from tracker.inventory.usual import Usual, what_is_usual
from tracker.journal.pen import Imported, Pen, Report
from tracker.specimens.entries import KnownLab, RequisitionRow
from tracker.specimens.import_partners import import_holders, import_partners
from tracker.specimens.import_requisitions import import_requisitions
from tracker.specimens.import_tests import import_containers, import_tests
from tracker.specimens.knowing import what_is_known_of_the_lab
from tracker.specimens.names_kept import require_things_names
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection, Row
from tracker.store.database import Database

Kind = Literal[
    "items",
    "locations",
    "par",
    "stock",
    "suppliers",
    "offers",
    "orders",
    "containers",
    "tests",
    "partners",
    "holders",
    "requisitions",
]
TRIES = 3
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In an order in which they can be imported."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did, or would do; with ``faults`` nothing was written."""

    imported: Imported
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0


class _DryRun(Exception):
    """Leaves the transaction without a commit."""


@dataclass(frozen=True, slots=True)
class _File:
    """What is imported, and by which key: requisitions need the patients' one; the names of things are held against it."""

    kind: Kind
    path: Path
    today: date
    vault: Vault | None
    is_anyway: bool
    """Whether somebody has said that prices and quantities are meant as they are, however far from what is usual."""


def import_file(
    store: Database,
    pen: Pen,
    kind: Kind,
    path: Path,
    report: Report,
    *,
    is_dry_run: bool = False,
    is_anyway: bool = False,
    vault: Vault | None = None,
) -> Result:
    """Check ``path`` against itself and the clinic, then write it in one transaction.

    It is read and checked before the write lock is taken, so that nobody's scan waits for a large file; where the
    journal has moved on meanwhile it is checked again, the last time under the lock. Raises
    :class:`tracker.errors.ConfigurationError` for what is no table, :class:`tracker.errors.Refusal` for what
    contradicts the ledger.
    """
    file = _File(kind, path, date.fromisoformat(pen.day), vault, is_anyway)
    for _ in range(TRIES):
        with store.reading() as connection:
            seen, known, lab = _heads(connection), what_is_known(connection), what_is_known_of_the_lab(connection)
            usual = _usual(connection, file)
        write = _checked(file, known, lab, usual, report)
        result = _written(store, pen, write, report, seen, is_dry_run)
        if result is not None:
            return result
    return _under_the_lock(store, pen, file, report, is_dry_run)


def _under_the_lock(store: Database, pen: Pen, file: _File, report: Report, is_dry_run: bool) -> Result:
    result = Result(Imported())
    with suppress(_DryRun), store.writing() as connection:
        known, lab = what_is_known(connection), what_is_known_of_the_lab(connection)
        write = _checked(file, known, lab, _usual(connection, file), report)
        result = write(connection, pen, report)
        if is_dry_run or result.faults:
            raise _DryRun
    return result


def _usual(connection: Connection, file: _File) -> Usual | None:
    """Reckoned only for what is held against it."""
    if file.is_anyway or file.kind not in ("offers", "orders"):
        return None
    return what_is_usual(connection, file.today)


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


def _checked(file: _File, known: Known, lab: KnownLab, usual: Usual | None, report: Report) -> _Write:
    """The file read and checked; what is returned writes it."""
    match file.kind:
        case "items":
            return _writing(file, read_items(file.path, known, report), import_items)
        case "locations":
            return _writing(file, read_locations(file.path, known, report), import_locations)
        case "par":
            return _writing(file, read_par(file.path, known, report), import_pars)
        case "stock":
            return _writing(file, read_stock(file.path, known, report), import_stock)
        case "suppliers":
            return _writing(file, read_suppliers(file.path, report), import_suppliers)
        case "offers":
            return _writing(file, read_offers(file.path, known, report, usual), import_offers)
        case "orders":
            return _writing(file, read_orders(file.path, file.today, known, report, usual), import_orders)
        case "containers":
            return _writing(file, read_containers(file.path, known, report), import_containers)
        case "tests":
            return _writing(file, read_tests(file.path, lab, report), import_tests)
        case "partners":
            return _writing(file, read_partners(file.path, lab, report), import_partners)
        case "holders":
            return _writing(file, read_holders(file.path, known, report), import_holders)
        case "requisitions":
            return _ordering(read_requisitions(file.path, lab, file.today, report), file.vault)


def _ordering(checked: Checked[RequisitionRow], vault: Vault | None) -> _Write:
    if checked.faults:
        return lambda connection, pen, report: Result(Imported(), checked.faults, checked.fault_count)
    if vault is None:
        raise ValueError("requisitions are imported with the patients' key")

    def write(connection: Connection, pen: Pen, report: Report) -> Result:
        imported, conflicts = import_requisitions(connection, vault, checked.rows, pen, report)
        if not conflicts:
            return Result(imported)
        faults = [Fault(c.line, c.column, c.message, c.hint) for c in conflicts]
        return Result(Imported(), tuple(faults[:SHOWN]), len(faults))

    return write


def _writing(
    file: _File,
    checked: Checked[CheckedRow],
    write: Callable[[Connection, tuple[CheckedRow, ...], Pen, Report], Imported],
) -> _Write:
    if checked.faults:
        return lambda connection, pen, report: Result(Imported(), checked.faults, checked.fault_count)

    def written(connection: Connection, pen: Pen, report: Report) -> Result:
        try:
            result = Result(write(connection, checked.rows, pen, report))
        except PlaceNotEmpty as refusal:
            return Result(Imported(), (Fault(refusal.line, "parent", refusal.message, refusal.hint),), 1)
        rows = [(int(getattr(row, "line", 0)), row) for row in checked.rows]
        require_things_names(connection, file.vault, pen, f"import {file.kind}", rows)
        return result

    return written
