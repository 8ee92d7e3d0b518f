"""How much room is left for the database, and whether somebody should be told: long before it is too late."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.config import Settings

MB = 1_000_000
LEAST_FREE = 16 * MB
"""With less than this a disk counts as full where nothing is kept back for it."""
_MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Room:
    """What was found, in bytes; ``per_day`` is what the database grows by, None where it is too young to say."""

    free: int
    database: int = 0
    kept_back: int = 0
    """What the ballast file holds."""
    per_day: float | None = None
    ballast: int = 0
    """What it is to hold."""
    least_free: int = 0
    """With less than this somebody is told; of the settings, like ``least_days``."""
    least_days: int = 0

    @property
    def is_full(self) -> bool:
        """Whether work goes on from what was kept back, or would have to soon."""
        return not self.kept_back and self.free < (2 * self.ballast or LEAST_FREE)

    @property
    def days(self) -> int | None:
        """Until it is full, if it goes on as it does; None where nobody can say, or for years."""
        if not self.per_day or self.per_day <= 0:
            return None
        left = int(self.free / self.per_day)
        return left if left < _MOST_DAYS else None

    @property
    def is_short(self) -> bool:
        return self.is_full or self.free < self.least_free or self.runs_out

    @property
    def runs_out(self) -> bool:
        return self.days is not None and self.days < self.least_days

    def in_short(self) -> str:
        """For the top line: ``disk ✖ full``, ``disk ! 12 d``, ``disk ! 310 MB``; empty while all is well."""
        if self.is_full:
            return "disk ✖ full"
        if not self.is_short:
            return ""
        return f"disk ! {self.days} d" if self.runs_out else f"disk ! {size(self.free)}"

    def words(self) -> str:
        """``412 MB free; at 9 MB a day for 45 days``."""
        told = f"{size(self.free)} free"
        if self.days is None:
            return told
        return f"{told}; the database grows by {size(self.per_day or 0)} a day: enough for {self.days} days"


def room_of(settings: Settings, free: int, database: int, kept_back: int, per_day: float | None) -> Room:
    return Room(
        free,
        database,
        kept_back,
        per_day,
        settings.ballast_mb * MB,
        settings.disk_warn_mb * MB,
        settings.disk_warn_days,
    )


def size(count: float) -> str:
    """``61.2 GB``, ``412 MB``, ``3 kB``: as exact as it is needed."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
