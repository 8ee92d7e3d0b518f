"""What the catalogue and the ledger know, frozen, as jobs and screens may hold it.

No database row leaves its session: queries return these. Quantities are integers in the item's base unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.barcodes import house

PATH_SEPARATOR = " · "
"""Between the names of a place and of the one that it stands in."""


class PlaceKind(StrEnum):
    """The levels of the tree of places, and the accounts outside the building (no stock is kept in those)."""

    SITE = "site"
    ROOM = "room"
    CABINET = "cabinet"
    BIN = "bin"
    SUPPLIER = "supplier"
    USE = "use"
    WASTE = "waste"
    DIFFERENCE = "difference"

    @property
    def holds_stock(self) -> bool:
        return self in (PlaceKind.SITE, PlaceKind.ROOM, PlaceKind.CABINET, PlaceKind.BIN)


class LotState(StrEnum):
    USABLE = "usable"
    QUARANTINED = "quarantined"
    RECALLED = "recalled"


class WasteReason(StrEnum):
    """A closed list: free text cannot be added up."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    CONTAMINATED = "contaminated"
    OPENED = "opened"
    RECALLED = "recalled"
    LOST = "lost"
    OPENED_TOO_LONG = "opened too long"
    """Beyond its use-by after opening, though its lot had not expired. Nobody chooses it: a container's own code says it."""
    LOST_IN_TRANSIT = "lost_in_transit"
    """Written off when a shipment between sites is closed; no barcode says it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A location. ``room_id`` is the room it lies in (its own id for a room, None above rooms and for accounts)."""

    id: int
    code: str
    name: str
    kind: PlaceKind
    path: str
    """From the room down, e.g. ``Storeroom · A · 3``."""
    room_id: int | None
    is_store: bool
    """Whether stock here may be taken to restock rooms (the storeroom and all in it)."""

    @property
    def is_on_the_way(self) -> bool:
        """Whether it stands for a shipment between two sites: what is in it can be used at neither."""
        return house.is_stock_transfer(self.code)


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    code: str
    name: str
    base_unit: str
    tracks_lot: bool
    tracks_expiry: bool
    is_controlled: bool = False
    """A controlled substance (21 CFR 1300): two people sign for what is thrown away of it."""


@dataclass(frozen=True, slots=True)
class Lot:
    """``number`` is empty for stock of an item whose lots are not tracked."""

    id: int
    number: str
    expiry: date | None
    state: LotState


@dataclass(frozen=True, slots=True)
class Holding:
    """So many base units of one lot in one place; ``quantity`` is above zero."""

    place: Place
    lot: Lot
    quantity: int


@dataclass(frozen=True, slots=True)
class Take:
    """A proposal: take so many of this lot from there. First expiring first."""

    place: Place
    lot: Lot
    quantity: int


@dataclass(frozen=True, slots=True)
class Need:
    """What one place lacks of one item: ``take = par - usable on hand``, and where to take it from, FEFO.

    ``takes`` may add up to less than ``lacks`` where the storeroom has not enough.
    """

    item: Item
    place: Place
    par: int
    on_hand: int
    """Usable stock only: neither expired nor held back."""
    lacks: int
    takes: tuple[Take, ...]
    in_store: int = 0
    """All that may be used of it in the stores of the room's site, and not only what is to be taken."""


@dataclass(frozen=True, slots=True)
class Pull:
    """Stock that must leave a room: ``reason`` is ``expired``, ``recalled`` or ``quarantined``."""

    item: Item
    holding: Holding
    reason: str
