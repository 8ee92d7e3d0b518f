"""What a proposal to order is made of, and what it says: frozen, in base units and millionths of the clinic's currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.inventory.demand.history import Floats
from tracker.inventory.facts import Item


class Basis(StrEnum):
    """What a level rests on, the best first."""

    OWN_SWINGS = "own_swings"
    SBA = "sba"
    TSB = "tsb"
    PAR = "par"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Offer:
    """One price from so many packs on; ``price_micros`` for one pack, None where nobody has told it."""

    package_id: int
    package: str
    factor: int
    from_packs: int = 1
    price_micros: int | None = None
    part_number: str = ""


@dataclass(frozen=True, slots=True)
class Supplier:
    id: int
    name: str
    review_days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Usable stock of one lot; ``expiry`` None where it never expires."""

    expiry: date | None
    quantity: int


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """``used`` has a number for each day on which there was stock, the latest last, today not among them."""

    used: Floats
    days_out: int = 0
    """Days without any stock, which are left out: nothing could be used on them."""
    days_since_use: int | None = None
    """Days of :attr:`used` after the last with use; None where there was none."""

    @property
    def days_with_use(self) -> int:
        return int((self.used > 0).sum())


@dataclass(frozen=True, slots=True)
class Leads:
    """Lead times, each as likely as it was often, and where they come from, in words."""

    days: tuple[int, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One who offers an item that has no supplier of its own."""

    supplier: Supplier
    leads: Leads
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """One item at one site, as far as an order depends on it."""

    item: Item
    site_id: int
    site: str
    supplier: Supplier | None
    criticality: str | None
    past: Past
    leads: Leads
    stock: tuple[Standing, ...]
    on_order: int
    par: int
    offers: tuple[Offer, ...]
    """Of the supplier; without any, the packs of the catalogue."""
    is_offered: bool
    shelf_life_days: int | None
    """The median left at delivery; None where no delivery is on record."""
    promised: int = 0
    """Base units of its stock that are to be packed for another site."""
    drafted: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Packs of it in the open drafts for the site, by supplier and package: an order made now adds to those."""
    choices: tuple[Choice, ...] = ()
    """Whom else it could be bought of, :attr:`supplier` among them: told where the item has none of its own, and several
    offer it."""

    def drafted_of(self, supplier_id: int) -> Mapping[int, int]:
        """Packs by package."""
        return {package: packs for (supplier, package), packs in self.drafted.items() if supplier == supplier_id}


@dataclass(frozen=True, slots=True)
class Level:
    """``quantity`` is what stock and orders together are filled up to; None where nothing says it."""

    quantity: int | None
    basis: Basis
    per_day: float
    words: str
    achieved: float | None = None
    """The share of use, 0 to 1, that this level would have served on the item's own past."""
    unachieved: str = ""
    """Why there is no :attr:`achieved`."""


@dataclass(frozen=True, slots=True)
class Packed:
    """An order in whole packs."""

    offer: Offer
    packs: int
    price_micros: int | None
    """For one pack, at so many."""
    break_words: str = ""
    """Where more of them cost less in all, or hardly more."""

    @property
    def quantity(self) -> int:
        return self.packs * self.offer.factor

    @property
    def total_micros(self) -> int | None:
        return None if self.price_micros is None else self.price_micros * self.packs


@dataclass(frozen=True, slots=True)
class Expiring:
    """``quantity`` of an order will probably expire on ``day``, or the day is None where its shelf life is not known."""

    quantity: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Spare:
    """``quantity`` base units of what ``site`` has above its own level would do instead of an order."""

    site: str
    quantity: int
    site_id: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One item at one site: what to order, which may be nothing, and why."""

    situation: Situation
    level: Level
    usable: int
    """Of what stands there, what can be used before its date at today's pace."""
    packed: Packed | None
    """None where nothing is to be ordered, or nobody knows in what pack."""
    lacks: int
    """Base units below the level, before rounding to packs; never below zero."""
    expiring: Expiring | None
    instead: str
    """A smaller pack, or a transfer from another site; empty where neither is better."""
    why: str
    """The arithmetic, in one sentence."""
    spare: Spare | None = None
    """What :attr:`instead` would have transferred; None where it says something else."""
