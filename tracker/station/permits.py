"""What whoever is signed on may do, known without asking the database: for screens, which offer nothing else.

A screen that knows it a moment too late offers what the service then refuses; nothing depends on it but what is shown.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from tracker.people.permissions import Permission
from tracker.people.permitting import permissions_of

if TYPE_CHECKING:
    from tracker.station.outcomes import Outcome
    from tracker.store.database import Database

OLD_S = 5.0
"""After so long it is read again with the next scan: the table may have been changed at another station."""


class Permits:
    def __init__(self, database: Database, badge: str) -> None:
        self._database = database
        self._badge, self._read_s = badge, 0.0
        self._known: frozenset[Permission] | None = None
        self._read(badge)

    def may(self, permission: Permission) -> bool:
        """Of whoever has signed on by the newest answer. Never blocks."""
        known = self._known
        return known is None or permission in known

    def hear(self, outcome: Outcome) -> None:
        """On the writer's thread, before a screen hears of it."""
        badge = outcome.desk.operator.badge if outcome.desk.operator is not None else ""
        if badge != self._badge or monotonic() - self._read_s > OLD_S:
            self._read(badge)

    def _read(self, badge: str) -> None:
        with self._database.reading() as connection:
            self._known = permissions_of(connection, badge)
        self._badge, self._read_s = badge, monotonic()
