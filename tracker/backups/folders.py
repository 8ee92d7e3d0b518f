"""A folder of backups: what in it is ours and whole, what was left by a run that was killed, and nothing else's business.

A backup counts once both its files bear their last names: the manifest gets it first, the copy last. So a copy that is
still being made, or never was finished, is told by its name alone; a copy without a manifest is nobody's doing and is left.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.backups.manifest import Signed, is_file_name, manifest_of, read_manifest
from tracker.backups.rotating import Keeping, spare
from tracker.errors import ConfigurationError, Refusal, StoreError
from tracker.store.copying import remove, settle
from tracker.store.standing_in import locked

PART = ".part"
"""Behind the name of a copy that is being made."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One that is whole by its names, its manifest and its size. Whether it is sound is for :mod:`proving` to say."""

    file: Path
    signed: Signed


@dataclass(frozen=True, slots=True)
class Listed:
    """What a folder holds: backups, the newest first, and in words what has the name of one and is none."""

    backups: tuple[Backup, ...]
    troubles: tuple[str, ...]


def listed(folder: Path, origin: str | None = None) -> Listed:
    """The backups of one clinic in ``folder``; of any, where ``origin`` is not said. Raises ConfigurationError."""
    backups, troubles = [], []
    for path in _ours(folder):
        if path.suffix != ".db" or not _is_of(path, origin):
            continue
        try:
            backups.append(backup_at(path))
        except Refusal as error:
            troubles.append(error.message)
    backups.sort(key=lambda each: each.signed.manifest.at, reverse=True)
    return Listed(tuple(backups), tuple(troubles))


def backup_at(path: Path) -> Backup:
    """The backup whose copy is ``path``. Refusal (``backup_damaged``) where its manifest or size says that it is none."""
    try:
        signed = read_manifest(manifest_of(path))
    except ValueError as error:
        raise _damaged(f"{path.name} has no manifest that can be used: {error}.") from None
    if signed.manifest.file != path.name:
        raise _damaged(f"The manifest beside {path.name} belongs to {signed.manifest.file}.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _damaged(f"{path.name} cannot be read: {error.strerror}.") from None
    if size != signed.manifest.size:
        raise _damaged(f"{path.name} has {size:,} bytes, and its manifest says {signed.manifest.size:,}.")
    return Backup(path, signed)


def _damaged(message: str) -> Refusal:
    return Refusal(message, hint="It does not count as a backup. Take another one.", code="backup_damaged")


def require_folder(folder: Path) -> None:
    """A folder that is there and takes files. It is not made: where a disk is not mounted, that would fill this one."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder}.",
            hint="Is its disk or network share there? Else make the folder first.",
            code="backup_folder",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(
            f"Nothing can be written to {folder}.",
            hint="Check who owns it, and that its disk is not mounted read-only.",
            code="backup_folder",
        )


def require_room(folder: Path, needed_bytes: int) -> None:
    """Refuse (``backup_full``) before anything is written where it could not fit."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise StoreError(
            f"There is no room in {folder}: the copy needs {needed_bytes / 1e6:,.1f} MB, {free / 1e6:,.1f} MB are free.",
            hint="Nothing was written. Free some space there, or name another folder.",
            code="backup_full",
        )


def is_same_disk(folder: Path, database: Path) -> bool:
    """Whether one disk's end would be the end of both."""
    return folder.stat().st_dev == database.stat().st_dev


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """One backup of a database at a time, so that what looks unfinished is. Refusal (``backup_running``) otherwise."""
    with ExitStack() as held:
        try:
            held.enter_context(
                locked(database.with_name(f"{database.name}.backup-lock"), fcntl.LOCK_EX | fcntl.LOCK_NB)
            )
        except BlockingIOError:
            raise Refusal(
                "A backup of this database is being made already.", hint="Wait for it.", code="backup_running"
            ) from None
        yield


def clean(folder: Path, origin: str) -> int:
    """Take away what runs that were killed have left of this clinic's backups; how many there were. Within :func:`alone`."""
    left = [path for path in folder.iterdir() if path.name.endswith(PART) and _is_left(path, origin)]
    for path in left:
        whole = path.with_name(path.name.removesuffix(PART))
        if whole.suffix == ".db" and not whole.exists():
            # A manifest whose copy somebody has carried elsewhere has nothing unfinished beside it, and stays.
            manifest_of(whole).unlink(missing_ok=True)
        remove(path)
    return len(left)


def rotate(folder: Path, origin: str, keeping: Keeping, made: Path) -> tuple[tuple[Path, ...], str]:
    """Delete the backups of this clinic that need not be kept; which they were, and what stood in the way, in words. What
    is damaged counts for nothing and is left to be looked at. ``made`` stays, also where the clock was set back since."""
    backups = listed(folder, origin).backups
    gone = spare([each.signed.manifest.made_at for each in backups], keeping)
    deleted: list[Path] = []
    for each in backups:
        if each.signed.manifest.made_at in gone and each.file != made:
            try:
                # Unfinished again by its name: where this is cut off, the next run takes the rest away.
                part = each.file.rename(each.file.with_name(each.file.name + PART))
                manifest_of(each.file).unlink(missing_ok=True)
                part.unlink(missing_ok=True)
            except OSError as error:
                return tuple(
                    deleted
                ), f"{each.file.name} is not kept any more, and cannot be deleted: {error.strerror}."
            deleted.append(each.file)
    if deleted:
        with suppress(OSError):
            settle(folder)
    return tuple(deleted), ""


def _ours(folder: Path) -> Sequence[Path]:
    """Files by the name of a copy or of its manifest."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder} cannot be read: {error.strerror}.",
            hint="Is its disk or network share there?",
            code="backup_folder",
        ) from error
    return [path for path in found if path.suffix in (".db", ".json") and is_file_name(f"{path.stem}.db")]


def _is_left(path: Path, origin: str) -> bool:
    whole = path.with_name(path.name.removesuffix(PART))
    return is_file_name(f"{whole.stem}.db") and _is_of(whole, origin)


def _is_of(path: Path, origin: str | None) -> bool:
    return origin is None or path.name.split("-")[1] == origin[-32:][:8]
