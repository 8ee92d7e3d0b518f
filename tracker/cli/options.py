"""Options that several verbs share."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.errors import ConfigurationError, Refusal

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


def require_own(settings: Settings) -> None:
    """Refuse (``database_copy``) to show patients out of another database than this home's own, where there is one: that
    somebody looked would stand in the copy alone, which may be gone tomorrow."""
    from tracker.config import load_settings

    own = load_settings().database
    if own.exists() and own.resolve() != settings.database.resolve():
        raise Refusal(
            f"{settings.database} is not this clinic's own database: who looks at a patient stands in that file alone.",
            hint=f"Look in {own}; or put a backup into a home of its own, which keeps its own record: tracker restore.",
            code="database_copy",
        )


settings_used: ContextVar[Settings | None] = ContextVar("settings_used", default=None)
"""Of the verb that runs, for what is told once it has ended."""


def _logged(settings: Settings) -> Settings:
    from tracker.diagnostics.log import keep_log

    keep_log(settings.home)
    settings_used.set(settings)
    return settings
