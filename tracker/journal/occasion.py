"""The act by which something is done: what services and journal need to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Occasion:
    """The scan, or other act, by which something is ordered. ``today`` is the clinic's date, ``at`` a :func:`stamp`."""

    event_id: str
    at: str
    today: date
    entered_by: str = ""
    """The badge of whoever enters it afterwards, from a paper that says ``at``; empty for what is scanned as it happens."""
    is_now: bool = False
    """Whether it is scanned as it happens, by the station's own clock. What stands on a shelf is then what all movements in
    the books made of it: one of a later time was written while a clock was ahead."""
    zone: tzinfo | None = None
    """The clinic's, in which a refusal says a time; None for this machine's."""

    def shown(self, at: str) -> str:
        """Another stamp for people: ``2026-11-16 09:41``, or the time alone where it is of :attr:`today`."""
        local = datetime.fromisoformat(at).astimezone(self.zone)
        return f"{local:%H:%M}" if local.date() == self.today else f"{local:%Y-%m-%d %H:%M}"


def stamp(at: datetime) -> str:
    """The one written form of a time: UTC, milliseconds, ``Z``; sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
