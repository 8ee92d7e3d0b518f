"""``tracker init``: a new clinic."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.console import say
from tracker.cli.options import DatabaseOption, settings_for


def init(
    clinic: Annotated[str, typer.Option("--clinic", help="The clinic's name, as the screens show it.")],
    database: DatabaseOption = None,
) -> None:
    """A new, empty, encrypted database and its keys."""
    from tracker.station import found_clinic
    from tracker.station.opening import database_key

    settings = settings_for(database)
    found_clinic(settings, clinic)
    secret = database_key(settings)
    say(f"✔ {clinic}: an empty database at {settings.database}")
    say(f"  Its key is kept in {secret.kept_in}. Without that key nobody can read the database: back it up apart.")
    say("  Next: tracker import locations FILE.csv, then items, par and stock.")
