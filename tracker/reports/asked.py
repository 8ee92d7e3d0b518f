"""What is asked of a report beside its name: of when, of where, of which item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, timedelta, tzinfo

from tracker.inventory.scope import EVERYTHING, Scope

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def words(self) -> str:
        return f"{self.since.isoformat()} to {self.until.isoformat()}"

    @property
    def values(self) -> dict[str, object]:
        """For a statement with ``:since`` and ``:until``."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


@dataclass(frozen=True, slots=True)
class Asked:
    """None and empty where nothing was said; which of these a report knows, the command line's registry says."""

    scope: Scope = EVERYTHING
    as_of: date | None = None
    """The end of that day; None for this moment."""
    since: date | None = None
    until: date | None = None
    days: int | None = None
    by: str = ""
    zone: tzinfo | None = UTC
    """The clinic's; None for this machine's."""

    def period(self, today: date, days: int = YEAR_DAYS) -> Period:
        """What was asked for, else the last ``days`` days up to its end, or to today."""
        until, days = self.until or today, days if self.days is None else max(1, self.days)
        return Period(self.since or until - timedelta(days=days - 1), until)


NOTHING_ASKED = Asked()
