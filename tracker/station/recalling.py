"""The register of recalls against the clinic's shelves."""

from __future__ import annotations

import sqlite3

from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.inventory.recalling import HOW, Search, search
from tracker.registers.building import FORM, file_of
from tracker.registers.reading import FOLDER, connected, form_of
from tracker.store.connection import Connection


def recalls_here(connection: Connection, settings: Settings) -> Search:
    """What stands here and is named by a notice; among none, where none were imported. ConfigurationError where they were
    not imported whole."""
    path = file_of(settings.home / FOLDER, "recalls")
    if not path.exists():
        return Search((), 0, ())
    try:
        with connected(path) as register:
            if form_of(register) == FORM:
                return search(connection, register)
    except sqlite3.Error as error:
        raise ConfigurationError(f"The register of recalls is damaged ({error}).", hint=HOW) from error
    raise ConfigurationError("The register of recalls was written by another version of the program.", hint=HOW)
