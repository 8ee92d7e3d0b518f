"""``tracker report``: questions with a table for an answer."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tracker.cli.console import out, out_json
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError

FORMATS = ("table", "json", "csv")


def report(
    name: Annotated[str, typer.Argument(help="stock, restock, expiring or parked.")],
    format: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",  # noqa: A002 (the public flag)
    database: DatabaseOption = None,
) -> None:
    """Stock, restock, expiring or parked, as a table, JSON or CSV."""
    from tracker.inventory.reader import Reader
    from tracker.reports.stock import REPORTS
    from tracker.reports.table import as_csv, as_text
    from tracker.station.opening import open_store, today_of

    if name not in REPORTS:
        raise ConfigurationError(f"There is no report '{name}'.", hint=f"There are: {', '.join(REPORTS)}.")
    if format not in FORMATS:
        raise ConfigurationError(f"There is no format '{format}'.", hint=f"There are: {', '.join(FORMATS)}.")
    settings = settings_for(database)
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            table = REPORTS[name](Reader(connection, today_of(connection, settings)))
    finally:
        store.close()
    if format == "json":
        out_json(table.as_object())
    elif format == "csv":
        sys.stdout.write(as_csv(table))
    else:
        for line in as_text(table):
            out(line)
