"""``tracker report``: questions with a table for an answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.reports.table import Table
    from tracker.store.connection import Connection

FORMATS = ("table", "json", "csv")
FINDINGS = 1
"""Exit status where something is missing: cron mails it."""


def report(
    name: Annotated[
        str, typer.Argument(help="stock, restock, expiring, parked, missing, specimens, or custody with a number.")
    ],
    number: Annotated[str | None, typer.Argument(help="For custody: the specimen, as on its label.")] = None,
    format: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",  # noqa: A002 (the public flag)
    database: DatabaseOption = None,
) -> None:
    """Stock, restock, expiring, parked, missing, specimens or custody NUMBER, as a table, JSON or CSV.

    Exit status 1 where missing lists a specimen, or where the one that custody tells of is missing.
    """
    from tracker.station.opening import open_store

    _require_known(name, number, format)
    settings = settings_for(database)
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            table, has_findings = _answer(connection, settings, name, number)
    finally:
        store.close()
    _print(table, format)
    if has_findings:
        raise typer.Exit(FINDINGS)


def _require_known(name: str, number: str | None, form: str) -> None:
    from tracker.reports import specimens, stock

    known = (*stock.REPORTS, *specimens.REPORTS, "custody")
    if name not in known:
        raise ConfigurationError(f"There is no report '{name}'.", hint=f"There are: {', '.join(known)}.")
    if form not in FORMATS:
        raise ConfigurationError(f"There is no format '{form}'.", hint=f"There are: {', '.join(FORMATS)}.")
    if name == "custody" and not number:
        raise ConfigurationError("Custody of which specimen?", hint="Write it like: tracker report custody 2600447102.")
    if name != "custody" and number is not None:
        raise ConfigurationError(f"The report '{name}' takes no number.", hint=f"Write: tracker report {name}.")


def _answer(connection: Connection, settings: Settings, name: str, number: str | None) -> tuple[Table, bool]:
    """The table, and whether it tells of something that is missing."""
    from tracker.inventory.reader import Reader
    from tracker.reports import specimens, stock
    from tracker.specimens.reader import SpecimenReader
    from tracker.station.opening import clock_of, today_of

    if name in stock.REPORTS:
        return stock.REPORTS[name](Reader(connection, today_of(connection, settings))), False
    reader = SpecimenReader(connection, clock_of(connection)())
    if number is not None:
        return specimens.custody(reader, number, settings.zone), specimens.is_missing(reader, number)
    table = specimens.REPORTS[name](reader, settings.zone)
    return table, name == "missing" and bool(table.rows)


def _print(table: Table, form: str) -> None:
    from tracker.reports.table import as_csv, as_text

    if form == "json":
        out_json(table.as_object())
    elif form == "csv":
        sys.stdout.write(as_csv(table))
    else:
        for line in as_text(table):
            out(line)
