"""Options that several verbs share."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings

DatabaseOption = Annotated[
    str | None, typer.Option("--database", metavar="URL", help="Another database than the one in TRACKER_HOME.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Objects for scripts instead of words.")]


database_before_verb: ContextVar[str | None] = ContextVar("database_before_verb", default=None)
"""``tracker --database URL VERB``: the option may stand before the verb, too."""


def settings_for(database: str | None) -> Settings:
    """The settings, with ``--database`` (a path, or ``sqlite:///PATH``), before or behind the verb, for the default."""
    from tracker.config import load_settings

    database = database or database_before_verb.get()
    if database is None:
        return _logged(load_settings())
    scheme, separator, path = database.partition(":///")
    if separator and scheme != "sqlite":
        raise ConfigurationError(
            f"Databases of the kind '{scheme}' are not supported.", hint="Give a path, or sqlite:///PATH."
        )
    return _logged(load_settings(database=Path(path if separator else database)))


settings_used: ContextVar[Settings | None] = ContextVar("settings_used", default=None)
"""Of the verb that runs, for what is told once it has ended."""


def _logged(settings: Settings) -> Settings:
    from tracker.diagnostics.log import keep_log

    keep_log(settings.home)
    settings_used.set(settings)
    return settings
