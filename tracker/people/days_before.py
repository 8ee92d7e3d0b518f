"""A journal read backwards, as far as a day: what belongs to a day that is looked at, and was signed for before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from tracker.journal.told import event_told
from tracker.store.connection import Connection

_SET_BACK = timedelta(days=2)
"""A clock that was set back for a while has put an earlier day between others: reading goes on so far beyond it."""


def events_back(
    connection: Connection, ends: Mapping[int, int], first: date, zone: tzinfo | None
) -> Iterator[tuple[datetime, Mapping[str, Any]]]:
    """Each station's events from the number that ``ends`` says back to the day ``first``, the newest first."""
    for station_id, end in ends.items():
        rows = connection.exec_driver_sql(
            "SELECT body FROM journal WHERE station_id = ? AND seq <= ? ORDER BY seq DESC", (station_id, end)
        )
        for (body,) in rows:
            event = event_told(body)
            if event is None:
                continue
            at = datetime.fromisoformat(event["at"])
            if at.astimezone(zone).date() < first - _SET_BACK:
                break
            yield at, event
