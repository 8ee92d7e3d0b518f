"""Rows of a small table, known by their code: added, amended or left, as a file says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tracker.journal.pen import Imported
from tracker.store.connection import Connection
from tracker.store.numbering import given_out

Change = Literal["added", "changed", "unchanged"]


class Amended:
    """One table during one import. Table and columns are the program's own words, never a file's."""

    def __init__(self, connection: Connection, table: str, columns: Sequence[str]) -> None:
        self._connection, self._table, self._columns = connection, table, tuple(columns)
        rows = connection.exec_driver_sql(f"SELECT code, id, {', '.join(columns)} FROM {table}")
        self.known: dict[str, tuple[object, ...]] = {row[0]: tuple(row[2:]) for row in rows}
        self.counts: dict[Change, int] = {"added": 0, "changed": 0, "unchanged": 0}

    def given_out(self, letter: str) -> int:
        """See :func:`tracker.store.numbering.given_out`."""
        return given_out(self._connection, letter)

    def kept(self, code: str, given: Sequence[object]) -> tuple[object, ...]:
        """``given``, in the order of the columns, with what it leaves out (None) as it is known."""
        before = self.known.get(code, (None,) * len(self._columns))
        return tuple(old if new is None else new for new, old in zip(given, before, strict=True))

    def put(self, code: str, values: tuple[object, ...]) -> Change:
        """Make the row ``code`` hold ``values``."""
        before = self.known.get(code)
        change: Change = "added" if before is None else "changed" if values != before else "unchanged"
        if change == "added":
            marks = ", ".join("?" for _ in self._columns)
            statement = f"INSERT INTO {self._table} ({', '.join(self._columns)}, code) VALUES ({marks}, ?)"
        else:
            statement = f"UPDATE {self._table} SET {', '.join(f'{name} = ?' for name in self._columns)} WHERE code = ?"
        if change != "unchanged":
            self._connection.exec_driver_sql(statement, (*values, code))
            self.known[code] = values
        self.counts[change] += 1
        return change

    def imported(self) -> Imported:
        return Imported(self.counts["added"], self.counts["changed"], self.counts["unchanged"])
