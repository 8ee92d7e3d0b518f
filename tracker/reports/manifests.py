"""A bag's manifest, put together from the records."""

from __future__ import annotations

from datetime import tzinfo

from tracker.errors import Refusal
from tracker.reports.manifest import Manifest
from tracker.specimens.queries import partner_by_code
from tracker.specimens.reader import SpecimenReader


def manifest_of(
    reader: SpecimenReader,
    shipment_code: str,
    clinic: str,
    *,
    clinic_clia: str = "",
    checkpoint: str = "",
    zone: tzinfo | None = None,
) -> Manifest:
    """All that departed with the trip, wherever it is now; of a bag that is being packed, what is in it so far.

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
    partner = partner_by_code(reader.connection, target.code) if target is not None else None
    clia = (partner.clia or "") if partner is not None else ""
    return Manifest(found.shipment, found.specimens, clinic, clinic_clia, clia, checkpoint, zone)
