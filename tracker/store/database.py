"""One clinic's database: made, opened, brought up to date, read and written.

``writing()`` is the only way to change anything: one transaction that holds the write lock from its first statement, so
that what is read in it is still true when it commits. ``reading()`` sees one state and blocks nobody; it must be short,
since an open read transaction keeps the write-ahead log from shrinking.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import sleep

from sqlalchemy import Engine

from tracker.errors import StoreError
from tracker.store.connection import Connection
from tracker.store.copying import copy_database, remove
from tracker.store.engine import APPLICATION_ID, open_engine
from tracker.store.faults import in_words
from tracker.store.migrating import HEAD, migrate, require_known, version_of
from tracker.store.naming import draft_of, give_name, settle_names
from tracker.store.schema import Seen, require_own_schema, require_seen

_ATTEMPTS, _PAUSE_S = 20, 0.005
_ASKED_EVERY = 100_000
"""Steps of SQLite's machine, some 10 ms."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Threads may share it; connections come from its pool."""

    path: Path
    engine: Engine
    is_over: Callable[[], bool] | None = None
    """Asked again and again while statements run: where it says so, they end with ``store_refused``."""

    begins: Callable[[Connection], object] | None = None
    """Asked as each write begins: raises where it must not."""

    seen: Seen = field(default_factory=Seen, repr=False, compare=False)

    def while_so(self, begins: Callable[[Connection], object]) -> Database:
        """The same for whoever may write only while something is so that he was asked for before."""
        return replace(self, begins=begins)

    def until(self, is_over: Callable[[], bool]) -> Database:
        """The same for long work that somebody may have to wait for."""
        return replace(self, is_over=is_over)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction: committed at the end, rolled back whole on any exception. None begins on a schema that is
        not the program's own (:mod:`tracker.store.schema`)."""
        with self._transaction("IMMEDIATE") as connection:
            require_seen(connection, self.seen)
            if self.begins is not None:
                self.begins(connection)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view; nothing is written."""
        with self._transaction("DEFERRED") as connection:
            yield connection

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[Connection]:
        with in_words(), closing(self.engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert driver is not None
            driver.execute(f"BEGIN {mode}")
            if self.is_over is not None:
                driver.set_progress_handler(self.is_over, _ASKED_EVERY)
            try:
                yield Connection(driver)
                driver.execute("COMMIT")
            except BaseException:
                driver.rollback()
                raise
            finally:
                if self.is_over is not None:
                    driver.set_progress_handler(None, 0)

    @contextmanager
    def settled(self) -> Iterator[tuple[Connection, bool]]:
        """A view, and whether the file alone holds all that it sees and stays as it is while the view is open.

        In write-ahead logging a reader that begins when the whole log is in the file reads from the file alone, and keeps
        every checkpoint from changing it until it ends; what is committed meanwhile stays in the log (SQLite's *WAL-mode
        file format*, 2.4: the read lock of mark 0). That it was so is known only while nobody can write, so the caller
        holds :meth:`writing` around the beginning. An older view that somebody else has open keeps the log from getting
        into the file, and so does a disk that takes nothing more: then it is not so.
        """
        is_in_file = self._log_is_in_file()
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT 1 FROM alembic_version").first()
            yield connection, is_in_file

    def _log_is_in_file(self) -> bool:
        """Put into the file what of the log may be, without waiting for whoever reads; whether that was all of it. Somebody
        who committed just now may still be at it himself: that is over in a moment."""
        with suppress(StoreError), in_words(), closing(self.engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert driver is not None
            for _ in range(_ATTEMPTS):
                is_busy, in_log, in_file = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if not is_busy:
                    return bool(in_log == in_file)
                sleep(_PAUSE_S)
        return False

    def scrub(self) -> None:
        """Leave no trace of what was deleted, in the file or in its log: every page is written anew, the log emptied.
        The copy that an update has left beside it goes, since it has all that was deleted.

        Takes the time of copying the file, and needs as much space again. Raises :class:`StoreError` (``store_locked``)
        where somebody else is reading meanwhile.
        """
        with in_words(), closing(self.engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert driver is not None
            driver.execute("VACUUM")
        remove(before_migration(self.path))
        self.empty_log()

    def empty_log(self) -> None:
        """Have all that was committed in the file itself. Raises :class:`StoreError` like :meth:`scrub`."""
        with in_words(), closing(self.engine.raw_connection()) as pooled:
            driver = pooled.driver_connection
            assert driver is not None
            is_busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise StoreError(
                "The database is in use: its log may still hold what was deleted.",
                hint="Close the other windows of this clinic and do it again.",
                code="store_locked",
            )

    def close(self) -> None:
        self.engine.dispose()


def create_database(path: Path, key: bytes, first: Callable[[Connection], object] | None = None) -> Database:
    """A new database at ``path`` with every table and what ``first`` puts in; refuses to touch a file that is there.

    All or nothing, even where the power fails: it is made under another name and gets its own when it is finished. A half
    one would be taken for a database by the next attempt, and for none by whoever opens it.
    """
    draft = draft_of(path)
    _claim(path, draft)
    try:
        _make(draft, key, first)
        give_name(draft, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _cannot_be_made(path, error) from error
    finally:
        remove(draft)
    return Database(path, open_engine(path, key))


def _claim(path: Path, draft: Path) -> None:
    """Make the empty file, the owner's alone before anything is in it; SQLite gives its log the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        settle_names(path.parent.parent)
        if path.exists():
            raise _exists(path)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise _cannot_be_made(path, error) from error


def _make(draft: Path, key: bytes, first: Callable[[Connection], object] | None) -> None:
    engine = open_engine(draft, key)
    try:
        with in_words():
            migrate(engine)
        database = Database(draft, engine)
        if first is not None:
            with database.writing() as connection:
                first(connection)
        # The log is no part of what gets the name.
        database.empty_log()
    finally:
        engine.dispose()


def _exists(path: Path) -> StoreError:
    return StoreError(
        f"There is a database at {path} already.",
        hint="Open it with 'tracker', or choose another TRACKER_HOME.",
        code="store_exists",
    )


def _cannot_be_made(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"No database can be made in {path.parent}: {error.strerror}.",
        hint="Choose a TRACKER_HOME that you may write to.",
        code="store_cannot_open",
    )


def open_database(path: Path, key: bytes, *, busy_timeout_ms: int = 5000, is_readonly: bool = False) -> Database:
    """The database at ``path``, its schema brought up to date.

    Raises :class:`StoreError` in words for: no file, not ours, wrong key, newer than this program, locked, read-only, and
    a schema that somebody has changed (``store_altered``). For reading alone that is left to whoever asks: a copy is looked
    through for what is wrong with it.
    """
    _require_file(path)
    engine = open_engine(path, key, busy_timeout_ms=busy_timeout_ms, is_readonly=is_readonly)
    try:
        with in_words(), engine.execution_options(sqlite_begin="DEFERRED").connect() as connection:
            found = version_of(connection)
            application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if application != APPLICATION_ID or found is None:
            raise _foreign(path)
        require_known(found)
        database = Database(path, engine)
        if not is_readonly:
            with database.reading() as looked:
                require_own_schema(looked, found)
            if found != HEAD:
                with in_words():
                    migrate(engine, lambda: _keep_beside(engine, path, key))
    except BaseException:
        engine.dispose()
        raise
    return database


def before_migration(path: Path) -> Path:
    """Where the copy of the database lies that was made before its schema was changed last."""
    return path.with_name(f"{path.name}.before-{HEAD}")


def _keep_beside(engine: Engine, path: Path, key: bytes) -> None:
    """Copy the database as it is before anything in it is changed; what an earlier update or attempt has left goes."""
    target = before_migration(path)
    part = target.with_name(f"{target.name}.part")
    remove(part)
    # A connection of its own: the one that is about to change the schema holds the write lock, so nothing comes between.
    copy_database(engine, part, key)
    part.replace(target)
    settle_names(path.parent)
    for older in path.parent.glob(f"{path.name}.before-*"):
        if older != target:
            remove(older)


def _require_file(path: Path) -> None:
    """A file that is there, and is not another program's plain one: those begin with SQLite's own words, ours never."""
    try:
        with path.open("rb") as file:
            begin = file.read(16)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise StoreError(
            f"There is no database at {path}.",
            hint="Run 'tracker init' to make one, or 'tracker demo' to try the program.",
            code="store_missing",
        ) from None
    except OSError as error:
        raise StoreError(
            f"The database {path} cannot be opened: {error.strerror}.",
            hint="Check who owns the file and its folder.",
            code="store_cannot_open",
        ) from error
    if begin == b"SQLite format 3\0":
        raise _foreign(path)


def _foreign(path: Path) -> StoreError:
    return StoreError(f"{path} is not a tracker database.", hint="Check TRACKER_HOME.", code="store_foreign")
