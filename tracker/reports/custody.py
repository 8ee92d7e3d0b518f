"""One specimen's custody as a paper and as a file for programs, put together from the records.

No patient is in either: the requisition's code leads to him for whoever may ask the clinic. Codes come with the names that
people and places have now; on paper a person's former names stand beside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from tracker.errors import Refusal
from tracker.journal.chain import fingerprint
from tracker.journal.checkpoints import Checkpoint, latest
from tracker.journal.tree import place_of
from tracker.reports.badges import printed_names, printed_party, with_badges
from tracker.reports.clinic import clinic_name
from tracker.reports.custody_pdf import Ancestor, CustodyReport
from tracker.specimens.evidence import Journalled, Signature, journalled, shipments_of, signatures
from tracker.specimens.facts import CustodyStep, DrawnLot, Party
from tracker.specimens.family import History
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.queries import shipment_by_code
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import hl7_event
from tracker.store.connection import Connection

TIMELINE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Custody:
    """All that is known of how a specimen was held. ``line`` ends with it, and begins with the oldest that it was filled
    from; ``checkpoint`` covers every event of it, where there is one; ``keys`` has the fingerprint of each station that
    wrote an event or signed the checkpoint, by its name; ``people`` what is printed for each badge."""

    line: tuple[History, ...]
    shipments: tuple[Shipment, ...]
    events: Mapping[str, Journalled]
    keys: Mapping[str, str]
    clinic: str
    now: datetime
    people: Mapping[str, str]
    checkpoint: Checkpoint | None = None
    zone: tzinfo | None = None
    signatures: Mapping[str, tuple[Signature, ...]] = field(default_factory=dict)
    """By the id of the event that was signed."""

    @property
    def own(self) -> History:
        return self.line[-1]


def line_of(reader: SpecimenReader, number: str) -> tuple[History, ...]:
    """The specimen, which may be written with a space before its check digits, behind its ancestors.

    Raises :class:`Refusal` (``unknown_specimen``).
    """
    line = reader.lineage(number.replace(" ", ""))
    if not line:
        raise Refusal(
            f"Specimen {number} was never used here.", hint="Give the ten digits on its label.", code="unknown_specimen"
        )
    return line


def checkpoint_over(connection: Connection, line: Sequence[History]) -> Checkpoint | None:
    """The checkpoint made last, where every step in ``line`` is under it: one that leaves some out proves no custody."""
    found = latest(connection)
    places = [place_of(connection, step.event_id) for history in line for step in history.steps]
    return found if found and all(place is not None and place < found.size for place in places) else None


def custody_of(
    reader: SpecimenReader, line: tuple[History, ...], checkpoint: Checkpoint | None, zone: tzinfo | None
) -> Custody:
    """Everything about the custody of the last in ``line``."""
    events = journalled(reader.connection, (step.event_id for history in line for step in history.steps))
    known: dict[str, bytes] = dict(reader.connection.exec_driver_sql("SELECT name, public_key FROM station").all())
    names = {event.station for event in events.values()} | ({checkpoint.station} if checkpoint else set())
    trips = (shipment_by_code(reader.connection, code) for code in shipments_of(line))
    return Custody(
        line,
        tuple(trip for trip in trips if trip is not None),
        events,
        {name: fingerprint(known[name]) for name in sorted(names)},
        clinic_name(reader.connection),
        reader.now,
        printed_names(reader.connection),
        checkpoint,
        zone,
        signatures(reader.connection, events),
    )


def paper_of(custody: Custody) -> CustodyReport:
    """What :func:`tracker.reports.custody_pdf.custody_pdf` prints."""
    *ancestors, own = (_printed(history, custody.people) for history in custody.line)
    lots = dict.fromkeys(lot.shown for history in custody.line for lot in history.lots)
    return CustodyReport(
        own.specimen,
        own.steps,
        custody.clinic,
        {event_id: event.hash for event_id, event in custody.events.items()},
        tuple(Ancestor(each.specimen, each.steps) for each in ancestors),
        tuple(lots),
        custody.checkpoint.note if custody.checkpoint else "",
        "   ".join(f"{name} {key}" for name, key in custody.keys.items()),
        custody.zone,
        custody.signatures,
    )


def _printed(history: History, people: Mapping[str, str]) -> History:
    specimen = replace(history.specimen, custodian=printed_party(history.specimen.custodian, people))
    return replace(history, specimen=specimen, steps=tuple(with_badges(step, people) for step in history.steps))


def timeline_json(custody: Custody) -> bytes:
    """The same for programs. Times are ISO 8601 with the clinic's offset; what is nothing is null."""
    checkpoint = custody.checkpoint
    told = {
        "timeline_version": TIMELINE_VERSION,
        "clinic": custody.clinic,
        "written_at": _time(custody.now, custody.zone),
        "specimen": custody.own.specimen.number,
        "checkpoint": {"at": checkpoint.at, "size": checkpoint.size, "station": checkpoint.station}
        if checkpoint
        else None,
        "keys": custody.keys,
        "specimens": [_specimen(history, custody) for history in custody.line],
        "shipments": [_shipment(shipment, custody.zone) for shipment in custody.shipments],
    }
    return json.dumps(told, ensure_ascii=True, indent=2).encode() + b"\n"


def _specimen(history: History, custody: Custody) -> dict[str, object]:
    specimen = history.specimen
    return {
        "number": specimen.number,
        "container": {"code": specimen.container_code, "name": specimen.container},
        "requisition": specimen.requisition_code,
        "tests": list(specimen.tests),
        "is_pool": specimen.is_pool,
        "filled_from": [parent.number for parent in history.parents],
        "state": specimen.state.value,
        "custodian": _party(specimen.custodian),
        "lots": [_lot(lot) for lot in history.lots],
        "steps": [_step(step, custody) for step in history.steps],
    }


def _lot(lot: DrawnLot) -> dict[str, object]:
    return {"item": lot.item, "lot": lot.number, "state": lot.state, "is_recalled": lot.state == "recalled"}


def _step(step: CustodyStep, custody: Custody) -> dict[str, object]:
    event, spot = custody.events[step.event_id], step.spot
    return {
        "seq": step.seq,
        "at": _time(step.at, custody.zone),
        "do": step.do.value,
        "hl7": hl7_event(step.do),
        "by": {"code": step.by_code, "name": step.by},
        "state": step.state.value,
        "custodian": _party(step.custodian),
        "place": spot.place or None,
        "holder": {"code": spot.holder_code, "name": spot.holder, "slot": spot.slot_name or None}
        if spot.holder_code
        else None,
        "shipment": spot.shipment_code,
        "reason": step.reason or None,
        "condition": step.condition or None,
        "method": step.method or None,
        "witness": step.witness or None,
        "entered_afterwards": {
            "at": _time(step.entered_at, custody.zone),
            "by": {"code": step.entered_by_code, "name": step.entered_by},
            "proved_by": {"code": step.proved_by_code, "name": step.proved_by} if step.proved_by else None,
        }
        if step.entered_at is not None
        else None,
        "signatures": [
            {"code": each.badge, "name": each.name, "meaning": each.meaning, "at": _time(each.at, custody.zone)}
            for each in custody.signatures.get(step.event_id, ())
        ],
        "event": {"id": step.event_id, "station": event.station, "seq": event.seq, "hash": event.hash},
    }


def _shipment(shipment: Shipment, zone: tzinfo | None) -> dict[str, object]:
    return {
        "code": shipment.code,
        "bag": {"code": shipment.holder.code, "name": shipment.holder.name},
        "state": shipment.state.value,
        "sender": _party(shipment.sender),
        "target": _party(shipment.target),
        "courier": _party(shipment.courier),
        "seal": shipment.seal or None,
        "transport": shipment.transport.value if shipment.transport else None,
        "opened_at": _time(shipment.opened_at, zone),
        "departed_at": _time(shipment.departed_at, zone),
        "expected_at": _time(shipment.expected_at, zone),
        "arrived_at": _time(shipment.arrived_at, zone),
        "reason": shipment.reason or None,
    }


def _party(party: Party | None) -> dict[str, object] | None:
    return {"code": party.code, "name": party.name, "kind": party.kind.value} if party is not None else None


def _time(at: datetime | None, zone: tzinfo | None) -> str | None:
    return at.astimezone(zone).isoformat(timespec="milliseconds") if at is not None else None
