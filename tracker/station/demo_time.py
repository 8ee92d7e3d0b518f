"""A demo clinic's clock: its day is always the one for which it was made, at whatever hour somebody looks at it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time

from tracker.hardware.scan import utc_now
from tracker.store.connection import Connection

OPENS = time(8, 0)


def running(connection: Connection, day: date, wall: Callable[[], datetime] = utc_now) -> Callable[[], datetime]:
    """The wall clock moved by whole days to ``day``; it never stands, and is never before the clinic opens, since the
    morning that was played would be later.

    In the hours before that it begins at the opening and runs as fast as any clock. Whoever comes back finds it no earlier
    than what he has done before, so that nobody is told that a clock was set back; but what is later than this day can have
    brought was done on another one.
    """
    made = wall()
    opens = datetime.combine(day, OPENS, UTC)
    begins = max(made + (day - made.date()), opens)
    newest = _newest(connection)
    since_midnight = made - datetime.combine(made.date(), time(), UTC)
    if newest is not None and begins < newest <= opens + since_midnight:
        begins = newest
    return lambda: begins + (wall() - made)


def _newest(connection: Connection) -> datetime | None:
    """When the newest event was; None where nothing tells it."""
    body = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1").scalar()
    try:
        return datetime.fromisoformat(json.loads(body)["at"]) if body is not None else None
    except (KeyError, TypeError, ValueError):
        return None
