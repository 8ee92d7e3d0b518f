"""Where in a TOML file a key stands, and which key was meant: a mistake is named as it was written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

Key = str | int
"""A key, or a number from 0 in a list of tables."""
_ALIKE = 0.6
"""``stationn``, ``time_zon`` and ``printer`` are as near as that to a key; ``colour`` is not."""
_MOST_LINES = 200
"""Of one value: a list over more lines is nobody's."""


def line_of(text: str, *path: Key) -> int | None:
    """The line, from 1, in which ``path`` begins in the TOML file ``text``; None where that cannot be told.

    It is the line before which the file is whole without it, and behind which it is whole with it: so that neither a key in
    a comment or in a text of several lines is taken for it, nor one of another table.
    """
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if name not in line:
            continue
        before = _read(lines[:at])
        if before is None or held(before, path) == len(path):
            continue
        for end in range(at + 1, min(at + _MOST_LINES, len(lines)) + 1):
            after = _read(lines[:end])
            if after is not None:
                if held(after, path) == len(path):
                    return at + 1
                break
    return None


def nearest(written: str, known: Iterable[str]) -> str:
    """The known key that ``written`` is most like; empty where it is like none."""
    near = get_close_matches(written.lower(), list(known), n=1, cutoff=_ALIKE)
    return near[0] if near else ""


def _read(lines: list[str]) -> object:
    try:
        return tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return None


def held(content: object, path: Sequence[Key]) -> int:
    """How many parts of ``path`` the content has, one within the other."""
    for count, part in enumerate(path):
        match content, part:
            case dict(), _ if part in content:
                content = content[part]
            case list(), int() if part < len(content):
                content = content[part]
            case _:
                return count
    return len(path)
