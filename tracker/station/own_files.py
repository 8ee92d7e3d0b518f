"""Whose the files of a clinic's home are, and whether they can be used as what they are.

The program may be run by root once, in a home that is somebody else's (``sudo tracker report``): what it makes there is left
to that home's owner, whom it would keep from his own log, labels and backups. Whoever owns the database is the owner.
"""

from __future__ import annotations

import os
import pwd
import re
import shlex
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tracker.backups.manifest import is_file_name
from tracker.config import FILE, Settings
from tracker.diagnostics.crash import PREFIX
from tracker.diagnostics.log import FILE as LOG
from tracker.errors import StoreError
from tracker.hardware.profile_files import PROFILES
from tracker.home import KEYS
from tracker.people.spare_tries import SpareTries
from tracker.station.clinic_keys import rotation_mark
from tracker.station.examined import Examined

FOLDERS = (KEYS, "specimen-labels", "manifests", "orders", "transfers", "registers", PROFILES)
"""Of the home folder: all that is in them is ours."""
_ROOT = 0
_SHOWN = 20


def examine_files(settings: Settings) -> Iterator[Examined]:
    """What belongs to another account, and what is no file where one of ours is to be: each with what mends it."""
    yield from _others(settings)
    for path in _small(settings):
        with suppress(OSError):
            if not stat.S_ISREG(path.lstat().st_mode):
                yield Examined("fault", "Files", f"{path} is no file, and is to be one", _aside(path))
    try:
        SpareTries(settings.database).counted()
    except StoreError:
        path = SpareTries(settings.database).path
        words = f"the tries to sign in that were counted on a full disk cannot be read: {path}"
        yield Examined("warning", "Files", words, f"It is made anew by whoever signs in next; else: {_aside(path)}")


def _aside(path: Path) -> str:
    return f"Run: mv {shlex.quote(str(path))} {shlex.quote(f'{path}.old')}"


def _others(settings: Settings) -> Iterator[Examined]:
    owner = _owner(settings)
    of_others: dict[int, list[Path]] = {}
    if owner is not None:
        for path in own_files(settings):
            with suppress(OSError):
                if (uid := path.lstat().st_uid) != owner[0]:
                    of_others.setdefault(uid, []).append(path)
    for uid, paths in of_others.items():
        assert owner is not None
        named = ", ".join(path.name for path in paths[:_SHOWN])
        files = f"{named} belongs" if len(paths) == 1 else f"{len(paths)} files belong"
        words = f"{files} to {_called(uid)}, and the database to {_called(owner[0])}"
        if len(paths) > 1:
            words += f": {named}{' and more' if len(paths) > _SHOWN else ''}"
        mends = " ".join(shlex.quote(str(path)) for path in paths[:_SHOWN])
        is_shut = not all(os.access(path, os.R_OK | os.W_OK) for path in paths)
        yield Examined(
            "fault" if is_shut else "warning", "Files", words, f"As root: chown -h {owner[0]}:{owner[1]} {mends}"
        )


def own_files(settings: Settings) -> Iterator[Path]:
    """All that the program makes in the home, beside the database, and in the folders for backups."""
    home, database = settings.home, settings.database
    ours = re.compile(
        rf"{re.escape(LOG)}(\.\d)?|{re.escape(FILE)}|{PREFIX}.*\.json|unsaved-.*\.jsonl"
        rf"|\.?{re.escape(database.name)}([.-].+)?|{re.escape(database.stem)}\.(specimens|printing)"
    )
    for folder in dict.fromkeys((home, database.parent)):
        yield from (path for path in _within(folder) if ours.fullmatch(path.name))
    for name in FOLDERS:
        if (home / name).is_dir() and not (home / name).is_symlink():
            yield from (home / name, *_within(home / name))
    for folder in settings.backup_to:
        yield from (path for path in _within(folder) if is_file_name(f"{path.name.partition('.')[0]}.db"))


def leave_to_owner(settings: Settings) -> None:
    """Where root has run this in a home that is somebody else's: what it has made there is his. Nothing else ever changes
    hands: no link is followed, and no file that has a second name."""
    owner = _owner(settings) if os.geteuid() == _ROOT else None
    if owner is None or owner[0] == _ROOT:
        return
    for path in own_files(settings):
        with suppress(OSError):
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            try:
                there = os.fstat(handle)
                is_ours = stat.S_ISDIR(there.st_mode) or (stat.S_ISREG(there.st_mode) and there.st_nlink == 1)
                if there.st_uid == _ROOT and is_ours:
                    os.fchown(handle, *owner)
            finally:
                os.close(handle)


def _owner(settings: Settings) -> tuple[int, int] | None:
    with suppress(OSError):
        there = settings.database.stat()
        return there.st_uid, there.st_gid
    return None


def _called(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the account {uid}"


def _small(settings: Settings) -> Sequence[Path]:
    database = settings.database
    beside = [database.with_name(f"{database.name}.{each}") for each in ("checked", "ballast", "backup-lock")]
    locks = [database.with_suffix(f".{each}") for each in ("specimens", "printing")]
    return (*beside, *locks, settings.home / LOG, rotation_mark(settings))


def _within(folder: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.iterdir())
    return []
