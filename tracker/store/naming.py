"""A finished file gets its name: whole, never over another, and so that a power cut does not take the name away again.

A file's fsync promises its bytes and, by POSIX, not its name: that stands in the folder. A key whose name is lost with the
power is lost, and with it a database that is sound (seen in tests/faults, in 178 of 400 cuts of a clinic's first minute).
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from tracker.store.copying import settle


def write_new(path: Path, content: bytes) -> None:
    """A new small file of mode 0600, on disk under its name before this returns, with the folder that it is in.

    Raises :class:`FileExistsError` and other :class:`OSError`; then there is none.
    """
    draft = draft_of(path)
    settle_names(path.parent.parent)
    try:
        _written(draft, content)
        give_name(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def write_over(path: Path, content: bytes) -> None:
    """The same, over what is called so: until it is whole, a reader finds what was there before.

    Raises :class:`OSError`; then what was there is there still.
    """
    draft = draft_of(path)
    try:
        _written(draft, content)
        draft.replace(path)
        settle_names(path.parent)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _written(draft: Path, content: bytes) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def draft_of(path: Path) -> Path:
    """A name of its own for what is to be called ``path`` once it is finished."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def is_draft_of(name: str, finished: str) -> bool:
    """Whether ``name`` is a draft that was left by who was killed while writing ``finished``, or what SQLite keeps beside
    one."""
    return re.fullmatch(rf"\.{re.escape(finished)}\.[0-9a-f]{{8}}(-wal|-shm|-journal)?", name) is not None


def remove_drafts(path: Path) -> None:
    """What is left of attempts at ``path``: it has its name, or is to have none."""
    with suppress(OSError):
        for each in path.parent.iterdir():
            if is_draft_of(each.name, path.name):
                each.unlink(missing_ok=True)


def give_name(draft: Path, path: Path) -> None:
    """Let ``draft``, whose bytes are on disk, be called ``path`` from now on. Raises :class:`FileExistsError` where
    something is called so already, and other :class:`OSError` as the file system does."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links, a USB stick's: there is a moment in which another may take the name.
        if path.exists():
            raise FileExistsError(f"{path} is there already") from None
        draft.rename(path)
    remove_drafts(path)
    settle_names(path.parent)


def settle_names(folder: Path) -> None:
    """Have the names in ``folder`` on disk, where that can be had: a folder above may not be ours to open."""
    with suppress(OSError):
        settle(folder)
