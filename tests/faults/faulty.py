"""A database whose statements fail when they are told to: before they are carried out, or behind it, or at the COMMIT.

It stands below the program's own transactions (:meth:`tracker.store.database.Database.writing`), so that their BEGIN,
COMMIT and rollback are what is tried.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Literal, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine

from tracker.store.connection import Values
from tracker.store.database import Database

When = Literal["before", "behind"]
WHEN: tuple[When, ...] = ("before", "behind")
Kind = Literal["disk", "lock", "bug", "memory"]
KINDS: tuple[Kind, ...] = ("disk", "lock", "bug", "memory")


class BugError(Exception):
    """What no code foresees."""


COMMIT = -1
"""As a statement's number: the next COMMIT, whichever it is."""


@dataclass(slots=True)
class Plan:
    """Which statement fails next: the ``at``-th from now, counted from 0; none while it is None.

    A COMMIT fails ``behind`` itself only where that was asked for by :data:`COMMIT`: what was to be written is, then, and
    nobody is told. Else it fails before.
    """

    at: int | None = None
    when: When = "before"
    kind: Kind = "disk"
    has_failed: bool = False
    has_reached_commit: bool = False
    """The one that failed was a COMMIT."""
    is_at_latest: bool = False
    """A COMMIT that comes earlier fails, too: work asks less the second time, and must not slip through."""
    past: int = 0
    thread: str = ""
    """The name of the one thread whose statements count and fail; every thread's if empty."""

    def arm(self, at: int | None, when: When = "before", kind: Kind = "disk", *, is_at_latest: bool = False) -> None:
        self.at, self.when, self.kind, self.is_at_latest = at, when, kind, is_at_latest
        self.has_failed = self.has_reached_commit = False
        self.past = 0

    def takes(self, statement: str) -> When | None:
        """How the statement that comes now is to fail."""
        if self.thread and threading.current_thread().name != self.thread:
            return None
        is_commit = statement == "COMMIT"
        is_due = self.at == self.past or (
            is_commit and self.at is not None and (self.at == COMMIT or self.is_at_latest)
        )
        self.past += 1
        if not is_due:
            return None
        when: When = "before" if is_commit and self.at != COMMIT else self.when
        self.at, self.has_failed, self.has_reached_commit = None, True, is_commit
        return when

    def fault(self) -> Exception:
        match self.kind:
            case "disk":
                return cast("Exception", sqlcipher.OperationalError("disk I/O error"))
            case "lock":
                return cast("Exception", sqlcipher.OperationalError("database is locked"))
            case "bug":
                return BugError()
            case "memory":
                return MemoryError()


class _Driver:
    def __init__(self, real: Any, plan: Plan) -> None:
        self._real, self._plan = real, plan

    def execute(self, statement: str, values: Values = ()) -> Any:
        return self._failing(statement, lambda: self._real.execute(statement, values))

    def executemany(self, statement: str, values: list[Any]) -> Any:
        return self._failing(statement, lambda: self._real.executemany(statement, values))

    def rollback(self) -> None:
        self._real.rollback()

    def _failing(self, statement: str, carry_out: Any) -> Any:
        when = self._plan.takes(statement)
        if when == "before":
            raise self._plan.fault()
        done = carry_out()
        if when == "behind":
            raise self._plan.fault()
        return done


class _Pooled:
    def __init__(self, real: Any, plan: Plan) -> None:
        self._real = real
        self.driver_connection = _Driver(real.driver_connection, plan)

    def close(self) -> None:
        self._real.close()


class _Engine:
    def __init__(self, real: Engine, plan: Plan) -> None:
        self._real, self._plan = real, plan

    def raw_connection(self) -> _Pooled:
        return _Pooled(self._real.raw_connection(), self._plan)

    def dispose(self) -> None:
        self._real.dispose()


def failing(database: Database, plan: Plan) -> Database:
    """The same database, with statements that fail as ``plan`` says."""
    return Database(database.path, cast("Engine", _Engine(database.engine, plan)))
