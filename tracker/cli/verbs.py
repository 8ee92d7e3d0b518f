"""Every verb by name, loaded when it is used: ``tracker --help`` reads this table and imports none of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

VERBS: dict[str, str] = {
    "init": "A new, empty, encrypted database and its keys.",
    "demo": "A demo clinic, with a replayed scanner.",
    "read": "What is seen in pictures, videos, recordings.",
    "explain": "What a scanned string means.",
    "run": "A job without a screen, from a source of scans.",
    "import": "A clinic's tables from CSV: items to requisitions.",
    "requisition": "An order for tests: enter one, show one.",
    "patient": "Show a patient (logged), correct, export, erase.",
    "staff": "Give a badge to a person.",
    "backtest": "How much stock each way of ordering needs.",
    "order": "Orders to suppliers: make, send, close.",
    "transfer": "Stock on its way to another site: note, close.",
    "recall": "Hold a lot back; rooms sign; close it.",
    "count": "Count rooms or a class; close it.",
    "audit": "What stands out in what was done, to sign off.",
    "report": "Stock, specimens, custody, manifests, recalled lots.",
    "label": "Labels, and the card of command barcodes.",
    "queue": "Labels on their way to printers.",
    "scanner": "Set a scanner up: sheet, test, list.",
    "backup": "A copy of the database, read through.",
    "restore": "A backup into a new place; or for trial.",
    "keys": "Which keys there are; another one for one.",
    "export": "All data in open formats, with a schema.",
    "checkpoint": "Sign what the journal is now, to keep elsewhere.",
    "verify": "Is the journal, or a bundle, as it was written?",
    "doctor": "Libraries, scanners, keys and the database.",
}
"""Name to one line of help, in the order in which a clinic meets them. ``tracker/cli/NAME.py`` holds each."""


class Verbs(TyperGroup):
    """The group of all verbs. Typer would build every one of them to print their names."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in VERBS:
            return None
        name = "import_" if cmd_name == "import" else cmd_name
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        alone.command(cmd_name)(getattr(import_module(f"tracker.cli.{name}"), name))
        return typer.main.get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))
