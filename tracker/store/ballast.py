"""A file that takes up room while there is some, so that a full disk is not the end of the work.

SQLite needs room for a DELETE, too: on a full disk nothing can be cleared away inside the database (seen on a 1.5 MB disk).
What is given up here is there at once, and enough for what is in hand.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.store.naming import settle_names
from tracker.store.standing_in import opened_in_place, put_away

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Ballast:
    """The file beside the database ``of``, of ``size`` bytes; 0 for none."""

    of: Path
    size: int

    @property
    def path(self) -> Path:
        return self.of.with_name(f"{self.of.name}.ballast")

    def kept(self) -> int:
        """Bytes that would be free again."""
        try:
            there = self.path.lstat()
        except OSError:
            return 0
        return there.st_size if stat.S_ISREG(there.st_mode) else 0

    def make(self, free: int) -> bool:
        """Have it there, where as much again stays free of the ``free`` bytes that there are; else it would itself be what
        fills the disk. Of another size than it is to be, it is made anew."""
        if self.size and self.kept() == self.size:
            return True
        self.give_up()
        if not self.size or free < 2 * self.size:
            return False
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except OSError:
            # Another station makes it at this moment, or the folder may not be written.
            return False
        try:
            _take(handle, self.size)
            os.fsync(handle)
        except OSError:
            self.give_up()
            return False
        finally:
            os.close(handle)
        return True

    def give_up(self) -> int:
        """Free its room; how many bytes that were. A file system that needs room for taking a name away can shorten a file
        without, so that comes first."""
        given = self.kept()
        with suppress(OSError):
            # Never through a link: what it leads to is somebody's.
            handle = opened_in_place(self.path)
            try:
                os.truncate(handle, 0)
            finally:
                os.close(handle)
        with suppress(OSError):
            put_away(self.path)
            settle_names(self.path.parent)
        return given


def _take(handle: int, size: int) -> None:
    """Room that is the file's: reserved where the system knows how, else written. Not zeros, which some file systems do not
    store."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
        return
    for at in range(0, size, _BLOCK):
        os.write(handle, os.urandom(min(_BLOCK, size - at)))
