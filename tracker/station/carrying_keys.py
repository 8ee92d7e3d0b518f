"""The keys that all stations of one database share, carried to another machine in a file that opens with a passphrase.

After a key was changed at one station the others open the database, or its patients, no longer. The signing key never goes
along: each station has its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.backups.sealing import SealedKeys
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.occasion import stamp
from tracker.journal.writing import Journal
from tracker.people.permissions import Permission
from tracker.people.permitting import require_given
from tracker.people.staff import require_badge
from tracker.specimens.vault import KEY_ID, Vault
from tracker.station.clinic_keys import DATABASE_KEY, PATIENTS_KEY, keys_of
from tracker.station.opening import clock_of, open_store
from tracker.station.pepper import PEPPER_KEY
from tracker.store.connection import Connection
from tracker.store.database import Database
from tracker.store.rekeying import opens

SHARED = (DATABASE_KEY, PATIENTS_KEY, PEPPER_KEY)
EXPORTED, IMPORTED = "keys.exported", "keys.imported"
"""Kinds of the events: which keys, and by whom; nothing of the keys themselves."""


def keys_to_carry(settings: Settings) -> SealedKeys:
    """Those of now that are here."""
    keys = keys_of(settings)
    return SealedKeys(
        settings.station, {name: found.value for name in SHARED if (found := keys.find(name)) is not None}
    )


def take_database_key(settings: Settings, sealed: SealedKeys) -> bool:
    """The key of the file itself, where the one that is here does not open it. Refuses (``keys_others``) one that does not
    either."""
    keys, given = keys_of(settings), sealed.keys.get(DATABASE_KEY)
    found = keys.find(DATABASE_KEY)
    if found is not None and opens(settings.database, found.value):
        return False
    if given is None or not opens(settings.database, given):
        raise _others("does not open this database")
    keys.replace(DATABASE_KEY, given)
    return True


def take_others(settings: Settings, sealed: SealedKeys) -> tuple[str, ...]:
    """The other keys, where they are not here yet: that of the patients only if it is the one that this database names, and
    the pepper only where there is none. Their names; the former ones are kept. Refuses (``keys_others``) another clinic's.
    """
    keys, taken = keys_of(settings), []
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            named = _patients_id(connection)
    finally:
        store.close()
    patients, pepper = sealed.keys.get(PATIENTS_KEY), sealed.keys.get(PEPPER_KEY)
    if patients is not None and named is not None:
        found = keys.find(PATIENTS_KEY)
        if found is None or Vault(found.value).id != named:
            if Vault(patients).id != named:
                raise _others("does not open the patients of this database")
            keys.replace(PATIENTS_KEY, patients)
            taken.append(PATIENTS_KEY)
    if pepper is not None and keys.find(PEPPER_KEY) is None:
        keys.keep(PEPPER_KEY, pepper)
        taken.append(PEPPER_KEY)
    return tuple(taken)


def tell_carried(store: Database, journal: Journal, badge: str, kind: str, names: Sequence[str]) -> None:
    """Put on record that ``badge`` takes keys along in a file (:data:`EXPORTED`), before there is one, or has taken them in.
    A review lists it: whoever has the file and its passphrase reads everything.

    Raises Refusal (``badge_unknown``, ``not_permitted``), :class:`StoreError` where it cannot be put on record.
    """
    with store.writing() as connection:
        require_badge(connection, badge)
        require_given(connection, badge, Permission.PROGRAM_KEYS)
        at = stamp(clock_of(connection)())
        journal.append(connection, new_id(), kind, at, {"by": badge, "which": ", ".join(names)})


def _patients_id(connection: Connection) -> str | None:
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (KEY_ID,)).scalar()
    return str(found) if found is not None else None


def _others(what: str) -> Refusal:
    return Refusal(
        f"The key in this file {what}.",
        hint="Write it anew where the key was changed: tracker keys export FILE.",
        code="keys_others",
    )
