"""How it stands with labels, in a few numbers: asked at every start, so it needs nothing that draws labels."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Jobs that have not come out yet, or may have; and what of specimens' labels, which stand in no queue."""

    waiting: int = 0
    sending: int = 0
    doubtful: int = 0
    doubtful_specimens: int = 0
    """Tubes whose label may have come out, or not."""
    lacking: int = 0
    """Tubes, to be drawn or filled at the bench, whose label is certainly not out."""


def counts(connection: Connection) -> QueueCounts:
    """Of the queue alone."""
    found = connection.exec_driver_sql(
        "SELECT state, count(*) FROM print_job WHERE state IN ('queued', 'sending', 'unknown') GROUP BY state"
    ).all()
    by_state = {str(row[0]): int(row[1]) for row in found}
    return QueueCounts(*(by_state.get(state, 0) for state in ("queued", "sending", "unknown")))
