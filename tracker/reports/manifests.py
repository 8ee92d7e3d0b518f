"""A bag's manifest, put together from the records."""

from __future__ import annotations

from datetime import tzinfo

from tracker.errors import Refusal
from tracker.journal.checkpoints import first_over
from tracker.reports.clinic import clinic_name
from tracker.reports.manifest import Manifest
from tracker.specimens import queries
from tracker.specimens.reader import SpecimenReader


def manifest_of(
    reader: SpecimenReader,
    shipment_code: str,
    *,
    clinic_clia: str = "",
    zone: tzinfo | None = None,
) -> Manifest:
    """All that departed with the trip, wherever it is now; of a bag that is being packed, what is in it so far.

    Once a checkpoint covers the departure, the first that does is on the manifest, whenever it is printed.

    Raises :class:`Refusal` (``unknown_shipment``).
    """
    found = reader.manifest(shipment_code)
    if found is None:
        raise Refusal(
            f"Shipment {shipment_code} was never entered here.",
            hint="Scan the code on the manifest, T and 13 digits.",
            code="unknown_shipment",
        )
    target = found.shipment.target
    partner = queries.partner_by_code(reader.connection, target.code) if target is not None else None
    clia = (partner.clia or "") if partner is not None else ""
    departure = queries.departure_of(reader.connection, found.shipment.id)
    checkpoint = first_over(reader.connection, departure) if departure is not None else None
    note = checkpoint.note if checkpoint is not None else ""
    clinic = clinic_name(reader.connection)
    return Manifest(found.shipment, found.specimens, clinic, clinic_clia, clia, note, zone)
