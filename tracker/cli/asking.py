"""Values that must not stand on a command line, where every program of the machine could read them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from tracker.cli.console import say
from tracker.errors import ConfigurationError
from tracker.text import is_text, safe

LONGEST = 65_536


FORMS = {
    "birth_date": "YYYY-MM-DD",
    "ordered_at": "YYYY-MM-DD HH:MM, empty: now",
    "priority": "routine or stat, empty: routine",
    "tests": "codes, with spaces between",
}
"""How an answer is written, said with the question."""
Check = Callable[[str, Mapping[str, str]], str]
"""What is wrong with the answer of this name, among all that was answered so far; empty where it goes."""


def ask_fields(names: Sequence[str], needed: Sequence[str] = (), check: Check | None = None) -> dict[str, str | None]:
    """One JSON object from a pipe, or an answer to each name at a terminal; left out where nothing was answered.

    At a terminal each answer is checked at once and asked for again; what was entered before stays. None stands for
    JSON's null. Raises :class:`ConfigurationError` (``input_not_json``), which quotes nothing.
    """
    if not sys.stdin.isatty():
        return _from_pipe(names)
    given: dict[str, str] = {}
    for name in names:
        answer = _ask(name, is_needed=name in needed)
        while answer and check is not None and (fault := check(name, {**given, name: answer})):
            say(f"✖ {fault}")
            answer = _ask(name, is_needed=name in needed)
        if answer:
            given[name] = answer
    return dict(given)


def _ask(name: str, *, is_needed: bool) -> str:
    form = FORMS.get(name, "" if is_needed else "may be empty")
    question = f"{name.replace('_', ' ')} ({form})" if form else name.replace("_", " ")
    return str(typer.prompt(safe(question), default=None if is_needed else "", show_default=False, err=True))


def _is_text(part: object) -> bool:
    return isinstance(part, str) and is_text(part)


def _from_pipe(names: Sequence[str]) -> dict[str, str | None]:
    try:
        value = json.loads(sys.stdin.read(LONGEST))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not all(part is None or _is_text(part) for part in (*value, *value.values())):
        raise ConfigurationError(
            "What came through the pipe is not one JSON object of texts.",
            hint=f'Write it like {{"{names[0]}": "..."}}. Its names: {", ".join(names)}. A PIN stands on a line before it.',
            code="input_not_json",
        ) from None
    return dict(value)
