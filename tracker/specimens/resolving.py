"""From what a code means to the specimen, bag or person that it names here, with the facts that a job asks for."""

from __future__ import annotations

from datetime import date

from tracker.barcodes.meaning import (
    BadgeCode,
    HolderCode,
    Meaning,
    PartnerCode,
    RequisitionCode,
    ShipmentCode,
    SpecimenCode,
    Unknown,
)
from tracker.specimens import identifying, queries, requisitions
from tracker.specimens.challenging import challenge_for
from tracker.specimens.facts import Party, PartyKind
from tracker.specimens.parties import party
from tracker.specimens.requisition_facts import Challenge
from tracker.specimens.storage import next_free_slot
from tracker.specimens.subjects import (
    CustodianSubject,
    FreshSubject,
    HolderSubject,
    PartnerSubject,
    RequisitionSubject,
    ShipmentSubject,
    SpecimensSubject,
    SpecimenSubject,
)
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection


def resolve(
    connection: Connection, vault: Vault | None, meaning: Meaning, text: str, today: date
) -> SpecimensSubject | None:
    """The subject that ``meaning`` names among specimens and their like; ``text`` is the scan's own, for unknowns.

    None for what is not of this room, and for a well-formed code that was never given out here: another clinic's.
    """
    match meaning:
        case SpecimenCode():
            return _specimen(connection, vault, meaning.number, today)
        case RequisitionCode():
            return requisition_subject(connection, vault, meaning.code, today)
        case Unknown():
            return requisition_subject(connection, vault, text, today)
        case HolderCode():
            return holder_subject(connection, meaning.code)
        case ShipmentCode():
            return _shipment(connection, meaning.code)
        case PartnerCode():
            partner = queries.partner_by_code(connection, meaning.code)
            return PartnerSubject(partner) if partner else None
        case BadgeCode():
            return _custodian(connection, party(connection, meaning.code))
        case _:
            return None


def _specimen(
    connection: Connection, vault: Vault | None, number: str, today: date
) -> SpecimenSubject | FreshSubject | None:
    specimen = queries.specimen_by_number(connection, number)
    if specimen is None:
        return FreshSubject(number) if requisitions.is_on_roll(connection, number) else None
    return SpecimenSubject(
        specimen,
        requisitions.patient_of(connection, vault, specimen.requisition_code),
        tuple(queries.lots_of(connection, [specimen.id]).get(specimen.id, ())),
        requisitions.next_number(connection, today),
        queries.shipment_by_code(connection, trip) if (trip := specimen.spot.shipment_code) is not None else None,
    )


def requisition_subject(
    connection: Connection, vault: Vault | None, text: str, today: date, *, is_opening: bool = True
) -> RequisitionSubject | None:
    """``is_opening`` False leaves out what only its own scan needs, and reads other patients for: the challenge."""
    requisition = requisitions.requisition_by_code(connection, vault, text)
    if requisition is None:
        return None
    number, containers = requisitions.next_number(connection, today), queries.containers(connection)
    if not is_opening:
        return RequisitionSubject(requisition, Challenge(()), number, containers)
    patient = requisitions.patient(connection, vault, requisition.patient_id)
    shown = identifying.revealed(connection, requisition.id)
    others = (
        requisitions.others_lately(connection, vault, requisition.patient_id, f"{patient.born:%m%d}")
        if patient is not None
        else ()
    )
    return RequisitionSubject(requisition, challenge_for(patient, others), number, containers, shown)


def holder_subject(connection: Connection, code: str) -> HolderSubject | None:
    """A rack, box or bag with all that stands in it and the trip that it is on; None where it was never entered."""
    holder = queries.holder_by_code(connection, code)
    if holder is None:
        return None
    specimens = queries.specimens_in(connection, holder.id)
    taken = {each.spot.slot for each in specimens if each.spot.slot is not None}
    return HolderSubject(
        holder,
        specimens,
        queries.shipment_of(connection, holder.id),
        next_free_slot(holder.rows, holder.columns, taken),
    )


def _shipment(connection: Connection, code: str) -> ShipmentSubject | None:
    found = queries.shipment_by_code(connection, code)
    if found is None:
        return None
    departed = queries.manifest_of(connection, found.id) if found.departed_at is not None else ()
    return ShipmentSubject(found, queries.specimens_of(connection, found.id), departed)


def _custodian(connection: Connection, person: Party | None) -> CustodianSubject | None:
    if person is None or person.kind is not PartyKind.PERSON:
        return None
    return CustodianSubject(
        person, queries.released_by(connection, person.code), queries.held_by(connection, person.code)
    )
