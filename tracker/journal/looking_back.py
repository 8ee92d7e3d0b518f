"""The newest events, read backwards: for what is entered afterwards, and must be held against what was written since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tracker.journal.occasion import stamp
from tracker.store.connection import Connection

_SKEW = timedelta(hours=1)
"""By so much the clocks of two stations may differ, for where to stop reading."""


def written_since(connection: Connection, at: str) -> Iterator[Mapping[str, Any]]:
    """Every event that was written after ``at`` (a stamp), the newest first: by the clock at which it was stored, not by
    the time that it tells. Some from before may be among them. The journal has no index by time, and needs none for this.
    """
    oldest = stamp(datetime.fromisoformat(at) - _SKEW)
    for (body,) in connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid DESC"):
        event = json.loads(body)
        if event.get("stored", event["at"]) < oldest:
            return
        yield event
