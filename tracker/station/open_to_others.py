"""Whether other accounts of this machine may write to what is the clinic's: such a one puts an old database in its place, or
settings that ask for less."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.config import FILE, Settings
from tracker.diagnostics.log import FILE as LOG
from tracker.home import KEYS

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OF_A_NEW_CLINIC = frozenset({FILE, KEYS, LOG})


@dataclass(frozen=True, slots=True)
class OpenToOthers:
    """One file or folder, and its mode."""

    path: Path
    mode: int

    @property
    def words(self) -> str:
        return f"other accounts may write to {self.path} (mode {self.mode:04o})"

    @property
    def mends(self) -> str:
        return f"chmod {'700' if self.path.is_dir() else '600'} {shlex.quote(str(self.path))}"


def open_to_others(settings: Settings) -> tuple[OpenToOthers, ...]:
    """What stands open, the folders first. A sticky folder, like ``/tmp``, lets nobody put one file in another's place."""
    return tuple(_open(settings))


def _open(settings: Settings) -> Iterator[OpenToOthers]:
    database = settings.database
    folders = dict.fromkeys((settings.home, database.parent, settings.home / KEYS))
    files = (database, database.with_name(f"{database.name}-wal"), settings.home / FILE)
    for path in (*folders, *files):
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS_WRITE and not (mode & stat.S_ISVTX and path.is_dir()):
                yield OpenToOthers(path, mode)


def make_private(folder: Path) -> None:
    """Make the folder of a new clinic its owner's alone. One with other things in it stays as it is: it may be everybody's.

    Raises :class:`OSError`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid == os.getuid() and {each.name for each in folder.iterdir()} <= _OF_A_NEW_CLINIC:
        folder.chmod(0o700)
