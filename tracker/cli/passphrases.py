"""A passphrase from the keyboard, unseen; or, for scripts, the first line of a pipe. Never from the command line."""

from __future__ import annotations

import sys

import typer

from tracker.errors import ConfigurationError
from tracker.text import safe

_LONGEST = 1024


def ask_passphrase(about: str) -> str:
    """The passphrase of a file that exists."""
    if not sys.stdin.isatty():
        return _line()
    return str(typer.prompt(f"passphrase of {safe(about)}", hide_input=True, err=True))


def ask_new_passphrase(about: str) -> str:
    """A passphrase that was typed twice alike, so that no slip closes the file for good."""
    if not sys.stdin.isatty():
        first, second = _line(), _line()
        if first != second:
            raise ConfigurationError(
                "The two lines of the pipe are not the same passphrase.",
                hint="Write it on two lines.",
                code="passphrase",
            )
        return first
    return str(typer.prompt(f"a passphrase for {safe(about)}", hide_input=True, confirmation_prompt="again", err=True))


def _line() -> str:
    """One line of a pipe without its end; all other characters count."""
    line = sys.stdin.readline(_LONGEST)
    if not line:
        raise ConfigurationError(
            "A passphrase is asked for, and nobody is there to type it.",
            hint="Run it at a terminal, or write the passphrase into the pipe.",
            code="passphrase",
        )
    return line.removesuffix("\n").removesuffix("\r")
