"""What a scan names of the stock, with the facts that the job at hand asks for (:class:`~tracker.inventory.where.Where`).
All are read in the transaction that acts on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import ItemCode
from tracker.inventory.count_facts import UNPRICED, CaseHere, ItemHere, SpotCheck
from tracker.inventory.facts import Holding, Item, Lot, Need, Place, Pull
from tracker.inventory.opening import Keeps, Opened
from tracker.inventory.purchase_order_facts import PurchaseOrder
from tracker.inventory.recall_duties import Duty
from tracker.inventory.stock_transfer_facts import StockTransfer
from tracker.registers.facts import Registered


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
    other_site: Place | None = None
    """The site of :attr:`Where.target_id`, where that order is for another one."""
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
    spot_check: SpotCheck = UNPRICED
    """What its number is judged by where it is of no open count; told only where :attr:`Where.is_counting`."""
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
    is_outside: bool = False
    """Whether it stands in no site of a clinic that has some (:mod:`tracker.inventory.outside_sites`)."""
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
