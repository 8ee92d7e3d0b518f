"""Where a clinic's day ends, for what bears a stamp: stamps are in UTC, the ledger's days are the clinic's own.

At 16:00 in California the stamp's date is already tomorrow's; cut to its first ten characters it would be held against
the wrong day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from tracker.journal.occasion import stamp

_NEVER = "9999-12-31T23:59:59.999Z"


def day_end(day: date | None, zone: tzinfo | None) -> str:
    """The first stamp that no longer belongs to ``day``; of None one that never comes. ``zone`` None is this machine's."""
    if day is None or day >= date.max - timedelta(days=2):
        return _NEVER
    return stamp(datetime.combine(day + timedelta(days=1), time(), zone))


def day_of(at: str, zone: tzinfo | None) -> date:
    """The clinic's day at the stamp."""
    return datetime.fromisoformat(at).astimezone(zone).date()
