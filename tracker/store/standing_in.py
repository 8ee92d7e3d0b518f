"""What stands where a small file of ours is to be and is none that can be used: a folder, a link, a pipe, another account's.

One ``sudo`` is enough to make the last. None of them may keep a clinic from its work.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import StoreError
from tracker.plain_files import NotPlain


def opened_in_place(path: Path) -> int:
    """A handle to read and write ``path`` where it lies: a file, no link to one, and nothing that is waited for. Raises
    :class:`FileNotFoundError`, and other OSError as the file system does."""
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise NotPlain("it is no file")


def put_away(path: Path) -> None:
    """Have the name ``path`` free again. A folder that somebody keeps something in is not ours to delete: it gets another
    name beside this one. Raises OSError where the folder that it is in lets nobody do that."""
    try:
        if stat.S_ISDIR(path.lstat().st_mode):
            try:
                path.rmdir()
            except OSError:
                path.rename(path.with_name(f"{path.name}-{secrets.token_hex(4)}"))
        else:
            path.unlink()
    except FileNotFoundError:
        return


def in_the_way(path: Path, why: OSError) -> StoreError:
    """It can neither be used nor put away; or there is none, and none can be made."""
    if not os.path.lexists(path):
        return StoreError(
            f"Nothing can be written beside the database: {why.strerror}.",
            hint="Check who owns its folder, and that the disk is neither full nor read-only.",
            code="store_readonly",
        )
    return StoreError(
        f"{path} cannot be used: {why.strerror or why}.",
        hint=f"Run: mv {shlex.quote(str(path))} {shlex.quote(f'{path}.old')} (as root, where it is not yours);"
        " it is made anew.",
        code="file_in_the_way",
    )


@contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold the lock ``path``, a file that stays empty; it ends with the process, however that ends. What no lock can be held
    on is put away first. Raises :class:`BlockingIOError` where ``how`` says not to wait, and :class:`StoreError`
    (``file_in_the_way``)."""
    try:
        handle = _lock_at(path)
    except OSError:
        try:
            put_away(path)
            handle = _lock_at(path)
        except OSError as error:
            raise in_the_way(path, error) from error
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _lock_at(path: Path) -> int:
    """Of all accounts of the machine: whose file it is does not matter to a lock, and one that only root could open would
    be two locks."""
    common = os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        handle = os.open(path, os.O_RDWR | common, 0o644)
    except PermissionError:
        handle = os.open(path, os.O_RDONLY | common, 0o644)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise NotPlain("it is no file")
