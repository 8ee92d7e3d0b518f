"""Putting a backup back: into a new place only, read through there, and with a mark in its journal that it was put back.

The place gets its name last. Whatever goes wrong before leaves nothing behind, neither a database nor keys.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.backups.comparing import Comparison, Present, compared
from tracker.backups.folders import Backup, require_room
from tracker.backups.matching import compare, is_by_station
from tracker.backups.proving import Report, prove
from tracker.backups.renumbering import highest, pass_over
from tracker.backups.undoing import RESTORED, KeyReturned, erased_again, keys_returned
from tracker.config import FILE
from tracker.errors import ConfigurationError, Refusal, StoreError, TrackerError
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.writing import open_journal
from tracker.store.connection import Connection
from tracker.store.copying import remove, settle
from tracker.store.database import open_database
from tracker.store.naming import is_draft_of

_PART = ".restoring"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Hand:
    """Who puts it back, as which station, and when: the mark in the journal is signed by it. ``clock`` gives the clinic's
    time for the mark, where that is not ``at``, the wall clock's: a demo clinic's day is another."""

    station: str
    key: bytes
    at: datetime
    by: str = "command line"
    clock: Callable[[Connection], datetime] | None = None

    def stamp(self, connection: Connection) -> str:
        return stamp(self.clock(connection) if self.clock is not None else self.at)


@dataclass(frozen=True, slots=True)
class Restored:
    """A database in its new place. ``missing`` says what the present database has besides, None where there is none to
    compare with, and ``unseen`` then why; ``jumps`` are the numbers after which each kind goes on."""

    path: Path
    events: int
    missing: Comparison | None
    unseen: str
    jumps: Mapping[str, int]
    erasures_undone: tuple[int, ...] = ()
    """Patients, by number, who were erased and are there again: each is to be erased once more."""
    keys_returned: tuple[KeyReturned, ...] = ()
    """Keys that were changed since, and are in use again: each is to be changed once more."""


def require_new_place(home: Path, database: Path) -> None:
    """A folder that is not there, or holds nothing but what prepares one (keys, settings). Never a database.

    What an attempt that was killed has left there goes.
    """
    if database.exists():
        raise StoreError(
            f"There is a database at {database} already, and none is ever written over.",
            hint="Name a new folder; or first move the present one away.",
            code="store_exists",
        )
    if home.exists() and not home.is_dir():
        raise ConfigurationError(f"{home} is no folder.", hint="Name a new folder.", code="restore_place")
    remove(_part_of(database))
    there = {path.name for path in home.iterdir()} if home.exists() else set()
    left = {name for name in there - {"keys", FILE} if not is_draft_of(name, FILE)}
    if left:
        raise ConfigurationError(
            f"{home} is not empty: {', '.join(sorted(left)[:3])}.",
            hint="A backup is put back into a new folder only. Name another one.",
            code="restore_place",
        )


def restore(
    backup: Backup,
    database: Path,
    key: bytes,
    hand: Hand,
    present: Present | None = None,
    report: Report = lambda done, total: None,
    check: Callable[[Connection], None] = lambda connection: None,
    former: tuple[str, ...] = (),
) -> Restored:
    """Put ``backup`` back as the new file ``database``, whose folder is made. ``check`` refuses what must not be put back;
    ``former`` names the keys of which only a former one fits.

    Raises Refusal (``backup_damaged``), :class:`StoreError` (``store_wrong_key``, ``store_newer``, ``backup_full``,
    ``station_key``), ConfigurationError (``restore_place``).
    """
    part = _part_of(database)
    with _all_or_nothing(database.parent, part):
        _require_whole(backup, key, _carry(backup.file, part), part, report)
        unseen, seen = _look(part, key, present)
        store = open_database(part, key)
        try:
            with store.writing() as connection:
                check(connection)
                erasures = erased_again(connection, seen.comparison.undone) if seen else ()
                keys = keys_returned(seen.comparison.undone if seen else (), former)
                jumps = _mark(connection, backup, hand, seen, erasures, keys)
        finally:
            store.close()
        settle(part)
        part.rename(database)
        settle(database.parent)
    manifest = backup.signed.manifest
    return Restored(database, manifest.events, seen.comparison if seen else None, unseen, jumps, erasures, keys)


@dataclass(frozen=True, slots=True)
class _Seen:
    comparison: Comparison
    highest: Mapping[str, int]


def _part_of(database: Path) -> Path:
    return database.with_name(database.name + _PART)


@contextmanager
def _all_or_nothing(folder: Path, part: Path) -> Iterator[None]:
    """The folder is made where it is not there, and taken away again where nothing came of it."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield
    except BaseException as error:
        remove(part)
        # Copies that opening an older version has made beside it.
        for each in folder.glob(f"{part.name}.before-*") if folder.exists() else ():
            remove(each)
        for each in made:
            with suppress(OSError):
                each.rmdir()
        if isinstance(error, OSError):
            raise ConfigurationError(
                f"Nothing can be put into {folder}: {error.strerror}.",
                hint="Nothing is left behind. Name another folder, on a disk with free space.",
                code="restore_place",
            ) from error
        raise
    for each in folder.glob(f"{part.name}.before-*"):
        remove(each)


def _carry(source: Path, part: Path) -> tuple[int, str]:
    """Copy the file; its size and SHA-256 as they were read."""
    require_room(part.parent, source.stat().st_size)
    digest, size = hashlib.sha256(), 0
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as file, os.fdopen(handle, "wb") as copy:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return size, digest.hexdigest()


def _require_whole(backup: Backup, key: bytes, carried: tuple[int, str], part: Path, report: Report) -> None:
    manifest = backup.signed.manifest
    if carried != (manifest.size, manifest.sha256):
        raise _damaged(backup, ["it is not the file that was made: its SHA-256 differs from the manifest's."])
    proof = prove(part, key, manifest.checkpoint, report=report)
    if faults := [*proof.faults, *compare(proof, backup.signed, carried[0])]:
        raise _damaged(backup, faults)
    if not is_by_station(part, key, backup.signed):
        raise _damaged(backup, [f"its manifest is not signed by {manifest.station}, which it names."])


def _damaged(backup: Backup, faults: list[str]) -> Refusal:
    return Refusal(
        f"{backup.file.name} is damaged: {' '.join(faults)}",
        hint="Nothing is left behind. Keep the file, and take another backup.",
        code="backup_damaged",
    )


def _look(part: Path, key: bytes, present: Present | None) -> tuple[str, _Seen | None]:
    """What the present database has besides; where it cannot be asked, why."""
    if present is None:
        return "there is none here", None
    try:
        now, copy = (
            open_database(present.path, present.key, is_readonly=True),
            open_database(part, key, is_readonly=True),
        )
    except TrackerError as error:
        return error.message, None
    try:
        with now.reading() as here, copy.reading() as there:
            comparison = compared(there, here)
            if comparison.is_other:
                return f"{present.path} is another clinic's", None
            return "", _Seen(comparison, highest(here))
    except StoreError as error:
        return error.message, None
    finally:
        now.close()
        copy.close()


def _mark(
    connection: Connection,
    backup: Backup,
    hand: Hand,
    seen: _Seen | None,
    erasures: tuple[int, ...],
    keys: tuple[KeyReturned, ...],
) -> Mapping[str, int]:
    """Tell in the journal that it was taken up again here, and pass over the numbers that may be out."""
    journal, manifest = open_journal(connection, hand.station, hand.key), backup.signed.manifest
    at = hand.stamp(connection)
    jumps = pass_over(connection, seen.highest if seen else None, int(at[:4]))
    missing: list[Value] = [
        {"station": each.station, "events": each.events, "from": each.first_at, "to": each.last_at}
        for each in (seen.comparison.newer if seen else ())
    ]
    body: dict[str, Value] = {
        "backup": manifest.file,
        "by": hand.by,
        "events": manifest.events,
        "made_at": manifest.at,
        "missing": missing if seen else None,
        "numbers_after": {letter or "specimen": after for letter, after in jumps.items()},
        "sha256": manifest.sha256,
    }
    if erasures:
        body["erasures_undone"] = list(erasures)
    if keys:
        body["keys_returned"] = {each.which: each.at for each in keys}
    journal.append(connection, new_id(), RESTORED, at, body)
    return jumps
