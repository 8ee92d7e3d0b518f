"""Numbers that were given out and that the database does not know of: after a backup was put back, labels with the numbers
of what came after it hang in the clinic, and none of them may be given again."""

from __future__ import annotations

from tracker.store.connection import Connection

SPECIMEN = ""
"""The kind of a specimen's number, which has no letter; the others are those of :mod:`tracker.barcodes.house`."""

_SETTING = "given_out:"


def given_out(connection: Connection, letter: str) -> int:
    """The highest running number of this kind that may be out without being in the database; 0 where all of them are."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (_SETTING + letter,)).scalar()
    return int(found) if found is not None else 0


def skip_to(connection: Connection, letter: str, number: int) -> None:
    """Give none of this kind up to ``number`` any more. Never goes back."""
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_SETTING + letter, str(max(number, given_out(connection, letter)))),
    )
