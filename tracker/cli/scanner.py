"""``tracker scanner``: a scanner set up in a minute, by a page of codes, a test, and what was found."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.options import DatabaseOption, JsonOption
from tracker.errors import ConfigurationError

ACTIONS = ("sheet", "test", "list")


def scanner(
    action: Annotated[
        str, typer.Argument(help="sheet: print the test codes; test: a scanner; list: what is plugged in.")
    ],
    source: Annotated[str, typer.Argument(help="For test: a scanner's URL or a recording. None: the keyboard.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="PRINTER", help="For sheet: FILE.pdf, or cups:QUEUE.")] = "",
    paper: Annotated[str, typer.Option("--paper", help="For sheet: letter or a4; else as the settings say.")] = "",
    save: Annotated[
        bool | None, typer.Option("--save/--no-save", help="For test: keep what was learned, without asking.")
    ] = None,
    database: DatabaseOption = None,
    json: JsonOption = False,
) -> int:
    """Set a scanner up: print the sheet, test with it, and be told what to change."""
    if action == "sheet":
        from tracker.cli.scanner_sheet import print_sheet

        return print_sheet(database, to, paper)
    if action == "test":
        from tracker.cli.scanner_test import run_test

        return run_test(database, source, is_json=json, may_save=save)
    if action == "list":
        from tracker.cli.scanner_list import list_scanners

        return list_scanners(database, is_json=json)
    raise ConfigurationError(f"'tracker scanner {action}' is not known.", hint=f"There are: {', '.join(ACTIONS)}.")
