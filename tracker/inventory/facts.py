"""What the catalogue and the ledger know, frozen, as jobs and screens may hold it.

No database row leaves its session: queries return these. Quantities are integers in the item's base unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import ItemCode
from tracker.inventory.count_rules import CountRules
from tracker.inventory.recall_duties import Duty
from tracker.registers.facts import Registered

if TYPE_CHECKING:
    # Made of what stands here.
    from tracker.inventory.count_facts import CaseHere, ItemHere
    from tracker.inventory.opening import Keeps, Opened


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


@dataclass(frozen=True, slots=True)
class Pull:
    """Stock that must leave a room: ``reason`` is ``expired``, ``recalled`` or ``quarantined``."""

    item: Item
    holding: Holding
    reason: str


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


# Subjects: what a scan names, with the facts that the job at hand asks for.


@dataclass(frozen=True, slots=True)
class Where:
    """What the job at hand is about; the resolver fills a subject's facts relative to it."""

    room_id: int | None = None
    """The room (or cabinet, bin) in hand: restock's target, use's and waste's origin, transfer's source."""
    item_id: int | None = None
    """The item of the pack in hand, which a second barcode is about: it names a lot, and no item."""
    order: str | None = None
    """The number of the order to a supplier whose delivery is in hand."""
    is_pulling: bool = False
    """Whether recalled stock is being pulled from that room: then every scan is told what the room still has to do."""
    transfer: str | None = None
    """The number of the shipment between sites that is being received."""
    target_id: int | None = None
    """Where transferred stock goes to."""
    lot_number: str | None = None
    """The lot that another barcode of the pack has named already, before the one that names the item."""
    counts: CountRules = field(default_factory=CountRules)
    is_counting: bool = False
    """Whether the job is COUNT: then what is open in the place is told with the subject."""
    is_opening: bool = False
    """Whether what is scanned is being opened."""
    is_without_order: bool = False
    """Whether stock is being received of which nobody has said yet whether an order waits for it."""


@dataclass(frozen=True, slots=True)
class ItemSubject:
    item: Item
    factor: int
    """Base units in the package level whose code was scanned; 1 for a base unit or a house code."""
    package: str
    """That package level's name (``box``), or the base unit."""
    code: ItemCode | None
    """What the scan itself said. None where the code was a bound vendor number or typed."""
    lot: Lot | None
    """The catalogue's lot for the scanned lot number, None where the scan named none or it is new here."""
    here: tuple[Holding, ...] = ()
    """All of this item in :attr:`Where.room_id` and below it, FEFO order."""
    stock: tuple[Holding, ...] = ()
    """All of this item in the store places, FEFO order, expired and held back included."""
    elsewhere: tuple[Holding, ...] = ()
    """All of it in any other place, FEFO order."""
    coming: tuple[Holding, ...] = ()
    """All of it on the way between two sites: nobody can use that."""
    par: int | None = None
    """Par level of this item in the room in hand (summed over the places in it); None where it has none."""
    shelf: Place | None = None
    """The place inside the room in hand where this item belongs: where its par is set, most lacking first."""
    other_lot: Lot | None = None
    """The catalogue's lot of this item for :attr:`Where.lot_number`, None where it is new here or none was named."""
    delivery: PurchaseOrder | None = None
    """The order :attr:`Where.order` as it is now."""
    awaited: tuple[str, ...] = ()
    """The numbers of the sent orders that still lack some of this item at the target's site; told only where
    :attr:`Where.is_without_order`."""
    recalls: tuple[str, ...] = ()
    """The numbers of the recalls that mean the lot, or what its code names, the open ones first."""
    set_aside: tuple[Holding, ...] = ()
    """All of it in quarantine, FEFO order."""
    shipment: StockTransfer | None = None
    """The shipment :attr:`Where.transfer` as it is now."""
    crossing: str = ""
    """The name of the site of :attr:`Where.target_id`, where :attr:`Where.room_id` lies in another one."""
    use_per_day: float | None = None
    """Mean daily use and refill of this item in the room over the past 90 days; None without history."""
    count: ItemHere | None = None
    """The count that is open in the place in hand (:attr:`Where.is_counting`)."""
    opened: Opened | None = None
    """The opened container whose own code was scanned; :attr:`lot` is then its lot."""
    containers: tuple[Opened, ...] = ()
    """All opened containers of the item with anything left in them, anywhere, the soonest use-by first."""
    keeps: Keeps | None = None
    """How long it keeps once opened; None where nobody has said."""
    next_opened: str = ""
    """The code that the next opened container gets; read for the job that opens only."""


@dataclass(frozen=True, slots=True)
class ProductionSubject:
    """A pack's second barcode: lot, expiry or serial without the item."""

    code: ItemCode
    lot: Lot | None = None
    """The catalogue's lot of :attr:`Where.item_id`, whether in stock or not: a recalled one may have none left."""


@dataclass(frozen=True, slots=True)
class PlaceSubject:
    place: Place
    needs: tuple[Need, ...] = ()
    pulls: tuple[Pull, ...] = ()
    holdings: tuple[tuple[Item, Holding], ...] = ()
    """Contents, for find (at most 500 rows)."""
    count: CaseHere | None = None
    """The count that is open there (:attr:`Where.is_counting`)."""
    duties: tuple[Duty, ...] = ()
    """What its room still has to do for recalls, where :attr:`Where.is_pulling`."""


@dataclass(frozen=True, slots=True)
class CommandSubject:
    command: Command
    quantity: int | None = None
    character: str = field(default="", repr=False)
    """The letter or digit of a :attr:`Command.SPELL`: part of an answer that only a patient should know."""
    delivery: PurchaseOrder | None = None
    """The order :attr:`Where.order` as it is now: DONE tells what is short of it."""
    count: CaseHere | None = None
    """The count that is open in the place in hand, for a :attr:`Command.COUNT`."""
    duties: tuple[Duty, ...] = ()
    """What the room in hand still has to do for recalls, where :attr:`Where.is_pulling`."""
    shipment: StockTransfer | None = None
    """The shipment :attr:`Where.transfer` as it is now, for the same."""
    lost: tuple[str, ...] = ()
    """Numbers of the specimens that are declared lost, for a :attr:`Command.CLOSE_DAY`: no end of the day hides them."""


@dataclass(frozen=True, slots=True)
class PurchaseOrderSubject:
    """An order to a supplier, with what of it has come, read in the transaction that acts on it."""

    order: PurchaseOrder


@dataclass(frozen=True, slots=True)
class StockTransferSubject:
    """A shipment between sites, read in the transaction that acts on it."""

    shipment: StockTransfer
    shelf_site_id: int = 0
    """The site of :attr:`Where.target_id`; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class PersonSubject:
    badge: str
    name: str
    duties: tuple[Duty, ...] = field(default=(), compare=False)
    """As a :class:`CommandSubject` has them: a badge signs the room in hand."""


@dataclass(frozen=True, slots=True)
class RecallSubject:
    """A recall, by its number."""

    number: str
    item: str
    lot: str | None
    is_open: bool
    duties: tuple[Duty, ...] = ()
    """Of the room in hand."""


@dataclass(frozen=True, slots=True)
class UnknownSubject:
    """Intact code that nothing in the catalogue bears: may be bound, made new, or parked.

    ``code`` is set where it is well-formed (a GTIN nobody has entered). ``kind`` is the meaning's kind, so that a
    location code of another clinic is told as such and never offered for binding to an item.
    """

    text: str
    kind: str
    code: ItemCode | None = None
    registered: Registered | None = None
    """What a public register says of it."""
    kin: ItemSubject | None = None
    """By the same register: the item of ours that is in this package, ``factor`` base units of it."""


@dataclass(frozen=True, slots=True)
class FaultySubject:
    """A scan that must not be acted on: unreadable, doubtful, garbled, or damaged (``code`` says which).

    ``because`` is what is known of the scanner that made it, where that is the reason.
    """

    text: str
    code: str
    message: str
    hint: str = ""
    because: str = ""


Subject = (
    ItemSubject
    | ProductionSubject
    | PlaceSubject
    | CommandSubject
    | PersonSubject
    | PurchaseOrderSubject
    | RecallSubject
    | StockTransferSubject
    | UnknownSubject
    | FaultySubject
)
