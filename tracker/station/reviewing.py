"""How this clinic looks at what was done: its settings in the words of the rules; and what waits to be signed for."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.config import Settings
from tracker.people.opening_hours import opening_hours
from tracker.people.review_lines import Looked, Noticed
from tracker.people.reviews import unsigned
from tracker.store.connection import Connection


def looked_of(settings: Settings) -> Looked:
    return Looked(opening_hours(settings.opening_hours), settings.many_reveals, settings.zone)


_ENOUGH = 20_000
"""Events of a station that are looked through for what is overdue: weeks of a clinic, 0.2 s."""


def overdue(connection: Connection, looked: Looked, days: int, now: datetime) -> tuple[Noticed, ...]:
    """What stands out and was signed by nobody for more than ``days``: enough of it to say so."""
    oldest = now - timedelta(days=days)
    return tuple(each for each in unsigned(connection, looked, _ENOUGH) if each.first_at < oldest)
