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
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_OTHERS_ENTER = stat.S_IXGRP | stat.S_IXOTH
_OF_A_NEW_CLINIC = frozenset({FILE, KEYS, LOG})
_PAPERS = ("specimen-labels", "manifests", "orders")
"""Folders in the home folder: patients' names in clear, tubes' numbers, prices."""


@dataclass(frozen=True, slots=True)
class OpenToOthers:
    """One file or folder, and its mode; ``is_written``: they may put another in its place."""

    path: Path
    mode: int
    is_written: bool

    @property
    def words(self) -> str:
        return f"other accounts may {'write to' if self.is_written else 'read'} {self.path} (mode {self.mode:04o})"

    @property
    def mends(self) -> str:
        return f"chmod {'700' if self.path.is_dir() else '600'} {shlex.quote(str(self.path))}"


def open_to_others(settings: Settings) -> tuple[OpenToOthers, ...]:
    """What others may write to, the folders first. A sticky folder, like ``/tmp``, lets nobody put one file in another's
    place."""
    return tuple(each for each in _open(settings) if each.is_written)


def readable_by_others(settings: Settings) -> tuple[OpenToOthers, ...]:
    """What they may read and not write: nothing, as long as they cannot enter the home folder."""
    if not _mode(settings.home) & _OTHERS_ENTER:
        return ()
    return tuple(each for each in _open(settings) if not each.is_written)


def _open(settings: Settings) -> Iterator[OpenToOthers]:
    database, keys = settings.database, settings.home / KEYS
    papers = [settings.home / name for name in _PAPERS]
    folders = dict.fromkeys((settings.home, database.parent, keys, *papers))
    files = (database, database.with_name(f"{database.name}-wal"), settings.home / FILE)
    for path in (*folders, *files, *_within(keys), *(each for folder in papers for each in _within(folder))):
        mode = _mode(path)
        is_folder = path.is_dir()
        if mode & _OTHERS_WRITE and not (mode & stat.S_ISVTX and is_folder):
            yield OpenToOthers(path, mode, is_written=True)
        elif mode & _OTHERS_READ and path not in (database.parent, settings.home / FILE):
            yield OpenToOthers(path, mode, is_written=False)


def _within(folder: Path) -> list[Path]:
    """The first that stands open says enough: the folder's own command closes it for all."""
    with suppress(OSError):
        return [each for each in sorted(folder.iterdir()) if _mode(each) & (_OTHERS_WRITE | _OTHERS_READ)][:1]
    return []


def _mode(path: Path) -> int:
    """0 where there is none, or one that this account may not look at."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    return 0


def make_private(folder: Path) -> None:
    """Make the folder of a new clinic its owner's alone. One with other things in it stays as it is: it may be everybody's.

    Raises :class:`OSError`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid == os.getuid() and {each.name for each in folder.iterdir()} <= _OF_A_NEW_CLINIC:
        folder.chmod(0o700)
