"""An order to a supplier, with what of it has come, frozen. Prices are in millionths of the clinic's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.inventory.facts import Item


class OrderState(StrEnum):
    """What becomes of an order to a supplier. ``partly received`` is told from its receipts and kept nowhere."""

    DRAFT = "draft"
    SENT = "sent"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """``arrived`` and :attr:`quantity` in base units."""

    line: int
    item: Item
    package: str
    factor: int
    packs: int
    price_micros: int | None
    """For one pack."""
    part_number: str
    why: str
    arrived: int
    """Of several lines of one item, what came beyond one of them stands at those that lack."""
    short_dated: int = 0
    """Of what arrived: it keeps for less than was wanted."""
    damaged: int = 0
    """Of the item, and not received; of several lines of one item it stands at the first."""

    @property
    def quantity(self) -> int:
        return self.packs * self.factor

    @property
    def over(self) -> int:
        return max(0, self.arrived - self.quantity)

    @property
    def lacks(self) -> int:
        return max(0, self.quantity - self.arrived)


@dataclass(frozen=True, slots=True)
class BesideOrder:
    """What came with an order's delivery and is on none of its lines, in base units."""

    item: Item
    arrived: int
    short_dated: int
    """Of what arrived."""
    damaged: int


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    id: int
    number: str
    supplier: str
    account: str
    minimum_micros: int | None
    site: str
    state: OrderState
    made_at: str
    sent_on: date | None
    expected_on: date | None
    closed_on: date | None
    lines: tuple[OrderedLine, ...]
    beside: tuple[BesideOrder, ...] = ()

    @property
    def total_micros(self) -> int | None:
        """None where the price of a line is not known."""
        prices = [None if each.price_micros is None else each.price_micros * each.packs for each in self.lines]
        known = [each for each in prices if each is not None]
        return sum(known) if len(known) == len(prices) else None

    @property
    def below_minimum_micros(self) -> int:
        """What it lacks of the supplier's minimum order; 0 where there is none, or where not every price is known."""
        total, least = self.total_micros, self.minimum_micros
        return max(0, least - total) if least is not None and total is not None else 0

    @property
    def state_words(self) -> str:
        if self.state is OrderState.SENT and any(each.arrived for each in self.lines):
            return "received" if not any(each.lacks for each in self.lines) else "partly received"
        return self.state.value
