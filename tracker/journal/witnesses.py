"""Copies of checkpoints outside the database: what no one who can write the database should be able to write too.

At least two places are advised: another machine's folder, and paper or e-mail. A copy that is there already is never
written over: were an old backup put back, the next checkpoint of that size would wipe out the very proof of it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.journal.checkpoints import Checkpoint
from tracker.journal.notes import LONGEST_BYTES, read_note
from tracker.store.naming import settle_names


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a checkpoint was copied to, and in words what stood in the way elsewhere."""

    files: tuple[Path, ...] = ()
    troubles: tuple[str, ...] = ()

    def __add__(self, other: Copied) -> Copied:
        return Copied(self.files + other.files, self.troubles + other.troubles)


def file_name(checkpoint: Checkpoint) -> str:
    return f"checkpoint-{checkpoint.station}-{checkpoint.size}.txt"


def copy_out(checkpoint: Checkpoint, folders: Iterable[Path]) -> Copied:
    """Copy the note into every folder. Raises nothing: a folder that cannot be written is one of the troubles."""
    return sum((_copied(checkpoint, folder / file_name(checkpoint)) for folder in folders), start=Copied())


def copy_to(checkpoint: Checkpoint, path: Path) -> Copied:
    """Copy the note to one file, or into one folder."""
    return _copied(checkpoint, path / file_name(checkpoint) if path.is_dir() else path)


def _copied(checkpoint: Checkpoint, path: Path) -> Copied:
    try:
        trouble = _write(checkpoint, path)
    except OSError as error:
        trouble = f"The checkpoint cannot be copied to {path.parent}: {error.strerror or 'it cannot be written'}."
    return Copied(troubles=(trouble,)) if trouble else Copied((path,))


def _write(checkpoint: Checkpoint, path: Path) -> str:
    """Write the note to ``path``, whole or not at all; what stands in the way of it in words, else nothing.

    An earlier checkpoint of the same root stays: it proves the same, for longer. Raises OSError.
    """
    with suppress(FileNotFoundError), path.open("rb") as file:
        return _compared(checkpoint, path, file.read(LONGEST_BYTES + 1))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(checkpoint.note)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    settle_names(path.parent)
    return ""


def _compared(checkpoint: Checkpoint, path: Path, there: bytes) -> str:
    try:
        note, mine = read_note(there), read_note(checkpoint.note.encode())
    except ValueError:
        return f"{path} is there already and holds no checkpoint: look at it, and move it away."
    if note.origin != mine.origin:
        return f"{path} is another clinic's checkpoint: give each clinic a folder of its own."
    if (note.size, note.root) != (mine.size, mine.root):
        return f"{path} contradicts this database: keep it, and run 'tracker verify --checkpoint {path}'."
    return ""
