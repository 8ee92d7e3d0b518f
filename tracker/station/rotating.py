"""Another key in the place of one that may be known to others, or is old: each at once or not at all, and told.

The new key is on disk before anything is encrypted with it, and the former one stays: backups of before open with nothing
else. Whoever is killed in the middle has left a mark, and the next to open takes whichever key opens
(:func:`tracker.station.clinic_keys.database_key`); changing a key again puts that in order first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracker.config import Settings
from tracker.errors import ConfigurationError, StoreError
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.turning import ROTATED, turn_key
from tracker.people.permissions import Permission
from tracker.people.permitting import needs, require_given
from tracker.people.staff import require_badge
from tracker.specimens.patient_rekeying import reencrypt
from tracker.specimens.vault import Vault
from tracker.station.clinic_keys import (
    DATABASE_KEY,
    PATIENTS_KEY,
    STATION_KEY,
    database_key,
    keys_of,
    next_of,
    patients_key,
    rotation_mark,
)
from tracker.station.opening import clock_of, open_pen, vault_of
from tracker.store.connection import Connection
from tracker.store.copying import remove, settle
from tracker.store.database import Database, before_migration
from tracker.store.keys import Secret
from tracker.store.naming import write_new
from tracker.store.rekeying import alone, copy_before, rekey


@dataclass(frozen=True, slots=True)
class Rotated:
    """``kept_in`` says where the new key is, ``former`` under which name the former one; ``patients`` were encrypted anew;
    ``trouble`` is what could not be put in order behind it."""

    kept_in: str
    former: str
    patients: int = 0
    trouble: str = ""


def rotate_database(settings: Settings, badge: str) -> Rotated:
    """The whole file under a new key. Nobody else may have it open.

    Raises Refusal (``badge_missing``, ``badge_unknown``) and what :func:`tracker.store.rekeying.rekey` raises; then the
    key is as it was.
    """
    settle_keys(settings)
    keys, before = keys_of(settings), database_key(settings)
    with _opened(settings, badge):
        pass
    with _marked(settings, DATABASE_KEY) as after:
        rekey(settings.database, before.value, after.value)
        # Made by an update, under the former key, with all that was deleted since.
        remove(before_migration(settings.database))
        secret = keys.replace(DATABASE_KEY, after.value)
    with _opened(settings, badge) as (store, pen), store.writing() as connection:
        _tell(connection, pen, DATABASE_KEY)
    return Rotated(secret.kept_in, _former(settings, DATABASE_KEY))


def rotate_patients(settings: Settings, badge: str) -> Rotated:
    """Every patient's fields under a new key, in one transaction with the event that tells it. A window that is open would
    go on with the former key, and take every patient for one whose data is gone: none is, and none can be opened meanwhile.

    Raises Refusal (``badge_missing``, ``badge_unknown``), :class:`StoreError` (``store_locked``, ``patient_key``).
    """
    settle_keys(settings)
    keys, trouble = keys_of(settings), ""
    with _opened(settings, badge) as (store, pen):
        before = vault_of(store, settings)
    with _marked(settings, PATIENTS_KEY) as after:
        with alone(settings.database, database_key(settings).value) as connection:
            require_badge(connection, badge)
            require_given(connection, badge, Permission.PROGRAM_KEYS)
            count = reencrypt(connection, pen, before, Vault(after.value))
            _tell(connection, pen, PATIENTS_KEY, patients=count)
        secret = keys.replace(PATIENTS_KEY, after.value)
    with _opened(settings, badge) as (store, _):
        try:
            store.scrub()
        except StoreError as error:
            trouble = f"{error.message} Until then pages under the former key may lie in the file."
    return Rotated(secret.kept_in, _former(settings, PATIENTS_KEY), count, trouble)


def rotate_station(settings: Settings, badge: str) -> Rotated:
    """Another signing key for this station: an event that the former one signs, and the new one (:func:`turn_key`). A window
    that is open would go on signing with the former one: none is, and none can be opened, while it is changed.

    Raises Refusal (``badge_missing``, ``badge_unknown``), :class:`StoreError` (``store_locked``, ``journal_forged``,
    ``station_key``).
    """
    settle_keys(settings)
    keys = keys_of(settings)
    with _opened(settings, badge) as (_, pen):
        pass
    with _marked(settings, STATION_KEY) as after:
        with alone(settings.database, database_key(settings).value) as connection:
            require_badge(connection, badge)
            _turn(connection, pen, Ed25519PrivateKey.from_private_bytes(after.value))
        secret = keys.replace(STATION_KEY, after.value)
    return Rotated(secret.kept_in, _former(settings, STATION_KEY))


@needs(Permission.PROGRAM_KEYS)
def _turn(connection: Connection, pen: Pen, key: Ed25519PrivateKey) -> None:
    turn_key(connection, pen.journal, key, pen.at, pen.by)


def settle_keys(settings: Settings) -> None:
    """Put in order what somebody who was killed has left: the key that opens gets its name, another one goes."""
    mark, keys = rotation_mark(settings), keys_of(settings)
    if not mark.exists():
        return
    if (later := keys.find(next_of(DATABASE_KEY))) is not None and database_key(settings).value == later.value:
        keys.replace(DATABASE_KEY, later.value)
    store, journal = open_pen(settings)
    try:
        with store.reading() as connection:
            secret = patients_key(connection, settings)
    finally:
        store.close()
    if (later := keys.find(next_of(STATION_KEY))) is not None and later.value == journal.key.private_bytes_raw():
        keys.replace(STATION_KEY, later.value)
    if secret is not None and (later := keys.find(next_of(PATIENTS_KEY))) is not None and secret.value == later.value:
        keys.replace(PATIENTS_KEY, later.value)
    _clear(settings)


def _clear(settings: Settings) -> None:
    for name in (DATABASE_KEY, PATIENTS_KEY, STATION_KEY):
        keys_of(settings).forget(next_of(name))
    remove(copy_before(settings.database))
    rotation_mark(settings).unlink(missing_ok=True)
    settle(rotation_mark(settings).parent)


@contextmanager
def _marked(settings: Settings, name: str) -> Iterator[Secret]:
    """A new key, and the mark, both on disk. Where nothing came of it, or all, both go; a fault in between leaves them, and
    the copy with them."""
    mark = rotation_mark(settings)
    try:
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(mark, f"{name}\n".encode())
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can be written to {mark.parent}: {error.strerror}.", hint="The key is as it was."
        ) from error
    try:
        yield keys_of(settings).make(next_of(name))
    except StoreError as error:
        if error.code in ("store_locked", "backup_full", "patient_key", "station_key", "journal_forged"):
            _clear(settings)
        raise
    _clear(settings)


@contextmanager
def _opened(settings: Settings, badge: str) -> Iterator[tuple[Database, Pen]]:
    """The clinic's database, and a pen in the name of ``badge``."""
    store, journal = open_pen(settings)
    try:
        with store.reading() as connection:
            require_badge(connection, badge)
            require_given(connection, badge, Permission.PROGRAM_KEYS)
            at = stamp(clock_of(connection)())
        yield store, Pen(journal, at, badge, settings.zone)
    finally:
        store.close()


def _tell(connection: Connection, pen: Pen, which: str, **more: Value) -> None:
    pen.journal.append(connection, new_id(), ROTATED, pen.at, {"by": pen.by, "which": which, **more})


def _former(settings: Settings, name: str) -> str:
    return f"{name}-former-{len(keys_of(settings).former(name))}"
