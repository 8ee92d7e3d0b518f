"""What each specimen job has in hand between two scans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.specimens.facts import Party, Specimen


class Mark(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Listed:
    """A tube on a hand-off's list. ``why`` says why it was rejected."""

    specimen: Specimen
    mark: Mark = Mark.WAITING
    why: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """A hand-off from ``giver``, or an acceptance of what anybody has released (``giver`` None).

    ``reason`` (HL7 table 0490) and ``condition`` were scanned, and are for the next tube.
    """

    giver: Party | None = None
    receiver: Party | None = None
    listed: tuple[Listed, ...] = ()
    reason: str | None = None
    condition: str | None = None

    @property
    def waiting(self) -> tuple[Specimen, ...]:
        return tuple(each.specimen for each in self.listed if each.mark is Mark.WAITING)

    def count(self, mark: Mark) -> int:
        return sum(each.mark is mark for each in self.listed)


Work = Handing
