"""The clinic's keys: what opens the database and the patients, and what this station signs with."""

from __future__ import annotations

from pathlib import Path

from tracker.config import Settings
from tracker.errors import StoreError
from tracker.journal.chain import public_key_of
from tracker.specimens.vault import KEY_ID, Vault
from tracker.station.pepper import PEPPER_KEY
from tracker.store.connection import Connection
from tracker.store.keys import Keys, Secret
from tracker.store.rekeying import opens

DATABASE_KEY, STATION_KEY, PATIENTS_KEY = "database", "station", "patients"
KEY_NAMES = (DATABASE_KEY, STATION_KEY, PATIENTS_KEY, PEPPER_KEY)


def keys_of(settings: Settings) -> Keys:
    return Keys(settings.home / "keys", settings.key_store)


def database_key(settings: Settings) -> Secret:
    """The key that opens the database, and where it is kept."""
    if not settings.database.is_file():
        raise StoreError(
            f"There is no database at {settings.database}.",
            hint="Run 'tracker init' to make one, or 'tracker demo' to try the program.",
            code="store_missing",
        )
    keys = keys_of(settings)
    secret = keys.find(DATABASE_KEY)
    if is_rotating(settings) and (later := keys.find(next_of(DATABASE_KEY))) is not None:
        # Whoever changed the key was stopped in the middle: the file is under the one or the other.
        secret = later if secret is None or opens(settings.database, later.value) else secret
    if secret is None:
        raise StoreError(
            f"The key of {settings.database} is not here.",
            hint=f"Put it back into {settings.home / 'keys'}; without it nobody can read the database.",
            code="store_no_key",
        )
    return secret


def next_of(name: str) -> str:
    """What the key that is to take the place of ``name`` is called until it has."""
    return f"{name}-next"


def rotation_mark(settings: Settings) -> Path:
    """A file that is there while a key is changed, and where that was stopped in the middle."""
    return settings.home / "keys" / "rotating"


def is_rotating(settings: Settings) -> bool:
    return rotation_mark(settings).exists()


def patients_key(connection: Connection, settings: Settings) -> Secret | None:
    """The key that opens the patients, and where it is kept."""
    keys = keys_of(settings)
    if is_rotating(settings) and (later := keys.find(next_of(PATIENTS_KEY))) is not None:
        told = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (KEY_ID,)).scalar()
        if told == Vault(later.value).id:
            return later
    return keys.find(PATIENTS_KEY)


def station_key(connection: Connection, settings: Settings) -> Secret | None:
    """The key with which this station signs; None where it is not here."""
    keys = keys_of(settings)
    if is_rotating(settings) and (later := keys.find(next_of(STATION_KEY))) is not None:
        found = connection.exec_driver_sql(
            "SELECT public_key FROM station WHERE name = ?", (settings.station,)
        ).scalar()
        if found == public_key_of(later.value):
            return later
    return keys.find(STATION_KEY)


def own_key(settings: Settings) -> tuple[str, bytes] | None:
    """This station's name and public key; None where its key is not on this machine, or it never wrote."""
    secret = keys_of(settings).find(STATION_KEY)
    return (settings.station, public_key_of(secret.value)) if secret else None
