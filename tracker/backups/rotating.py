"""Which backups are kept: the newest of each of so many days, weeks and months. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days, weeks and months that have a backup keep their newest one."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


def spare(made_at: Sequence[datetime], keeping: Keeping) -> frozenset[datetime]:
    """Those of ``made_at`` that may go. Never the newest, whatever was chosen: it may be all that there is.

    Periods without a backup are not counted: a clinic that was closed for a month loses nothing by it.
    """
    newest_first = sorted(set(made_at), reverse=True)
    kept = set(newest_first[:1])
    for count, period in ((keeping.daily, _day), (keeping.weekly, _week), (keeping.monthly, _month)):
        newest: dict[Hashable, datetime] = {}
        for at in newest_first:
            newest.setdefault(period(at), at)
        kept.update(list(newest.values())[:count])
    return frozenset(newest_first) - kept


def _day(at: datetime) -> Hashable:
    return at.astimezone(UTC).date()


def _week(at: datetime) -> Hashable:
    return at.astimezone(UTC).isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.astimezone(UTC).year, at.astimezone(UTC).month
