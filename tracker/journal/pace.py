"""How fast the journal grows: events of a time, found without reading them all."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.journal.occasion import stamp
from tracker.store.connection import Connection

LEAST_DAYS, MOST_DAYS = 7, 30
"""Of fewer days nothing can be said; older ones say little of now."""


def share_per_day(connection: Connection) -> float | None:
    """The part of all events that a day brings: of the 30 days before the last event, or of those since the day after the
    first, on which a clinic's tables were imported. None for a journal of less than a week.

    Each chain is searched by halves, since the time of an event stands in its bytes alone. A clock that was set back moves
    the answer by a few events, which matters to nobody.
    """
    chains = connection.exec_driver_sql("SELECT station_id, seq FROM journal_head").all()
    total: int = sum(seq for _, seq in chains)
    begun = min((_at(connection, station_id, 1) for station_id, _ in chains), default="")
    if not total or not begun:
        return None
    try:
        now = datetime.fromisoformat(max(_at(connection, station_id, seq) for station_id, seq in chains))
        since = max(now - timedelta(days=MOST_DAYS), datetime.fromisoformat(begun) + timedelta(days=1))
    except (ValueError, TypeError):
        return None
    days = (now - since) / timedelta(days=1)
    if days < LEAST_DAYS:
        return None
    recent: int = sum(seq - _before(connection, station_id, seq, stamp(since)) for station_id, seq in chains)
    return recent / total / days


def _before(connection: Connection, station_id: int, last: int, at: str) -> int:
    """The number of the last event before ``at``; 0 where there is none."""
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        if _at(connection, station_id, middle) < at:
            low = middle
        else:
            high = middle - 1
    return low


def _at(connection: Connection, station_id: int, seq: int) -> str:
    found = connection.exec_driver_sql(
        "SELECT CASE WHEN json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$.at') END"
        " FROM journal WHERE station_id = ? AND seq = ?",
        (station_id, seq),
    ).scalar()
    return str(found or "")
