"""What is known of specimens, frozen, as jobs and screens may hold it. Times are aware; volumes are microlitres.

Patient data is not here: a patient is shown as :attr:`Requisition.patient`, masked. Only :class:`Challenge` holds what a
person must re-enter, and never shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.specimens.states import Do, State


class Transport(StrEnum):
    """The temperature at which it must travel and wait."""

    AMBIENT = "ambient"
    REFRIGERATED = "refrigerated"
    """2 to 8 °C."""
    FROZEN = "frozen"
    """-20 °C or below."""


class PartyKind(StrEnum):
    PERSON = "person"
    PLACE = "place"
    COURIER = "courier"
    LABORATORY = "laboratory"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Party:
    """Who can hold a specimen. ``code`` is a badge, a place's or a partner's house code."""

    code: str
    name: str
    kind: PartyKind


@dataclass(frozen=True, slots=True)
class Partner:
    """A courier, a reference laboratory (``clia``: its CLIA number, 42 CFR 493.1242(c)), or another site."""

    code: str
    name: str
    kind: PartyKind
    clia: str | None
    transit_minutes: int
    """How long a bag usually takes there."""


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of tube, cup or jar.

    ``draw_order`` is CLSI's order of draw (GP41), the lowest first; 0 for what is not drawn from a vein (cups, swabs), to
    which no additive is carried over.
    """

    id: int
    code: str
    name: str
    draw_order: int
    volume_ul: int
    item_id: int | None
    """The catalogue's item that one of it is taken from."""


@dataclass(frozen=True, slots=True)
class Test:
    """Limits are minutes from collection; None where there is none."""

    __test__ = False

    code: str
    name: str
    container_id: int
    min_volume_ul: int
    transport: Transport
    spin_minutes: int | None
    receive_minutes: int | None
    test_minutes: int | None
    retention_days: int
    needs_witness: bool
    """Whether disposal needs a second person."""


class DueKind(StrEnum):
    SPIN = "spin"
    RECEIVE = "receive"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a specimen stands by its last step. All None: with its custodian."""

    place_id: int | None = None
    place: str = ""
    """The place's path."""
    holder_code: str | None = None
    holder: str = ""
    """The rack's, box's or bag's name."""
    slot: int | None = None
    """From 1, row by row; :func:`tracker.specimens.storage.slot_name` says it as ``B3``."""
    slot_name: str = ""
    shipment_code: str | None = None


@dataclass(frozen=True, slots=True)
class Specimen:
    """One tube, cup, jar, aliquot or pool."""

    id: int
    number: str
    """The ten digits on its label."""
    container: str
    """Its kind in words: ``EDTA lavender``."""
    container_code: str
    state: State
    steps: int
    """How many steps of custody it has had."""
    custodian: Party | None
    """None before collection only."""
    spot: Spot
    since: datetime
    """Time of its last step."""
    labelled_at: datetime | None
    collected_at: datetime | None
    spun_at: datetime | None
    received_at: datetime | None
    tested_at: datetime | None
    due_at: datetime | None
    """Its next limit, None where none is left."""
    due_kind: DueKind | None
    missing_at: datetime | None
    """From when on it is missing, if nothing happens before."""
    keep_until: datetime | None
    requisition_code: str | None
    """None for a pool of several patients, and for what is filled from one."""
    rejected_at: datetime | None = None
    """When it was found not fit for testing, wherever it has been since."""
    rejected_for: str = ""
    """Why: of HL7 table 0490, or in words."""
    transport: Transport = Transport.AMBIENT
    """The strictest of its tests."""
    tests: tuple[str, ...] = ()
    """Codes."""
    needs_witness: bool = False
    is_pool: bool = False
    is_spun_for_tests: bool = True
    """Whether one of its tests is to be spun for, as far as is known; False where all of them are done on whole blood."""

    @property
    def shown(self) -> str:
        """``26004471 02``: as on its label, the check digits apart."""
        return f"{self.number[:8]} {self.number[8:]}"

    @property
    def is_rejected(self) -> bool:
        """Not to be tested, divided or pooled, in whatever state it is."""
        return self.rejected_at is not None or self.state is State.REJECTED

    @property
    def is_at_laboratory(self) -> bool:
        """Whether a laboratory or another site has taken it over by its own word: it is no longer the clinic's own."""
        partners = (PartyKind.LABORATORY, PartyKind.SITE)
        is_theirs = self.custodian is not None and self.custodian.kind in partners
        return is_theirs and self.state in (State.ACCEPTED, State.REJECTED)

    @property
    def latest(self) -> datetime:
        """The latest time of which its records tell: no scan whose clock is right is before it."""
        return max(self.since, self.collected_at or self.since)

    def is_missing(self, now: datetime) -> bool:
        return self.missing_at is not None and self.missing_at <= now


@dataclass(frozen=True, slots=True)
class CustodyStep:
    """One line of a specimen's timeline, oldest first."""

    seq: int
    do: Do
    at: datetime
    by: str
    """Who did it, by name."""
    by_code: str
    state: State
    custodian: Party | None
    spot: Spot
    reason: str
    condition: str
    method: str
    witness: str
    """The second person's name, empty where there was none."""
    event_id: str
    witness_code: str = ""


@dataclass(frozen=True, slots=True)
class DrawnLot:
    """The tube lot that a specimen was drawn with. ``state`` is the lot's of today: ``usable``, ``quarantined`` or
    ``recalled``."""

    item: str
    number: str
    state: str

    @property
    def shown(self) -> str:
        """``EDTA tube L-7``, and for one that is held back why: a recall must be seen wherever the lot is."""
        name = f"{self.item} {self.number}"
        return name if self.state == "usable" else f"{name} ({self.state})"


@dataclass(frozen=True, slots=True)
class WantedTube:
    """One line of a requisition: a tube to be drawn. ``specimen`` is None until it has a label."""

    line: int
    container: Container
    tests: tuple[str, ...]
    volume_ul: int
    """What its tests need together."""
    is_add_on: bool
    specimen: Specimen | None
    not_drawn: str
    """Why it could not be drawn; empty where it was not tried or was drawn."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be drawn."""
        return not self.not_drawn and (self.specimen is None or self.specimen.state is State.LABELLED)


@dataclass(frozen=True, slots=True)
class Question:
    """One part of the two-identifier challenge. ``asks`` is read aloud; ``answer`` is what must be entered, unseen."""

    asks: str
    answer: str = field(repr=False)
    """Upper-case letters and digits only."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the assistant asks the patient and re-enters blind (NPSG.01.01.01: two identifiers, at the patient's side)."""

    questions: tuple[Question, ...]
    is_shared: bool = False
    """Another patient would give the same answers, and nothing else can be asked."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A patient's name was shown to ``by``, a badge."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Requisition:
    id: int
    code: str
    number: str
    """The ordering system's own number, empty where it was entered by hand."""
    patient: str
    """Masked: ``D., J. ••/80``; ``erased`` after erasure."""
    patient_id: int
    ordered_at: datetime
    provider: str
    is_stat: bool
    tests: tuple[str, ...]
    tubes: tuple[WantedTube, ...]
    """In order of draw."""


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


# Subjects: what a scan names, with the facts that a job asks for. All are read in the transaction that acts on them.


@dataclass(frozen=True, slots=True)
class SpecimenSubject:
    specimen: Specimen
    patient: str
    """Masked; empty for a pool."""
    lots: tuple[DrawnLot, ...] = ()
    next_number: int | None = None
    """The specimen number that a label printed now would get; None where no job asks for it."""
    shipment: Shipment | None = None
    """The trip that it is on, or was lost on."""


@dataclass(frozen=True, slots=True)
class FreshSubject:
    """A label from one of our own rolls that nobody has used."""

    number: str


@dataclass(frozen=True, slots=True)
class RequisitionSubject:
    requisition: Requisition
    challenge: Challenge
    next_number: int
    """The specimen number that a label printed now would get (:func:`tracker.barcodes.house.specimen_code`)."""
    containers: tuple[Container, ...] = ()
    """Every kind that the clinic has, in order of draw: what an add-on may be. Empty: only what was ordered."""
    revealed: tuple[Revealed, ...] = ()
    """Who was shown the patient's name of late. Told where the requisition itself is scanned."""


@dataclass(frozen=True, slots=True)
class HolderSubject:
    """``specimens`` is all that stands in it, by slot; ``shipment`` the trip it is on."""

    holder: Holder
    specimens: tuple[Specimen, ...]
    shipment: Shipment | None = None
    next_slot: int | None = None
    """The first free slot of a grid; None where it is full or has none."""


@dataclass(frozen=True, slots=True)
class ShipmentSubject:
    """``specimens`` is what is in it, or was lost with it; ``departed`` all that left with it, wherever it is now."""

    shipment: Shipment
    specimens: tuple[Specimen, ...]
    departed: tuple[Specimen, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerSubject:
    partner: Partner

    @property
    def party(self) -> Party:
        return Party(self.partner.code, self.partner.name, self.partner.kind)


@dataclass(frozen=True, slots=True)
class CustodianSubject:
    """A badge, where a specimen job is open: the person, with what is released by him and not yet accepted."""

    person: Party
    released: tuple[Specimen, ...] = ()
    held: int = 0
    """How many open specimens are in his name."""


SpecimensSubject = (
    SpecimenSubject
    | FreshSubject
    | RequisitionSubject
    | HolderSubject
    | ShipmentSubject
    | PartnerSubject
    | CustodianSubject
)
