"""One clinic's database: made, opened, brought up to date, read and written.

``writing()`` is the only way to change anything: one transaction that holds the write lock from its first statement, so
that what is read in it is still true when it commits. ``reading()`` sees one state and blocks nobody; it must be short,
since an open read transaction keeps the write-ahead log from shrinking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tracker.errors import StoreError
from tracker.store.engine import APPLICATION_ID, open_engine
from tracker.store.faults import as_store_error, in_words
from tracker.store.migrating import HEAD, migrate, version_of


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Threads may share it; connections come from its pool."""

    path: Path
    engine: Engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction: committed at the end, rolled back whole on any exception."""
        with in_words(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; nothing is written."""
        reader = self.engine.execution_options(sqlite_begin="DEFERRED")
        with in_words(), reader.connect() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def create_database(path: Path, key: bytes) -> Database:
    """A new, empty database at ``path`` with every table; refuses to touch a file that is there."""
    if path.exists():
        raise StoreError(
            f"There is a database at {path} already.",
            hint="Open it with 'tracker', or choose another TRACKER_HOME.",
            code="store_exists",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(
            f"The folder {path.parent} cannot be made: {error.strerror}.", hint="Choose another TRACKER_HOME."
        ) from error
    engine = open_engine(path, key)
    with in_words():
        migrate(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.commit()
    path.chmod(0o600)
    return Database(path, engine)


def open_database(path: Path, key: bytes, *, busy_timeout_ms: int = 5000, is_readonly: bool = False) -> Database:
    """The database at ``path``, its schema brought up to date.

    Raises :class:`StoreError` in words for: no file, not ours, wrong key, newer than this program, locked, read-only.
    """
    if not path.is_file():
        raise StoreError(
            f"There is no database at {path}.",
            hint="Run 'tracker init' to make one, or 'tracker demo' to try the program.",
            code="store_missing",
        )
    engine = open_engine(path, key, busy_timeout_ms=busy_timeout_ms, is_readonly=is_readonly)
    try:
        with engine.execution_options(sqlite_begin="DEFERRED").connect() as connection:
            found = version_of(connection)
            application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    except DBAPIError as error:
        engine.dispose()
        raise as_store_error(error) from error
    if application != APPLICATION_ID or found is None:
        engine.dispose()
        raise StoreError(f"{path} is not a tracker database.", hint="Check TRACKER_HOME.", code="store_foreign")
    if found != HEAD and not is_readonly:
        with in_words():
            migrate(engine)
    return Database(path, engine)
