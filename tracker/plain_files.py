"""Small files that a person may have put into the tracker's home, read without being held up by what is no file.

A pipe in a file's place would be waited for, and everything with it; ``/dev/zero`` has no end.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path


class NotPlain(OSError):
    """What is there is no regular file, or larger than what belongs there; in words for the middle of a sentence."""


def in_full(path: str | Path) -> Path:
    """``path`` with ``~`` and ``~name`` as that person's home folder; as it is where nobody here has that name, or can."""
    try:
        return Path(path).expanduser()
    except (RuntimeError, ValueError):
        return Path(path)


def plain_content(file: Path, largest: int) -> bytes:
    """All of ``file``, at most ``largest`` bytes. Raises :class:`NotPlain`, and OSError as opening a file does."""
    with open(file, "rb", opener=_plain_only) as opened:
        content = opened.read(largest + 1)
    if len(content) > largest:
        raise NotPlain(f"it has more than {largest} bytes")
    return content


def _plain_only(name: str, flags: int) -> int:
    handle = os.open(name, flags | os.O_NONBLOCK | os.O_NOCTTY)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise NotPlain("it is no file")
