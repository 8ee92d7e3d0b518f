"""What each specimen job has in hand between two scans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.specimens.facts import Holder, Party, Specimen


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
    listed_by: str = ""
    """The scan that released it onto this list; UNDO of that scan takes it off again."""
    marked_by: str = ""
    """The scan that marked it; UNDO of that scan has it wait again."""


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


@dataclass(frozen=True, slots=True)
class Shelf:
    """A place as far as storing needs it. ``path`` is shown."""

    id: int
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A tube that went into a slot by the scan ``by_scan``."""

    specimen: Specimen
    slot: int
    by_scan: str


@dataclass(frozen=True, slots=True)
class Storing:
    """Where tubes go now: a rack or box that stands on ``shelf``, or the shelf alone.

    ``inside`` is what stood in the rack when it was scanned, ``placed`` what has been put in since.
    """

    shelf: Shelf | None = None
    holder: Holder | None = None
    inside: tuple[Specimen, ...] = ()
    placed: tuple[Placed, ...] = ()

    def taken(self) -> Mapping[int, Specimen]:
        """Which slot holds which tube, each tube where it was put last."""
        moved = {each.specimen.number for each in self.placed}
        stood = {each.spot.slot: each for each in self.inside if each.spot.slot and each.number not in moved}
        return {**stood, **{each.slot: each.specimen for each in self.placed}}


@dataclass(frozen=True, slots=True)
class Disposing:
    """Why and how things are discarded, kept until another is scanned."""

    reason: str | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Dividing:
    """A tube that is being divided, and the numbers of the aliquots filled from it so far."""

    parent: Specimen | None = None
    next_number: int | None = None
    """What a label printed now would get."""
    made: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pooling:
    """What goes into one pool. Nothing is recorded before the pool has its label."""

    sources: tuple[Specimen, ...] = ()
    next_number: int | None = None


Work = Handing | Storing | Disposing | Dividing | Pooling
