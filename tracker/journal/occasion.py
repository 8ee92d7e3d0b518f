"""The act by which something is done: what services and journal need to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """The scan, or other act, by which something is ordered. ``today`` is the clinic's date, ``at`` a :func:`stamp`."""

    event_id: str
    at: str
    today: date
    entered_by: str = ""
    """The badge of whoever enters it afterwards, from a paper that says ``at``; empty for what is scanned as it happens."""


def stamp(at: datetime) -> str:
    """The one written form of a time: UTC, milliseconds, ``Z``; sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
