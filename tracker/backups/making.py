"""Making a backup: copied, read through, described, and only then given its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracker import __version__
from tracker.backups.folders import PART, alone, clean, is_same_disk, require_folder, require_room, rotate
from tracker.backups.manifest import Manifest, Signed, file_name, manifest_of, sign_manifest
from tracker.backups.proving import Report, copy_proved
from tracker.backups.rotating import Keeping
from tracker.errors import ConfigurationError, StoreError
from tracker.journal.checkpoints import Checkpoint, events_since, journal_origin, latest, make_checkpoint
from tracker.journal.occasion import stamp
from tracker.journal.writing import Journal
from tracker.store.copying import remove, settle
from tracker.store.database import Database

_NO_ROOM = ("store_full", "store_io", "store_readonly")
_SAME_DISK = "{folder} is on the same disk as the database: what ends that disk ends both."


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is on disk and was read. ``warnings`` in words; ``deleted`` are those that it replaces."""

    file: Path
    manifest: Manifest
    deleted: tuple[Path, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the open database with its key, and the hand that signs. ``checkpoint`` makes one over all that
    stands in the journal; a station has it made in turn with its scans."""

    database: Database
    key: bytes
    journal: Journal
    checkpoint: Callable[[], Checkpoint]


def source_of(database: Database, key: bytes, journal: Journal, at: Callable[[], datetime]) -> Source:
    """For whoever is alone with the database: no writer of a station's to wait for. ``at`` is the clinic's clock."""

    def checkpoint() -> Checkpoint:
        with database.writing() as connection:
            before = latest(connection)
            if before is not None and not events_since(connection):
                return before
            return make_checkpoint(connection, journal, stamp(at()), "asked")

    return Source(database, key, journal, checkpoint)


def make_backup(
    source: Source, folder: Path, keeping: Keeping, now: datetime, report: Report = lambda done, total: None
) -> Made:
    """A backup in ``folder``, which must be there; others of this clinic go as ``keeping`` says. ``now``: the wall clock.

    Whatever goes wrong leaves no file that counts as a backup, and nothing is deleted before the new one is proved.
    Raises ConfigurationError (``backup_folder``), Refusal (``backup_running``), :class:`StoreError` (``backup_full``,
    ``backup_unsound`` where the copy does not stand the proof, and what databases raise).
    """
    require_folder(folder)
    path = source.database.path
    try:
        with alone(path):
            with source.database.reading() as connection:
                origin = journal_origin(connection)
            clean(folder, origin)
            require_room(folder, _size(path))
            note, old = _checkpoint(source)
            now = _free_second(folder, origin, now)
            target = folder / file_name(origin, now)
            manifest = _copied(source, target, note, now, report)
            deleted, trouble = rotate(folder, origin, keeping, target)
            same = _SAME_DISK.format(folder=folder) if is_same_disk(folder, path) else ""
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder} cannot be used: {error.strerror}.",
            hint="Is its disk or network share there, and yours to write?",
            code="backup_folder",
        ) from error
    return Made(target, manifest, deleted, tuple(words for words in (old, trouble, same) if words))


def _checkpoint(source: Source) -> tuple[str, str]:
    """The note of a fresh checkpoint. Where the database's own disk takes nothing more, a backup is needed most: then that
    of the last one, and a warning."""
    try:
        return source.checkpoint().note, ""
    except StoreError as error:
        if error.code not in _NO_ROOM:
            raise
        with source.database.reading() as connection:
            before = latest(connection)
        if before is None:
            raise
        return before.note, f"{error.message} So its checkpoint is that of {before.at}: {error.hint}"


def _size(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _free_second(folder: Path, origin: str, now: datetime) -> datetime:
    """Two within a second are a second apart: by time they are told apart, kept and deleted."""
    while (folder / file_name(origin, now)).exists():
        now += timedelta(seconds=1)
    return now


def _copied(source: Source, target: Path, note: str, now: datetime, report: Report) -> Manifest:
    part = target.with_name(target.name + PART)
    try:
        own = (source.journal.station, source.journal.key.public_key().public_bytes_raw())
        proof = copy_proved(source.database, part, source.key, note, own, report)
        if proof.faults:
            raise _unsound(proof.faults)
        manifest = Manifest(
            file=target.name,
            size=part.stat().st_size,
            sha256=proof.sha256,
            at=stamp(now.astimezone(UTC)),
            origin=proof.origin,
            schema=proof.schema,
            program=__version__,
            events=proof.events,
            checkpoint=note,
            counts=dict(proof.counts),
            station=source.journal.station,
        )
        _name(part, target, sign_manifest(manifest, source.journal))
    except BaseException:
        remove(part)
        raise
    return manifest


def _name(part: Path, target: Path, signed: Signed) -> None:
    """Give both files their names: the manifest first, since a copy that has its name counts."""
    beside = manifest_of(target)
    draft = beside.with_name(beside.name + PART)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(signed.written())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(beside)
        settle(target.parent)
        part.rename(target)
        settle(target.parent)
    except OSError as error:
        for path in (draft, *(() if target.exists() else (beside,))):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise StoreError(
            f"The backup cannot be finished in {target.parent}: {error.strerror}.",
            hint="Nothing of it counts as a backup. Free some space there, or name another folder.",
            code="backup_full",
        ) from error


def _unsound(faults: tuple[str, ...]) -> StoreError:
    return StoreError(
        f"The copy does not stand its proof: {' '.join(faults)}",
        hint="No backup was made, and none was deleted. Run 'tracker doctor --deep', and keep the last good backup.",
        code="backup_unsound",
    )
