"""Values that must not stand on a command line, where every program of the machine could read them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import typer

from tracker.errors import ConfigurationError

LONGEST = 65_536


def ask_fields(names: Sequence[str], needed: Sequence[str] = ()) -> dict[str, str | None]:
    """One JSON object from a pipe, or an answer to each name at a terminal; left out where nothing was answered.

    None stands for JSON's null. Raises :class:`ConfigurationError` (``input_not_json``), which quotes nothing.
    """
    if not sys.stdin.isatty():
        return _from_pipe()
    given = {}
    for name in names:
        default = None if name in needed else ""
        if answer := str(typer.prompt(name.replace("_", " "), default=default, show_default=False, err=True)):
            given[name] = answer
    return dict(given)


def _from_pipe() -> dict[str, str | None]:
    try:
        value = json.loads(sys.stdin.read(LONGEST))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not all(isinstance(part, str | None) for part in value.values()):
        raise ConfigurationError(
            "What came through the pipe is not one JSON object of texts.",
            hint='Write it like {"birth_date": "1980-03-05"}, with the names of the columns of requisitions.csv.',
            code="input_not_json",
        ) from None
    return dict(value)
