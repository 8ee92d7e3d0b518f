"""Tries to sign in that a full disk has no room for: counted in a small file whose room was taken while there was some.

A try is on disk before its PIN is looked at, or it could be made a thousand times; and whoever only wants to know where a
tube is must not wait until somebody frees a disk. The file is written over in place, which takes no room, and what it has
counted goes into the database once that takes something again. (A file system that writes every change elsewhere may refuse
it: then nobody is let in, as without the file.)

Whoever deletes or garbles it must not get new tries by that: it is made only when the database has just taken something, and
until then nobody is let in by what is gone or cannot be read. With room on the disk it keeps nobody from being counted in
the database, whatever stands in its place.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tracker.errors import StoreError
from tracker.people.tries import Instant, Tries
from tracker.store.naming import settle_names
from tracker.store.standing_in import opened_in_place, put_away

_log = logging.getLogger(__name__)
UNREADABLE = "tries_unreadable"
_SIZE = 16_384
"""Some 150 badges."""
_MOST_FAILED = 10_000
"""More than a year of the one try an hour that is left to whoever is shut out."""
_LATEST_MS = 1 << 53
_WAIT_S, _LOOK_S = 2.0, 0.02


class SpareTries:
    """The file beside the database ``of``."""

    def __init__(self, of: Path) -> None:
        self.path = of.with_name(f"{of.name}.tries")

    def make(self) -> None:
        """Have it there, with its room taken, in place of whatever cannot be read; where that cannot be, there is none, and
        nobody is let in by it. For whoever has seen that there is room: what a spoilt file has counted is lost."""
        try:
            with self._held() as handle:
                _read(handle, self.path)
            return
        except FileNotFoundError:
            pass
        except StoreError:
            _log.warning("the tries counted on a full disk cannot be read", extra={"code": UNREADABLE})
        self.make_anew()

    def make_anew(self) -> None:
        """The same, whatever stands in it."""
        with suppress(OSError):
            put_away(self.path)
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

    def counted(self) -> Mapping[str, Tries]:
        """What stands in it; nothing where there is none. Raises :class:`StoreError` (``tries_unreadable``)."""
        try:
            with self._held() as handle:
                return _read(handle, self.path)
        except FileNotFoundError:
            return {}

    def count(self, badge: str, now: Instant) -> None:
        """One try more of ``badge``, on disk before this returns.

        Raises :class:`StoreError`: ``sign_in_full`` where that cannot be, ``tries_unreadable``."""
        try:
            with self._held() as handle:
                known = dict(_read(handle, self.path))
                failed = known[badge].failed + 1 if badge in known else 1
                _write(handle, {**known, badge: Tries(failed, now.boot, now.steady_ms)})
        except FileNotFoundError as error:
            raise no_room() from error

    def forget(self, *badges: str) -> None:
        """These have proved themselves, or are counted in the database. Raises as :meth:`count` does."""
        with suppress(FileNotFoundError), self._held() as handle:
            kept = _read(handle, self.path)
            _write(handle, {badge: tries for badge, tries in kept.items() if badge not in badges})

    @contextmanager
    def _held(self) -> Iterator[int]:
        """By one program at a time; a file that is a name for another is none. Whoever holds it for longer than a write
        takes has been stopped in the middle, or is none of us: nobody waits for him."""
        try:
            handle = opened_in_place(self.path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _unreadable(self.path) from error
        try:
            until_s = monotonic() + _WAIT_S
            while not _is_locked(handle):
                if monotonic() >= until_s:
                    raise _unreadable(self.path)
                sleep(_LOOK_S)
            yield handle
        finally:
            os.close(handle)


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def no_room() -> StoreError:
    """Nobody can sign in: a try that is counted nowhere could be made a thousand times."""
    return StoreError(
        "The disk is full: nobody can sign in until there is room.",
        hint="Free some space on this machine. Where each tube is says meanwhile: tracker report open --badge BADGE.",
        code="sign_in_full",
    )


def _unreadable(path: Path) -> StoreError:
    shown = shlex.quote(str(path))
    return StoreError(
        f"The tries to sign in that were counted on a full disk cannot be read: {path}.",
        hint="Free some space on this machine: it is made anew by whoever signs in next. Where it stays as it is:"
        f" mv {shown} {shown}.old (as root, where it is not yours).",
        code=UNREADABLE,
    )


def _read(handle: int, path: Path) -> Mapping[str, Tries]:
    try:
        content = os.pread(handle, _SIZE, 0)
        # One that is shorter has no room taken for what is still to be counted.
        kept: Any = json.loads(content) if len(content) == _SIZE else ()
        return {_badge(badge): _tries(one) for badge, one in kept.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _unreadable(path) from error


def _badge(code: str) -> str:
    code.encode()
    return code


def _tries(one: Mapping[str, object]) -> Tries:
    """Raises :class:`ValueError` for what no sign-in writes: taken as it is, it would shut its owner out for good."""
    failed, boot, steady_ms = one["failed"], one["boot"], one["steady_ms"]
    if type(failed) is not int or type(steady_ms) is not int or not isinstance(boot, str):
        raise ValueError("another type")
    if not (1 <= failed <= _MOST_FAILED and 0 <= steady_ms <= _LATEST_MS and boot.isascii()):
        raise ValueError("another value")
    return Tries(failed, boot, steady_ms)


def _write(handle: int, counted: Mapping[str, Tries]) -> None:
    data = _padded(counted)
    if len(data) > _SIZE:
        raise no_room()
    try:
        os.pwrite(handle, data, 0)
        os.fsync(handle)
    except OSError as error:
        raise no_room() from error


def _padded(counted: Mapping[str, Tries]) -> bytes:
    return json.dumps({badge: asdict(tries) for badge, tries in counted.items()}).encode("ascii").ljust(_SIZE)
