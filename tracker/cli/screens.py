"""The command line's way to the terminal app, which it does not import: ``__main__`` joins the two."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import Protocol

from tracker.errors import ConfigurationError


class Screens(Protocol):
    """What opens the terminal app; each returns the exit status once it is closed."""

    def open_clinic(self, database: str | None) -> int: ...

    def open_demo(self, home: Path, source: str | None, *, is_lab: bool, asks_pin: bool = False) -> int: ...


chosen_screens: ContextVar[Screens | None] = ContextVar("chosen_screens", default=None)


def screens() -> Screens:
    """The app's opener; raises :class:`ConfigurationError` where the command line runs without one."""
    found = chosen_screens.get()
    if found is None:
        raise ConfigurationError("There is no screen here.", hint="Run 'tracker' itself, in a terminal.")
    return found
