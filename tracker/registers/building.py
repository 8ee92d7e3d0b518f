"""A register's file: built beside the old one, and put in its place only when it is whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Literal

from tracker.errors import StoreError

Name = Literal["gudid", "ndc", "recalls"]
FORM = "3"
"""Of the tables: another program's file is not read, and is imported again."""
_BATCH = 5000


def file_of(folder: Path, name: Name) -> Path:
    """Where in the clinic's home a register lies."""
    return folder / f"{name}.db"


@contextmanager
def built(folder: Path, name: Name, schema: str) -> Iterator[sqlite3.Connection]:
    """A new file of the tables in ``schema``; what was there before stays until this one is whole, and for ever where
    building fails. StoreError ``register_not_written``."""
    target = file_of(folder, name)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f".{target.name}.*"):  # of an import that was ended in the middle
            left.unlink(missing_ok=True)
        with _connected(unfinished) as connection:
            connection.executescript(schema + "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;")
            yield connection
            connection.commit()
        _sync(unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The register cannot be written: {error}.",
            hint=f"Make room in {folder}; the register from before is untouched.",
            code="register_not_written",
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def insert(connection: sqlite3.Connection, statement: str, rows: Iterable[Sequence[object]]) -> int:
    """Run ``statement`` for every row, some thousands at a time; how many rows it made."""
    before, rest = connection.total_changes, iter(rows)
    while batch := list(islice(rest, _BATCH)):
        connection.executemany(statement, batch)
    return connection.total_changes - before


def describe(connection: sqlite3.Connection, rows: int, imported: date, digest: str) -> None:
    """What :func:`~.reading.states` tells of it."""
    about = {"form": FORM, "rows": str(rows), "imported": imported.isoformat(), "sha256": digest}
    connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level="DEFERRED")
    try:
        # Nobody reads it before it is renamed, so that nothing in it needs a journal.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection
    finally:
        connection.close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
