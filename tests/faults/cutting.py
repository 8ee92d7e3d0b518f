"""A disk as a power cut leaves it: what was flushed is there, and of the rest whatever the disk happened to have written.

The strictest reading of POSIX: a file's bytes are safe behind its own fsync, its name behind the fsync of its folder.
File systems in use promise more (ext4 writes a new file's name with the file); what holds here holds there.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.faults.recording import Call

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
Fate = Literal["nothing", "everything", "prefix", "subset", "torn", "reordered"]
FATES: tuple[Fate, ...] = ("nothing", "everything", "prefix", "subset", "torn", "reordered")
"""What befalls that which was not flushed."""


Found = Mapping[Path, bytes | None]
"""What stands in a folder; None is a folder in it."""


def standing(home: Path) -> Found:
    return {path: None if path.is_dir() else path.read_bytes() for path in sorted(home.rglob("*"))}


@dataclass(frozen=True, slots=True)
class Change:
    """Bytes from ``at`` on; or, without any, the file cut or grown to ``at`` bytes."""

    at: int
    data: bytes = b""

    def apply(self, content: bytearray) -> None:
        if self.data:
            if len(content) < self.at:
                content.extend(bytes(self.at - len(content)))
            content[self.at : self.at + len(self.data)] = self.data
        elif self.at < len(content):
            del content[self.at :]
        else:
            content.extend(bytes(self.at - len(content)))

    def torn(self, pick: random.Random) -> Iterator[Change]:
        """The sectors of it that reached the disk."""
        if not self.data:
            yield from [self] * (pick.random() < 0.5)
            return
        first = self.at // SECTOR * SECTOR
        for start in range(first, self.at + len(self.data), SECTOR):
            begin, end = max(start, self.at), min(start + SECTOR, self.at + len(self.data))
            if pick.random() < 0.5:
                yield Change(begin, self.data[begin - self.at : end - self.at])


@dataclass(slots=True)
class File:
    """``flushed`` is on disk; ``waiting`` may be."""

    flushed: bytearray = field(default_factory=bytearray)
    waiting: list[Change] = field(default_factory=list)

    def flush(self) -> None:
        for change in self.waiting:
            change.apply(self.flushed)
        self.waiting.clear()

    def found(self, fate: Fate, pick: random.Random) -> bytes:
        content = bytearray(self.flushed)
        for change in _survivors(self.waiting, fate, pick):
            change.apply(content)
        return bytes(content)


def _survivors(waiting: Sequence[Change], fate: Fate, pick: random.Random) -> Sequence[Change]:
    match fate:
        case "nothing":
            return ()
        case "everything":
            return waiting
        case "prefix":
            kept = waiting[: pick.randint(0, len(waiting))]
            return [*kept[:-1], *(part for change in kept[-1:] for part in change.torn(pick))]
        case "subset":
            return [change for change in waiting if pick.random() < 0.5]
        case "torn":
            return [part for change in waiting for part in change.torn(pick)]
        case "reordered":
            mixed = list(waiting)
            pick.shuffle(mixed)
            return [change for change in mixed if pick.random() < 0.8]


class Disk:
    """The files of one folder; a call at a time. ``lies``: says that it has flushed, and has not."""

    def __init__(self, before: Found, *, lies: bool = False) -> None:
        self._lies = lies
        self.names: dict[Path, File | None] = {}
        """What stands where once everything is written; None for a folder."""
        self._safe: dict[Path, File | None] = {}
        self._waiting: list[tuple[Path, File | None, bool]] = []
        """Names that came (True) or went, and are not flushed."""
        self._open: dict[int, Path | File] = {}
        for path, content in before.items():
            self.names[path] = File(bytearray(content)) if content is not None else None
        self._safe = dict(self.names)

    def do(self, call: Call) -> None:
        match call.kind:
            case "o":
                self._open[call.descriptor] = self._opened(call.path, call.offset)
            case "w" | "t":
                file = self._open[call.descriptor]
                assert isinstance(file, File)
                file.waiting.append(Change(call.offset, call.data))
            case "f" if not self._lies:
                self._flush(self._open[call.descriptor])
            case "x":
                self._lose(self._open[call.descriptor])
            case "u":
                self._waiting.append((call.path, self.names.pop(call.path), False))
            case "d":
                self._name(call.path, None)
            case "r":
                old, new = (Path(os.fsdecode(name)) for name in call.data.split(b"\0"))
                moved = self.names.pop(old)
                self._waiting.append((old, moved, False))
                self._name(new, moved)
            case "l":
                old, new = (Path(os.fsdecode(name)) for name in call.data.split(b"\0"))
                self._name(new, self.names[old])

    def _name(self, path: Path, file: File | None) -> None:
        self.names[path] = file
        self._waiting.append((path, file, True))

    def _opened(self, path: Path, flags: int) -> Path | File:
        if path not in self.names and flags & os.O_CREAT:
            self._name(path, File())
        file = self.names.get(path)
        if file is None:
            return path
        if flags & os.O_TRUNC:
            file.waiting.append(Change(0))
        return file

    def _flush(self, opened: Path | File) -> None:
        if isinstance(opened, File):
            opened.flush()
            return
        for path, file, came in [each for each in self._waiting if each[0].parent == opened]:
            _put(self._safe, path, file, came)
            self._waiting.remove((path, file, came))

    def _lose(self, opened: Path | File) -> None:
        """A flush that failed: the kernel takes what was to be written for written, and the disk never gets it."""
        if isinstance(opened, File):
            opened.waiting.clear()

    def cut(self, fate: Fate, pick: random.Random) -> Found:
        """What the next start finds."""
        names = dict(self._safe)
        kept = pick.randint(0, len(self._waiting))
        for number, (path, file, came) in enumerate(self._waiting):
            is_kept = pick.random() < 0.5 if fate in ("subset", "torn", "reordered") else number < kept
            if fate == "everything" or (is_kept and fate != "nothing"):
                _put(names, path, file, came)
        found = {path: file.found(fate, pick) if file is not None else None for path, file in names.items()}
        return {path: content for path, content in found.items() if not path.name.endswith("-shm")}


def _put(names: dict[Path, File | None], path: Path, file: File | None, came: bool) -> None:
    if came:
        names[path] = file
    else:
        names.pop(path, None)


def lay_out(found: Found, home: Path, target: Path) -> Path:
    """The cut disk of ``home`` as real files in ``target``; what stands in a folder that is not there is lost."""
    target.mkdir(mode=0o700)
    for path, content in sorted(found.items()):
        there = target / path.relative_to(home)
        if not there.parent.is_dir():
            continue
        if content is None:
            there.mkdir(mode=0o700)
        else:
            with os.fdopen(os.open(there, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
                file.write(content)
    return target
