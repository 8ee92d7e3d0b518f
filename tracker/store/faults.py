"""What a database error means for the person at the screen: one table from SQLite's words to ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from tracker.errors import StoreError

REFUSED = "store_refused"
"""The code of whatever is not a passing trouble of disk or lock: trying the same again would fail again."""

_FAULTS = (
    # (what SQLite says, code, what happened, what to do)
    (
        "database is locked",
        "store_locked",
        "Another program holds the database.",
        "Close the other window, or wait and try again.",
    ),
    (
        "disk is full",
        "store_full",
        "The disk is full: nothing can be written.",
        "Free some space; nothing that was acknowledged is lost.",
    ),
    (
        "readonly",
        "store_readonly",
        "The database may not be written.",
        "Check who owns the file and its folder, and that the disk is not mounted read-only.",
    ),
    (
        "file is not a database",
        "store_wrong_key",
        "The database does not open with this key, or is not one.",
        "Is TRACKER_HOME the right folder? The key belongs to one database and lies beside it.",
    ),
    (
        "unable to open",
        "store_cannot_open",
        "The database cannot be opened.",
        "Check that its folder exists and that you may write there.",
    ),
    (
        "malformed",
        "store_damaged",
        "The database is damaged.",
        "Stop work, keep the file, and restore the last backup into a new folder.",
    ),
    (
        "disk i/o error",
        "store_io",
        # SQLite says this of a full disk, too, where it is the log's index that finds no room.
        "The disk takes nothing: it is full, or it has an error.",
        "Free some space. Is there enough? Then stop work and check the disk; nothing that was acknowledged is lost.",
    ),
)


def as_store_error(error: Exception) -> StoreError:
    """The :class:`StoreError` for what the driver raised."""
    words = str(error).lower()
    for sign, code, message, hint in _FAULTS:
        if sign in words:
            return StoreError(message, hint=hint, code=code)
    return StoreError(
        f"The database refused: {error}",
        hint="Nothing was changed. Run 'tracker doctor --deep'.",
        code=REFUSED,
    )


@contextmanager
def in_words() -> Iterator[None]:
    """Turn whatever the database raises inside into a :class:`StoreError`."""
    try:
        yield
    except sqlcipher.Error as error:
        raise as_store_error(error) from error
    except DBAPIError as error:
        raise as_store_error(error.orig if isinstance(error.orig, Exception) else error) from error
