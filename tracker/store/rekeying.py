"""Another key for a database: by SQLCipher itself, in one transaction of the file's own, while nobody else has it open.

``PRAGMA rekey`` writes every page anew under a rollback journal: whoever is killed in the middle finds the file under the
one key or under the other, never half of each (held by a test that kills). A copy under another name that takes the file's
place was tried and left: another program that waits for the lock would have the old file open, and write into what is no
longer called so. Beside it lies a copy under the key of before, for as long as the new one is not read through.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher

from tracker.errors import StoreError
from tracker.store.connection import Connection
from tracker.store.copying import copy_view, remove, settle
from tracker.store.faults import in_words
from tracker.store.schema import require_own_schema


def copy_before(path: Path) -> Path:
    """Where the copy lies while the key is changed."""
    return path.with_name(f"{path.name}.before-key")


def opens(path: Path, key: bytes, *, is_readonly: bool = False) -> bool:
    """Whether ``key`` is this file's; ``is_readonly`` for a backup, which may lie where nothing can be written. Waits for
    nobody; a file that is held by another program counts as opened."""
    try:
        with closing(_connected(path, key, "ro" if is_readonly else "rw")) as driver:
            driver.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlcipher.DatabaseError as error:
        return "not a database" not in str(error)
    return True


def rekey(path: Path, before: bytes, after: bytes) -> None:
    """Write the database at ``path`` anew under the key ``after``, and read it through.

    Raises :class:`StoreError`: ``store_locked`` where anybody else has it open, ``store_damaged`` where it was not sound
    before (then nothing was changed) or cannot be read afterwards (then the copy is left), ``backup_full``.
    """
    copy = copy_before(path)
    remove(copy)
    with in_words(), closing(_connected(path, before)) as driver, _alone(driver):
        _require_sound(driver, "Nothing was changed. Run 'tracker doctor --deep', and restore the last good backup.")
        counted = _counted(driver)
        copy_view(driver, copy, before)
        driver.execute(f"PRAGMA rekey=\"x'{after.hex()}'\"")
    settle(path)
    with in_words(), closing(_connected(path, after)) as driver:
        _require_sound(driver, f"As it was before, under the former key, it lies in {copy}.")
        if _counted(driver) != counted:
            raise _unsound(f"As it was before, under the former key, it lies in {copy}.")
        driver.execute("PRAGMA journal_mode=WAL")
    remove(copy)
    settle(path.parent)


@contextmanager
def alone(path: Path, key: bytes) -> Iterator[Connection]:
    """One transaction in which nobody else has the database open, nor can open it until it is over; undone where anything
    is raised. Raises :class:`StoreError` (``store_locked``) where anybody else has it open."""
    with in_words(), closing(_connected(path, key)) as driver, _alone(driver):
        try:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.execute("BEGIN EXCLUSIVE")
            try:
                connection = Connection(driver)
                require_own_schema(connection)
                yield connection
            except BaseException:
                driver.execute("ROLLBACK")
                raise
            driver.execute("COMMIT")
        finally:
            driver.execute("PRAGMA journal_mode=WAL")


def _connected(path: Path, key: bytes, mode: str = "rw") -> Any:
    driver = sqlcipher.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, isolation_level=None, timeout=0
    )
    driver.execute("PRAGMA cipher_log_level=NONE")
    driver.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return driver


@contextmanager
def _alone(driver: Any) -> Iterator[None]:
    """Nobody else has it open, and nobody comes: who waits meanwhile finds another key. The log is emptied into the file."""
    try:
        driver.execute("PRAGMA locking_mode=EXCLUSIVE")
        driver.execute("PRAGMA journal_mode=DELETE")
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("BEGIN EXCLUSIVE")
        driver.execute("COMMIT")
    except sqlcipher.OperationalError as error:
        raise StoreError(
            "The database is open elsewhere: its key is changed by whoever is alone with it.",
            hint="Close all windows of this clinic, on every station, and do it again.",
            code="store_locked",
        ) from error
    yield


def _require_sound(driver: Any, hint: str) -> None:
    if driver.execute("PRAGMA cipher_integrity_check").fetchone() or (
        driver.execute("PRAGMA quick_check(1)").fetchone() != ("ok",)
    ):
        raise _unsound(hint)


def _unsound(hint: str) -> StoreError:
    return StoreError("The database is damaged.", hint=hint, code="store_damaged")


def _counted(driver: Any) -> int:
    """So many events stand in its journal."""
    return int(driver.execute("SELECT count(*) FROM journal").fetchone()[0])
