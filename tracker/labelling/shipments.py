"""What stands on the outside of a bag that travels: where to, how kept, how many, and its manifest's number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from tracker.errors import Refusal
from tracker.labelling.wanted import Wanted, Wants
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.queries import manifest_of, shipment_by_code, specimens_of
from tracker.store.connection import Connection


def shipment_labels(connection: Connection, codes: Sequence[str], zone: tzinfo | None) -> tuple[Wanted, ...]:
    """Of these shipments, by their T codes; of one that still stands here, with what is in it now. Raises Refusal."""
    return tuple(_label(connection, code, zone) for code in codes)


def _label(connection: Connection, code: str, zone: tzinfo | None) -> Wanted:
    found = shipment_by_code(connection, code.upper())
    if found is None:
        raise Refusal(
            f"There is no shipment '{code}'.", hint="Give the T code of its manifest.", code="label_no_such_shipment"
        )
    of = specimens_of if found.departed_at is None else manifest_of
    return of_shipment(found, len(of(connection, found.id)), zone)


def of_shipment(shipment: Shipment, count: int, zone: tzinfo | None) -> Wanted:
    """No patient is on it; the manifest inside names the tubes."""
    departed = f"{shipment.departed_at.astimezone(zone):%Y-%m-%d %H:%M}" if shipment.departed_at else ""
    values = {
        "code": shipment.code,
        "bag": shipment.holder.shown,
        "to": shipment.target.name if shipment.target else "",
        "from": shipment.sender.name,
        "count": f"{count} specimen{'' if count == 1 else 's'}",
        "departed": departed,
        "handling": shipment.transport.value.upper() if shipment.transport else "",
    }
    return Wanted(Wants.MANIFEST, shipment.code, values)
