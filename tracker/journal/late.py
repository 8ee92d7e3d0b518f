"""Work that came in long after the time that it says, and from no paper: out of a recording, or from a scanner that kept its
scans. Whoever writes such a file chooses the time, so that it is told wherever a time is answered for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

LATE = timedelta(minutes=15)
"""A scan waits for a busy database, and a reader for its cradle; nobody waits so long for an answer."""


def is_late(at: str, stored: str | None) -> bool:
    """Of stamps: ``at`` as it was said, ``stored`` where that was at another time."""
    return stored is not None and datetime.fromisoformat(stored) - datetime.fromisoformat(at) > LATE


def came_late(event: Mapping[str, Any]) -> bool:
    """Of a scan that did something. What was entered from papers says so itself; a clock that was set back, too."""
    if event["kind"] != "scan" or not event.get("changes") or "entered_by" in event or "clock_back_s" in event:
        return False
    return is_late(event["at"], event.get("stored"))
