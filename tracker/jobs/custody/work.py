"""What each specimen job has in hand between two scans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.inventory.facts import Lot
from tracker.inventory.subjects import ItemSubject
from tracker.specimens.facts import Container, Partner, Party, Specimen, Transport
from tracker.specimens.holder_facts import Holder, Shipment
from tracker.specimens.requisition_facts import Challenge, Requisition, Revealed, WantedTube


class Mark(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MISSING = "missing"
    LOST = "lost"
    GONE = "gone"
    """Somebody else has taken it meanwhile: it waits for nobody here any more."""


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
    is_cut: bool = False
    """Part of it came by a recording that was played again: there may be more than is listed."""

    @property
    def waiting(self) -> tuple[Specimen, ...]:
        return tuple(each.specimen for each in self.listed if each.mark is Mark.WAITING)

    @property
    def is_over(self) -> bool:
        """Whether all that was released in it has gone to somebody: nobody else receives anything in it."""
        waits = (Mark.WAITING, Mark.MISSING)
        return bool(self.listed) and not self.is_cut and not any(each.mark in waits for each in self.listed)

    def count(self, mark: Mark) -> int:
        return sum(each.mark is mark for each in self.listed)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tube drawn since the patient was identified."""

    number: str
    draw_order: int
    is_out_of_order: bool = False
    """It was drawn before one that goes first, and whoever drew it said so."""
    is_placed: bool = False
    """It stands in a rack."""


@dataclass(frozen=True, slots=True)
class Collecting:
    """One requisition at the patient's side. ``requisition`` None: none is open.

    Tubes are labelled and drawn only while ``identified_by`` is the badge of whoever acts: he, and nobody before him, has
    compared this patient's two identifiers (NPSG.01.01.01). ``failures`` counts challenges that failed since the last that
    did not.
    """

    requisition: Requisition | None = None
    challenge: Challenge | None = None
    """Kept until it is passed."""
    is_shared: bool = False
    """Another patient would pass the same challenge."""
    revealed: tuple[Revealed, ...] = ()
    """Who was shown the patient's name before the requisition was scanned."""
    is_asking: bool = False
    entered: str = field(default="", repr=False)
    """What has been entered so far, all questions in one."""
    identified_by: str = ""
    failures: int = 0
    next_number: int = 0
    containers: tuple[Container, ...] = ()
    is_adding: bool = False
    """ADD-ON was scanned: the kind of tube comes next."""
    is_offered: bool = False
    """It was asked whether to draw after all what was not drawn: YES does, once the patient is identified."""
    line: int | None = None
    """The line whose tube is in hand by its maker's barcode; None for the first that is open."""
    lots: tuple[tuple[int, Lot | None], ...] = ()
    """The lot last scanned of each item; None for a lot that is not in the books."""
    stock: tuple[ItemSubject, ...] = ()
    """The wanted containers' items, with what the room holds of them."""
    unprinted: frozenset[str] = frozenset()
    """The numbers of open tubes whose labels have certainly not come out."""
    drawn: tuple[Drawn, ...] = ()
    is_exempt: bool = False
    """Whoever acts does so today on a certificate that has run out: each question and each tube says so."""
    is_written: bool = False
    """Whether it happened before, and is entered from paper: no label is printed for it."""

    @property
    def opened(self) -> Requisition:
        """The requisition, where one is open: what is done and said there is done and said of it."""
        assert self.requisition is not None
        return self.requisition

    @property
    def open_tubes(self) -> tuple[WantedTube, ...]:
        return tuple(tube for tube in self.tubes if tube.is_open)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The open tubes that have a number, and no label yet that could be stuck on."""
        numbers = (tube.specimen.number for tube in self.open_tubes if tube.specimen is not None)
        return tuple(number for number in numbers if number in self.unprinted)

    @property
    def not_drawn(self) -> tuple[WantedTube, ...]:
        return tuple(tube for tube in self.tubes if tube.not_drawn)

    @property
    def tubes(self) -> tuple[WantedTube, ...]:
        return self.requisition.tubes if self.requisition is not None else ()

    @property
    def current(self) -> WantedTube | None:
        """The tube to be drawn now: the one in hand, else the first in order of draw."""
        still = self.open_tubes
        in_hand = next((tube for tube in still if tube.line == self.line), None)
        return in_hand or next(iter(still), None)


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


@dataclass(frozen=True, slots=True)
class Shelf:
    """A place as far as storing needs it. ``path`` is shown."""

    id: int
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A tube that went into a slot."""

    specimen: Specimen
    slot: int


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


Work = Handing | Collecting | Packing | Sending | Storing | Disposing | Dividing | Pooling
