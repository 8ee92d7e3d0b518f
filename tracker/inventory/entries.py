"""What the catalogue is told and what it knows already, as frozen values: the shapes that an import file is checked into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from tracker.inventory.facts import LotState, PlaceKind
from tracker.inventory.opening import Keeps


class IdentifierRow(NamedTuple):
    """Another code by which an item is scanned: ``kind`` is ``hibc``, ``ndc`` or ``vendor``, ``value`` the string as a
    scanner gives it, ``factor`` the base units in the package that bears it."""

    kind: str
    value: str
    factor: int


@dataclass(frozen=True, slots=True)
class PackageRow:
    name: str
    factor: int
    """Base units in it; 1 for the base unit itself."""
    gtin: str
    """14 digits, or empty where this level bears no code."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item. None and empty mean that the file does not say: such a value never overwrites a known one."""

    code: str
    """Its house code; empty for an item that is new, and is to be given the next free one."""
    name: str
    base_unit: str
    packages: tuple[PackageRow, ...]
    """The base unit first, then the levels above it in the file's order."""
    identifiers: tuple[IdentifierRow, ...]
    supplier: str
    lead_time_days: int | None
    unit_cost_micros: int | None
    """Millionths of the clinic's currency for one base unit: a swab costs less than a cent."""
    tracks_lot: bool
    tracks_expiry: bool
    category: str
    line: int
    keeps: Keeps | None = None
    """How long it keeps once opened."""
    criticality: str | None = None
    is_controlled: bool | None = None
    """None leaves it as it is."""
    """VED: ``V`` vital, ``E`` essential, ``D`` desirable. It sets the service level of reordering."""


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One place. Rows come parents first.

    A parent that has no code yet is known by its line: then ``parent_code`` is empty and ``parent_line`` tells which
    row it is. Both are empty (``""`` and 0) for a place that stands in no other.
    """

    code: str
    name: str
    kind: PlaceKind
    parent_code: str
    is_store: bool
    line: int
    parent_line: int = 0


@dataclass(frozen=True, slots=True)
class ParRow:
    location_code: str
    item_code: str
    par: int
    """Base units; 0 means that this place is to keep none of it."""
    line: int


@dataclass(frozen=True, slots=True)
class StockRow:
    location_code: str
    item_code: str
    lot: str
    expiry: date | None
    state: LotState
    quantity: int
    line: int


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """None means that the file does not say: such a value never overwrites a known one."""

    name: str
    review_days: int | None
    minimum_order_micros: int | None
    account: str
    line: int


@dataclass(frozen=True, slots=True)
class OfferRow:
    supplier: str
    item_code: str
    package: str
    from_packs: int
    price_micros: int
    part_number: str
    line: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of an order to a supplier. ``sent_on`` None is a draft."""

    number: str
    supplier: str
    site_code: str
    sent_on: date | None
    item_code: str
    package: str
    packs: int
    price_micros: int | None
    line: int


@dataclass(frozen=True, slots=True)
class KnownItem:
    name: str
    tracks_lot: bool
    tracks_expiry: bool
    base_unit: str = ""
    """What the ledger counts it in; empty where that is not asked."""
    factors: Mapping[str, int] = field(default_factory=dict)
    """Package level's name → base units in it."""
    has_lots: bool = False
    """Whether lots of it are on record: then it cannot cease to be tracked by them."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    name: str
    kind: PlaceKind
    parent_code: str
    is_store: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds already, as far as a file can contradict it. It is what keeps this room free of SQL."""

    items: Mapping[str, KnownItem] = field(default_factory=dict)
    """By house code."""
    gtins: Mapping[str, str] = field(default_factory=dict)
    """14 digits → item's house code."""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Any other bound code → item's house code."""
    places: Mapping[str, KnownPlace] = field(default_factory=dict)
    """By house code."""
    place_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name, and name behind that of the place it stands in (``exam 2 · cart``), in small letters → codes."""
    item_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name in small letters → house codes."""
    lots: Mapping[tuple[str, str], date | None] = field(default_factory=dict)
    """(item's house code, lot number) → expiry."""
    states: Mapping[tuple[str, str], LotState] = field(default_factory=dict)
    """(item's house code, lot number) → whether it may be used."""


NOTHING_KNOWN: Final = Known()

_STRICTNESS = {LotState.USABLE: 0, LotState.QUARANTINED: 1, LotState.RECALLED: 2}


def may_replace(told: LotState, known: LotState) -> bool:
    """Whether a file may make a lot that is ``known`` into what is ``told``: it may hold a lot back, and never release
    one, since the file may be older than the recall."""
    return _STRICTNESS[told] >= _STRICTNESS[known]
