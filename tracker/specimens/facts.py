"""What is known of specimens, frozen, as jobs and screens may hold it. Times are aware; volumes are microlitres.

Patient data is not here: a patient is shown masked (:class:`~tracker.specimens.requisition_facts.Requisition`). Only
:class:`~tracker.specimens.requisition_facts.Challenge` holds what a person must re-enter, and never shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    entered_at: datetime | None = None
    """When it was entered, where that was afterwards, from a paper; None for what was scanned as it happened."""
    entered_by: str = ""
    """Who entered it, by name; ``by`` has done it."""
    entered_by_code: str = ""
    proved_by: str = ""
    """Whose PIN stands behind a paper's word for it, by name: that of whoever did it, or a witness's; empty where he was
    signed in himself, where he gave by his badge alone, and in a clinic of badges alone."""
    proved_by_code: str = ""


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
