"""This station's backups: what is copied, and which keys belong to it."""

from __future__ import annotations

from tracker.backups.making import Source, source_of
from tracker.backups.sealing import SealedKeys
from tracker.config import Settings
from tracker.station.clinic_keys import KEY_NAMES, database_key, keys_of
from tracker.station.opening import clock_of, open_pen


def open_source(settings: Settings) -> Source:
    """The clinic's database as it is backed up by whoever is no station; close its database in the end."""
    key = database_key(settings).value
    database, journal = open_pen(settings, is_mending=True)
    with database.reading() as connection:
        clock = clock_of(connection)
    return source_of(database, key, journal, clock)


def keys_to_seal(settings: Settings) -> SealedKeys:
    """All keys of this station that are there, with those that open older backups."""
    keys = keys_of(settings)
    found = {name: secret.value for name in KEY_NAMES if (secret := keys.find(name)) is not None}
    for name in KEY_NAMES:
        found |= {f"{name}-former-{number}": value for number, value in enumerate(keys.former(name), start=1)}
    return SealedKeys(settings.station, found)
