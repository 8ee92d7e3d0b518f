"""How the command line speaks: data to stdout, everything else to stderr, every foreign string through the one door."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

from tracker.errors import TrackerError
from tracker.text import safe

PATIENCE_S = 3.0
"""Of a person who looks at a screen on which nothing happens."""


def out(line: str, limit: int = 2000) -> None:
    """One line of data."""
    sys.stdout.write(safe(line, limit) + "\n")


def out_answer(sign: str, words: str, *below: str) -> None:
    """One answer, and below it what to do; on a terminal broken between words, in a pipe one line each.

    No path, rule or URL is broken: it is there to be copied.
    """
    _fill(f"{sign} ", "  ", words)
    for each in below:
        _fill("    ", "    ", each)


def _fill(first: str, further: str, words: str) -> None:
    if not words:
        return
    if not sys.stdout.isatty():
        out(first + words)
        return
    made = textwrap.wrap(
        safe(words, 2000),
        shutil.get_terminal_size().columns,
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    sys.stdout.write("\n".join(made) + "\n")


def out_done(told: str) -> None:
    """What was done: its first line for the person, what follows from it as data."""
    first, *more = told.split("\n")
    say(f"✔ {first}")
    for line in more:
        out(line)


def out_json(value: Mapping[str, object]) -> None:
    """One JSON object on one line, in ASCII: no terminal can be driven by what a code contained."""
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def say(line: str) -> None:
    """One line for the person at the terminal."""
    sys.stderr.write(safe(line, 2000) + "\n")


def say_error(error: TrackerError) -> None:
    """What happened, and what to do."""
    say(f"✖ {error.message}")
    if error.hint:
        say(f"  {error.hint}")


def error_object(error: TrackerError) -> dict[str, object]:
    """What a refused command prints under ``--json``."""
    return {"error": error.message, "code": error.code, "hint": error.hint}


def patience(words: Callable[[int], str], clock: Callable[[], float] = monotonic) -> Callable[[int], None]:
    """What says how far it is, between lines of data that come by themselves: call it with a number that grows. On a
    terminal it says ``words(number)`` every :data:`PATIENCE_S`; in a pipe nothing."""
    if not sys.stderr.isatty():
        return lambda number: None
    said_s = clock()

    def waited(number: int) -> None:
        nonlocal said_s
        if clock() - said_s >= PATIENCE_S:
            said_s = clock()
            say(words(number))

    return waited


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, silence in a pipe: call the yielded function with (done, total)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        # The description is markup, in which a file called [/nope] would end the command.
        task = bar.add_task(escape(safe(title)), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
