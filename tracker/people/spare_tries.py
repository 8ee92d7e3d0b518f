"""Tries to sign in that a full disk has no room for: counted in a small file whose room was taken while there was some.

A try is on disk before its PIN is looked at, or it could be made a thousand times; and whoever only wants to know where a
tube is must not wait until somebody frees a disk. The file is written over in place, which takes no room, and what it has
counted goes into the database once that takes something again. (A file system that writes every change elsewhere may refuse
it: then nobody is let in, as without the file.)
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from tracker.errors import StoreError
from tracker.people.tries import Instant, Tries
from tracker.store.naming import settle_names

_SIZE = 16_384
"""Some 150 badges."""


class SpareTries:
    """The file beside the database ``of``."""

    def __init__(self, of: Path) -> None:
        self.path = of.with_name(f"{of.name}.tries")

    def make(self) -> None:
        """Have it there, with its room taken; where that cannot be, there is none, and nobody is let in by it."""
        with suppress(OSError):
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                is_whole = os.write(handle, _padded({})) == _SIZE
                os.fsync(handle)
            except OSError:
                is_whole = False
            finally:
                os.close(handle)
            if not is_whole:
                self.path.unlink()
            settle_names(self.path.parent)

    def make_anew(self) -> None:
        """Instead of one that nobody can read."""
        with suppress(OSError):
            self.path.unlink()
        self.make()

    def counted(self) -> Mapping[str, Tries]:
        """What stands in it; nothing where there is none. Raises :class:`StoreError` (``tries_unreadable``)."""
        try:
            with self._held() as handle:
                return _read(handle)
        except FileNotFoundError:
            return {}

    def count(self, badge: str, now: Instant) -> None:
        """One try more of ``badge``, on disk before this returns.

        Raises :class:`StoreError` (``sign_in_full``) where that cannot be."""
        try:
            with self._held() as handle:
                known = dict(_read(handle))
                failed = known[badge].failed + 1 if badge in known else 1
                _write(handle, {**known, badge: Tries(failed, now.boot, now.steady_ms)})
        except OSError as error:
            raise no_room() from error

    def forget(self, *badges: str) -> None:
        """These have proved themselves, or are counted in the database."""
        with suppress(FileNotFoundError), self._held() as handle:
            _write(handle, {badge: tries for badge, tries in _read(handle).items() if badge not in badges})

    @contextmanager
    def _held(self) -> Iterator[int]:
        """By one program at a time; a file that is a name for another is none."""
        handle = os.open(self.path, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def no_room() -> StoreError:
    """Nobody can sign in: a try that is counted nowhere could be made a thousand times."""
    return StoreError(
        "The disk is full: nobody can sign in until there is room.",
        hint="Free some space on this machine. Where each tube is says meanwhile: tracker report open --badge BADGE.",
        code="sign_in_full",
    )


def _read(handle: int) -> Mapping[str, Tries]:
    try:
        kept = json.loads(os.pread(handle, _SIZE, 0))
        return {
            str(badge): Tries(int(one["failed"]), str(one["boot"]), int(one["steady_ms"]))
            for badge, one in kept.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StoreError(
            "The file of tries to sign in cannot be read.",
            hint="Once there is room on the disk, delete it: it ends in .tries and lies beside the database.",
            code="tries_unreadable",
        ) from error


def _write(handle: int, counted: Mapping[str, Tries]) -> None:
    data = _padded(counted)
    if len(data) > _SIZE:
        raise no_room()
    os.pwrite(handle, data, 0)
    os.fsync(handle)


def _padded(counted: Mapping[str, Tries]) -> bytes:
    return json.dumps({badge: asdict(tries) for badge, tries in counted.items()}).encode("ascii").ljust(_SIZE)
