"""What stands out is one line for each thing, person and day; and how a clinic looks."""

from __future__ import annotations

from collections.abc import Iterator
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
class Act:
    """One event of a line: its number in the station's journal, when, by whom (badge, and ``who`` with his name), and what
    of whom."""

    seq: int
    at: datetime
    by: str
    who: str
    words: str


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
    acts: tuple[Act, ...] = ()
    """Its newest events, the newest first."""
    acts_left: int = 0
    """How many events more it has."""
    is_weighty: bool = False
    """Whether it is about somebody, or a role, who may do much."""

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

    def each(self, zone: tzinfo | None) -> Iterator[str]:
        """Of its events when each was, by whom where the line is not his, of whom and of what: the newest first."""
        for act in self.acts:
            by = "" if act.by == self.by else f", by {act.who}"
            said = f": {act.words}" if act.words else ""
            yield f"{act.at.astimezone(zone):%H:%M} event {act.seq}{by}{said}"
        if self.acts_left:
            yield f"and {self.acts_left} more before, on that day"

    @property
    def is_grave(self) -> bool:
        """What is looked at each by itself, and what is about somebody who may do much."""
        return self.is_weighty or self.code in GRAVE

    @property
    def is_worst(self) -> bool:
        return self.code in WORST
