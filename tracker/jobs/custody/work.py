"""What each specimen job has in hand between two scans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.specimens.facts import Holder, Partner, Party, Shipment, Specimen, Transport


class Mark(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MISSING = "missing"
    LOST = "lost"


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


@dataclass(frozen=True, slots=True)
class Packing:
    """A bag that is being packed. ``noted`` lies in it already and was scanned again: UNDO takes it out."""

    bag: Holder
    inside: tuple[Specimen, ...] = ()
    noted: Specimen | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """A bag about to leave: what the courier's scan will send off. Each part may be scanned in any order before it."""

    shipment: Shipment | None = None
    inside: tuple[Specimen, ...] = ()
    target: Partner | None = None
    seal: str = ""
    transport: Transport | None = None
    """What was scanned; None for what its tubes need."""


@dataclass(frozen=True, slots=True)
class Arriving(Handing):
    """An acceptance out of a bag; the courier is its giver.

    ``inside`` is what was in the bag when it was scanned. ``laboratory`` is set where it arrived there, by its own word.
    ``lost`` is a reason that was scanned before what it is about.
    """

    shipment: Shipment | None = None
    inside: tuple[Specimen, ...] = ()
    laboratory: Party | None = None
    is_seal_whole: bool | None = None
    lost: str = ""


Work = Handing | Packing | Sending
