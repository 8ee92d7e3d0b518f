"""The register of recalls against the clinic's shelves."""

from __future__ import annotations

import sqlite3

from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.inventory.recalling import Search, search
from tracker.registers.building import FORM, file_of
from tracker.registers.reading import FOLDER, connected, form_of
from tracker.store.connection import Connection


def recalls_here(connection: Connection, settings: Settings) -> Search:
    """What stands here and is named by a notice. ConfigurationError where no recalls were imported, or not whole."""
    path = file_of(settings.home / FOLDER, "recalls")
    hint = "Download openFDA's enforcement reports for devices and drugs, then: tracker import recalls FILE"
    if not path.exists():
        raise ConfigurationError("No recalls have been imported.", hint=hint)
    try:
        with connected(path) as register:
            if form_of(register) == FORM:
                return search(connection, register)
    except sqlite3.Error as error:
        raise ConfigurationError(f"The register of recalls is damaged ({error}).", hint=hint) from error
    raise ConfigurationError("The register of recalls was written by another version of the program.", hint=hint)
