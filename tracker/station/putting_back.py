"""A backup put back as a clinic that can be opened: its database, the keys that belong to it, and a station's name."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.backups.comparing import Present
from tracker.backups.drilling import Drilled, drill
from tracker.backups.folders import Backup, backup_at, listed
from tracker.backups.proving import Report
from tracker.backups.restoring import Hand, Restored, require_new_place, restore
from tracker.backups.sealing import SealedKeys
from tracker.config import FILE, Settings, load_settings
from tracker.errors import ConfigurationError, StoreError
from tracker.hardware.scan import utc_now
from tracker.journal.chain import public_key_of
from tracker.specimens.patients import has_patients, require_opens
from tracker.specimens.vault import Vault
from tracker.station.backing_up import keys_to_seal
from tracker.station.clinic_keys import DATABASE_KEY, PATIENTS_KEY, STATION_KEY, keys_of
from tracker.station.opening import clock_of
from tracker.store.connection import Connection
from tracker.store.database import open_database
from tracker.store.naming import write_new
from tracker.store.rekeying import opens


@dataclass(frozen=True, slots=True)
class PutBack:
    """A clinic in its new place. ``passed_by`` says what in the folder had the name of a backup and is none."""

    backup: Backup
    restored: Restored
    home: Path
    station: str
    present: Path | None
    passed_by: tuple[str, ...]


def put_back(
    settings: Settings, where: Path, home: Path, sealed: SealedKeys | None, station: str | None, report: Report
) -> PutBack:
    """Put the backup at ``where`` back into ``home``, by the keys in ``sealed`` or, without them, those that are here.

    Raises what :func:`tracker.backups.restoring.restore` raises; ``store_no_key`` and ``patient_key`` where a key is
    missing. Nothing is left behind then.
    """
    backup, passed_by = chosen(where)
    target = load_settings(home)
    require_new_place(home, target.database)
    given = sealed or keys_to_seal(settings)
    have = _fitting(given, backup)
    key = _database_key(have, backup)
    hand = _hand(have, station or have.station)
    present = _present(settings, target.database)
    keys = {**have.keys, STATION_KEY: hand.key}
    former = tuple(name for name in given.keys if have.keys[name] != given.keys[name] and keys[name] == have.keys[name])
    with _prepared(target, keys, hand.station):
        restored = restore(backup, target.database, key, hand, present, report, patients_check(have), former)
    return PutBack(backup, restored, home, hand.station, present.path if present else None, passed_by)


def drill_newest(settings: Settings, where: Path, sealed: SealedKeys | None, report: Report) -> Drilled:
    """Put the newest backup at ``where`` back for trial, below this station's home."""
    backup, _ = chosen(where)
    have = _fitting(sealed or keys_to_seal(settings), backup)
    hand = _hand(have, have.station)
    key, present = _database_key(have, backup), _present(settings, None)
    place = settings.home if settings.home.is_dir() else Path(tempfile.gettempdir())
    return drill(backup, place, key, hand, present, settings.backup_warn_days, report, patients_check(have))


def chosen(where: Path) -> tuple[Backup, tuple[str, ...]]:
    """The backup that a file is, or the newest one in a folder, with what was passed by there."""
    if not where.is_dir():
        if not where.exists():
            raise ConfigurationError(
                f"There is no {where}.", hint="Name a backup, or the folder with backups.", code="backup_none"
            )
        return backup_at(where.with_suffix(".db") if where.suffix == ".json" else where), ()
    found = listed(where)
    if len({each.signed.manifest.origin for each in found.backups}) > 1:
        raise ConfigurationError(
            f"In {where} lie backups of several clinics.", hint="Name the file that is meant.", code="backup_none"
        )
    if not found.backups:
        why = f" {' '.join(found.troubles)}" if found.troubles else ""
        raise ConfigurationError(
            f"There is no backup in {where}.{why}",
            hint="Is it the right folder, and its disk there?",
            code="backup_none",
        )
    return found.backups[0], found.troubles


def patients_check(have: SealedKeys) -> Callable[[Connection], None]:
    """What refuses (``patient_key``) to put back patients that nobody could read with the keys at hand."""

    def check(connection: Connection) -> None:
        if PATIENTS_KEY in have.keys:
            require_opens(connection, Vault(have.keys[PATIENTS_KEY]))
        elif has_patients(connection):
            raise StoreError(
                "The key of the patients in this backup is not here.",
                hint=f"{_GIVE_KEYS} Without it nobody can read their names.",
                code="patient_key",
            )

    return check


_GIVE_KEYS = "Give the file of keys: --keys FILE; or set TRACKER_HOME to where they lie."


def _fitting(have: SealedKeys, backup: Backup) -> SealedKeys:
    """The keys by which this backup opens under the names of those of now: those may have been changed since it was made."""
    keys = dict(have.keys)
    key = next((each for each in _each(have, DATABASE_KEY) if opens(backup.file, each, is_readonly=True)), None)
    if key is None:
        return have
    keys[DATABASE_KEY] = key
    patients, signing = [*_each(have, PATIENTS_KEY)], [*_each(have, STATION_KEY)]
    if len(patients) > 1 or len(signing) > 1:
        store = open_database(backup.file, key, is_readonly=True)
        try:
            with store.reading() as connection:
                for name, known, fits in (
                    (PATIENTS_KEY, patients, _opens_patients),
                    (STATION_KEY, signing, _is_stations),
                ):
                    if (fitting := next((each for each in known if fits(connection, each)), None)) is not None:
                        keys[name] = fitting
        finally:
            store.close()
    return SealedKeys(have.station, keys)


def _each(have: SealedKeys, name: str) -> Iterator[bytes]:
    """The key of now, then the former ones, the newest first."""
    former = sorted((each for each in have.keys if each.startswith(f"{name}-former-")), key=_number_of, reverse=True)
    yield from (have.keys[each] for each in (name, *former) if each in have.keys)


def _number_of(name: str) -> int:
    return int(name.rpartition("-")[2])


def _is_stations(connection: Connection, key: bytes) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM station WHERE public_key = ?", (public_key_of(key),)).first()
    return found is not None


def _opens_patients(connection: Connection, key: bytes) -> bool:
    try:
        require_opens(connection, Vault(key))
    except StoreError:
        return False
    return True


def _database_key(have: SealedKeys, backup: Backup) -> bytes:
    if DATABASE_KEY not in have.keys:
        raise StoreError(f"The key of {backup.file.name} is not here.", hint=_GIVE_KEYS, code="store_no_key")
    return have.keys[DATABASE_KEY]


def _hand(have: SealedKeys, station: str) -> Hand:
    """The station of before, by its key; under another name a new one."""
    if station != have.station:
        return Hand(station, secrets.token_bytes(32), utc_now(), clock=_clinic_time)
    if STATION_KEY not in have.keys:
        raise StoreError(
            f"The signing key of the station {station} is not here.",
            hint="Give this machine a name of its own: --station NAME.",
            code="station_key",
        )
    return Hand(station, have.keys[STATION_KEY], utc_now(), clock=_clinic_time)


def _clinic_time(connection: Connection) -> datetime:
    return clock_of(connection)()


def _present(settings: Settings, target: Path | None) -> Present | None:
    """The database of now, where there is one that its own key opens."""
    secret = keys_of(settings).find(DATABASE_KEY) if settings.database.is_file() else None
    if secret is None or settings.database == target:
        return None
    return Present(settings.database, secret.value)


@contextmanager
def _prepared(target: Settings, keys: dict[str, bytes], station: str) -> Iterator[None]:
    """The place with its keys and its station's name, before the database comes: an attempt that is killed can be made
    again. What was prepared goes where nothing comes of it."""
    home, store = target.home, keys_of(target)
    made = [each for each in (home, *home.parents) if not each.exists()]
    new = [name for name in keys if store.find(name) is None]
    file = home / FILE
    has_settings = file.exists()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, value in keys.items():
            store.keep(name, value)
        if not has_settings:
            # Of a station without its name nobody would know which keys are its.
            write_new(file, f'station = "{station}"\n'.encode())
        elif target.station != station:
            raise ConfigurationError(
                f"{file} says that this is the station {target.station}, and the keys are those of {station}.",
                hint=f'Write there station = "{station}", or give --station {target.station}.',
                code="station_key",
            )
        yield
    except BaseException:
        for name in new:
            store.forget(name)
        if not has_settings:
            file.unlink(missing_ok=True)
        for each in (store.folder, *made):
            with suppress(OSError):
                each.rmdir()
        raise
