"""Every verb by name, loaded when it is used: ``tracker --help`` reads this table and imports none of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tracker.cli.proving import badge_given, pin_from_pipe, verb_used

VERBS: dict[str, str] = {
    "init": "A new, empty, encrypted database and its keys.",
    "demo": "A demo clinic, with a replayed scanner.",
    "read": "What is seen in pictures, videos, recordings.",
    "explain": "What a scanned string means.",
    "run": "A job without a screen, from a source of scans.",
    "import": "A clinic's tables from CSV: items to requisitions.",
    "requisition": "An order for tests: enter one, show one.",
    "patient": "Show a patient (logged), correct, export, erase.",
    "staff": "Badges, PINs and roles: give, reset, revoke.",
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
    "prune": "What is old enough: scans' text, prints.",
    "keys": "Which keys there are; another one for one.",
    "export": "All data in open formats, with a schema.",
    "checkpoint": "Sign what the journal is now, to keep elsewhere.",
    "verify": "Is the journal, or a bundle, as it was written?",
    "selftest": "Does each part do what the day will ask?",
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
        verb_used.set(cmd_name)
        return _command(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@cache
def _command(verb: str) -> Any:
    """Built once: the group asks for it twice in each run, and Typer looks through the function's signature each time."""
    name = "import_" if verb == "import" else verb
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(verb)(getattr(import_module(f"tracker.cli.{name}"), name))
    command = typer.main.get_command(alone)
    _let_prove(verb, command)
    return command


ACTING = frozenset({"requisition", "queue", "run", "backup", "restore", "checkpoint"})
"""Verbs that change something and ask for no badge of their own: where PINs are asked for, they need one all the same, but
for what nobody must answer for (:data:`tracker.people.permissions.UNATTENDED`)."""


def _let_prove(name: str, command: Any) -> None:
    """Whoever acts under a badge says so to :mod:`tracker.cli.proving`, and may pipe its owner's PIN."""
    own = [each for each in command.params if "--badge" in each.opts]
    if not own and name not in ACTING:
        return
    badge, pin = _proving_options()
    for each in own or [badge]:
        each.callback = _tell_badge
    command.params.extend([pin] if own else [badge, pin])


def _proving_options() -> list[Any]:
    def proving(
        badge: Annotated[
            str, typer.Option("--badge", help="Whose hand this is; needed where the clinic asks for PINs.")
        ] = "",
        pin_stdin: Annotated[
            bool,
            typer.Option("--pin-stdin", help="The PIN is the first line of standard input, where it is asked for."),
        ] = False,
    ) -> None:
        """Whose options every such verb has."""

    alone = typer.Typer(add_completion=False)
    alone.command()(proving)
    badge, pin = typer.main.get_command(alone).params[:2]
    badge.expose_value = pin.expose_value = False
    pin.callback = _tell_pipe
    return [badge, pin]


def _tell_badge(context: Any, option: Any, value: str | None) -> str | None:
    badge_given.set(value or "")
    return value


def _tell_pipe(context: Any, option: Any, value: bool) -> None:
    pin_from_pipe.set(value)
