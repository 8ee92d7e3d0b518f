"""What a scan names of the specimens, with the facts that a job asks for. All are read in the transaction that acts
on them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.people.licences import Licence
from tracker.specimens.facts import Container, DrawnLot, Partner, Party, Specimen
from tracker.specimens.holder_facts import Holder, Shipment
from tracker.specimens.requisition_facts import Challenge, Requisition, Revealed


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
    lapsed: Licence | None = None
    """The certificate of whoever acts, where it has run out and nobody has said yet that it must be all the same."""
    is_exempt: bool = False
    """Whether it has run out, and two people have said that he collects today."""


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
