"""How the print queue stands, in three numbers: asked at every start, so it needs nothing that draws labels."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Jobs that have not come out yet, or may have."""

    waiting: int = 0
    sending: int = 0
    doubtful: int = 0


def counts(connection: Connection) -> QueueCounts:
    found = connection.exec_driver_sql(
        "SELECT state, count(*) FROM print_job WHERE state IN ('queued', 'sending', 'unknown') GROUP BY state"
    ).all()
    by_state = {str(row[0]): int(row[1]) for row in found}
    return QueueCounts(*(by_state.get(state, 0) for state in ("queued", "sending", "unknown")))
