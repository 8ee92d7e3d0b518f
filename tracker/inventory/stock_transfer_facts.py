"""A shipment of stock from one site to another, with what has come of it, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.inventory.facts import Item, Lot, Place


class TransferState(StrEnum):
    """What becomes of a shipment of stock to another site."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TransferredLot:
    """What of one lot a shipment took, and what became of it, in base units."""

    item: Item
    lot: Lot
    sent: int
    arrived: int
    """Taken off it at either site: what comes back has arrived, too."""
    lost: int
    """Written off."""

    @property
    def on_the_way(self) -> int:
        return self.sent - self.arrived - self.lost


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """What of one item a shipment is to take, and what of it was packed, in base units."""

    item: Item
    quantity: int
    packed: int

    @property
    def left(self) -> int:
        return max(0, self.quantity - self.packed)


@dataclass(frozen=True, slots=True)
class StockTransfer:
    """Stock on its way from one site to another, with what has come of it."""

    id: int
    number: str
    place: Place
    """The place in the ledger that holds what is on the way."""
    origin: str
    """A site's name."""
    origin_id: int
    target: str
    target_id: int
    state: TransferState
    opened_at: str
    opened_on: date
    sent_on: date | None
    ended_on: date | None
    lots: tuple[TransferredLot, ...]
    plan: tuple[PlannedItem, ...] = ()

    @property
    def to_pack(self) -> tuple[PlannedItem, ...]:
        """What nobody has packed yet. Once it is sent, or closed, nothing more goes onto it."""
        is_packing = self.state is TransferState.OPEN and self.sent_on is None
        return tuple(each for each in self.plan if each.left) if is_packing else ()

    @property
    def on_the_way(self) -> int:
        return sum(each.on_the_way for each in self.lots)

    @property
    def road(self) -> str:
        return f"{self.origin} → {self.target}"

    @property
    def left_on(self) -> date:
        """The day from which it counts as on the way."""
        return self.sent_on or self.opened_on

    @property
    def state_words(self) -> str:
        if self.state is not TransferState.OPEN:
            return self.state.value
        if not self.lots:
            return "to pack" if self.to_pack else "empty"
        if not self.on_the_way:
            return "received"
        if any(each.arrived for each in self.lots):
            return "partly received"
        return "on the way" if self.sent_on else "packing"
