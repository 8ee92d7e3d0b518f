"""The command line. Verbs import what they need inside their functions, so that ``--help`` is instant."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import typer

from tracker import __version__
from tracker.cli.console import error_object, out, out_json, say, say_error
from tracker.cli.options import DatabaseOption, database_before_verb, settings_used
from tracker.cli.proving import keep_refused
from tracker.cli.screens import Screens, chosen_screens, screens
from tracker.cli.verbs import Verbs
from tracker.errors import BUG, ConfigurationError, TrackerError, exit_status
from tracker.text import is_text

app = typer.Typer(
    cls=Verbs,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Inventory and specimen tracker for outpatient clinics. Without a command: the terminal app.",
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    database: DatabaseOption = None,
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    if version:
        out(f"tracker {__version__}")
        raise typer.Exit
    database_before_verb.set(database)
    if context.invoked_subcommand is None:
        raise typer.Exit(screens().open_clinic(database))


def main(arguments: Sequence[str] | None = None, screens: Screens | None = None) -> int:
    """Run the command line (``arguments``: the process's); the exit status follows :mod:`tracker.errors`' table."""
    chosen_screens.set(screens)
    settings_used.set(None)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _require_text(given)
        result = app(args=arguments, standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except (Exception, KeyboardInterrupt) as error:
        keep_refused(error)
        told = _named(error)
        if isinstance(told, TrackerError) and _asks_for_json(given):
            out_json(error_object(told))
        return status_of(told)
    return result if isinstance(result, int) else 0


def _require_text(given: Sequence[str]) -> None:
    """Refuse words with bytes that are no UTF-8: such a one can stand in no table, and fails wherever it comes to one. The
    name of a file that is there may be of any bytes."""
    for word in given:
        if not is_text(word) and not os.path.lexists(word):
            raise ConfigurationError(
                "A word of the command holds bytes that are no text.",
                hint="Write it in UTF-8. A scanner or a script may have sent something else: type the word by hand.",
                code="not_text",
            )


def _named(error: BaseException) -> BaseException:
    """A word that no file can be called by is a mistake in the words, wherever it was first looked for."""
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return ConfigurationError(
            "A name of a file or folder is too long.",
            hint="This disk takes names of at most 255 bytes. Look at the words of the command.",
            code="name_too_long",
        )
    return error


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """A script that asked for objects gets one, also where it is refused."""
    return "--json" in arguments or "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def status_of(error: BaseException) -> int:
    """Tell the person at the terminal what stopped the program; returns the exit status."""
    if isinstance(error, TrackerError):
        say_error(error)
        return exit_status(error)
    if isinstance(error, (typer.Abort, KeyboardInterrupt)):
        say("Stopped.")
        return 130
    if isinstance(error, BrokenPipeError):
        sys.stderr.close()
        return 0
    return _usage_or_bug(error)


def _usage_or_bug(error: BaseException) -> int:
    """Typer's usage errors carry ``exit_code`` and ``format_message``; the rest is a bug, told without its locals."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        say(f"✖ {error.format_message()}")
        say("  See 'tracker --help'.")
        return 2
    from tracker.diagnostics.crash import crash_words, keep_crash
    from tracker.home import home_folder

    for line in crash_words(error, keep_crash(home_folder(), error)):
        say(line)
    return BUG
