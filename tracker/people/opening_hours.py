"""When a clinic is open, as its settings say it: what is done at another time is looked at by a review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """``spans`` are weekday (Monday 0), first minute of the day, and the minute at which it is closed."""

    spans: tuple[tuple[int, int, int], ...]

    def is_open(self, at: datetime) -> bool:
        """``at`` in the clinic's zone."""
        minute = at.hour * 60 + at.minute
        return any(day == at.weekday() and start <= minute < end for day, start, end in self.spans)


def opening_hours(text: str) -> OpeningHours | None:
    """``mon-fri 07:00-18:30, sat 08:00-12:00``, in the form that :class:`tracker.config.Settings` has checked; None for an
    empty text: nobody has said when it is open. ``fri 20:00-02:00`` ends on Saturday."""
    if not text:
        return None
    return OpeningHours(tuple(span for part in text.split(",") for span in _spans(part.strip(" "))))


def _spans(part: str) -> Iterator[tuple[int, int, int]]:
    days, _, hours = part.partition(" ")
    first, _, last = days.partition("-")
    start, end = map(_minute, hours.split("-"))
    begins = _DAYS.index(first)
    for day in range(begins, begins + 1 + (_DAYS.index(last or first) - begins) % 7):
        if start < end:
            yield day % 7, start, end
        else:
            yield day % 7, start, _DAY_MINUTES
            yield (day + 1) % 7, 0, end


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
