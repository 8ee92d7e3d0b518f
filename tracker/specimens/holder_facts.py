"""What specimens stand and travel in, and its trips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.specimens.facts import Party, Transport


class HolderKind(StrEnum):
    RACK = "rack"
    BOX = "box"
    BAG = "bag"


@dataclass(frozen=True, slots=True)
class Holder:
    """A rack or box with a grid of slots, or a bag without one (``rows`` and ``columns`` 0)."""

    id: int
    code: str
    name: str
    kind: HolderKind
    rows: int
    columns: int
    place_id: int | None
    place: str
    """Where it stands by its last move, as a path; empty where nobody said."""
    place_code: str | None = None

    @property
    def shown(self) -> str:
        """``rack R4``, ``bag B17``: the kind is said once, also where the clinic's own name begins with it."""
        begins = self.name.casefold().startswith(self.kind.value)
        return self.name if begins else f"{self.kind.value} {self.name}"


class ShipmentState(StrEnum):
    OPEN = "open"
    """Being packed."""
    DEPARTED = "departed"
    ARRIVED = "arrived"
    RECONCILED = "reconciled"
    """Every tube was accepted, rejected or declared lost."""
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Shipment:
    """One trip of one bag."""

    id: int
    code: str
    holder: Holder
    state: ShipmentState
    sender: Party
    target: Party | None
    transport: Transport | None
    seal: str
    courier: Party | None
    opened_at: datetime
    departed_at: datetime | None
    expected_at: datetime | None
    arrived_at: datetime | None
    reason: str
