"""What stands out is one line for each thing, person and day; and how a clinic looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tracker.people.opening_hours import OpeningHours
from tracker.people.review_rules import GRAVE, WORDS, WORST

MANY_REVEALS = 15


@dataclass(frozen=True, slots=True)
class Looked:
    """How a clinic looks: when it is open (None: nobody has said), from how many names shown on a day it is many, and its
    zone."""

    hours: OpeningHours | None = None
    many_reveals: int = MANY_REVEALS
    zone: tzinfo | None = None


Line = tuple[str, str, str, str]
"""By what a line is known again: station, rule, whose it is, and what it is gathered by."""
Group = tuple[str, str, str]
"""A line's rule, whose it is and its day, at whatever station."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One line. ``by`` is a badge or what stands for one; ``count`` how often, from ``first_at`` to ``last_at`` on ``day``;
    ``seq`` the number of its first event in the station's journal."""

    code: str
    by: str
    day: date
    first_at: datetime
    last_at: datetime
    count: int
    station: str
    seq: int
    reasons: tuple[str, ...] = ()
    key: str = ""
    """What it is gathered by: the event's id, or the day."""
    last_seq: int = 0
    """The number of its last event."""
    in_all: int = 0
    """Of what is told only where it is much: how often on that day at all stations, with what was signed for."""

    @property
    def line(self) -> Line:
        return self.station, self.code, self.by, self.key

    @property
    def words(self) -> str:
        return WORDS[self.code]

    @property
    def times(self) -> str:
        """``12 times``, and how often in all where that is more; empty for once."""
        if self.in_all > self.count:
            return f"{self.count} of {self.in_all} that day"
        return f"{self.count} times" if self.count > 1 else ""

    @property
    def is_grave(self) -> bool:
        """What is looked at each by itself."""
        return self.code in GRAVE

    @property
    def is_worst(self) -> bool:
        return self.code in WORST
