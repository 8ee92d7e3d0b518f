"""Numbers that were given out and that the database does not know of: after a backup was put back, labels with the numbers
of what came after it hang in the clinic, and none of them may be given again."""

from __future__ import annotations

from tracker.store.connection import Connection

SPECIMEN = ""
"""The kind of a specimen's number, which has no letter; the others are those of :mod:`tracker.barcodes.house`."""

COUNT, RECALL = "count", "recall"
"""Kinds whose running numbers begin anew each year, as ``C2026-001``."""
A_YEAR = 100_000
"""Numbers of such a kind in a year: what is kept of them is the year and the number in one."""

_SETTING = "given_out:"


def given_out(connection: Connection, letter: str) -> int:
    """The highest running number of this kind that may be out without being in the database; 0 where all of them are."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (_SETTING + letter,)).scalar()
    return int(found) if found is not None else 0


def given_out_in(connection: Connection, kind: str, year: int) -> int:
    """The same of a kind that begins anew each year."""
    out = given_out(connection, kind)
    return out % A_YEAR if out // A_YEAR == year else 0


def skip_to(connection: Connection, letter: str, number: int) -> None:
    """Give none of this kind up to ``number`` any more. Never goes back."""
    connection.exec_driver_sql(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_SETTING + letter, str(max(number, given_out(connection, letter)))),
    )
