"""Which events of the journal prove a specimen's custody."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.journal.signed import IS_SIGNATURE, SIGNATURE
from tracker.specimens.family import History
from tracker.store.connection import Connection

EXPORTED = "bundle.exported"
"""Kind of the event that says who exported a specimen's custody."""

_KINDS = ("requisition.entered", "requisition.added", "label.reprinted", EXPORTED)
_CHANGES = ("requisition.identify", "requisition.add_on", "shipment.open")
_MARKS = tuple(f'"kind":"{kind}"'.encode() for kind in _KINDS) + tuple(f'"do":"{do}"'.encode() for do in _CHANGES)
_MENTIONING = f"SELECT event_id, body FROM journal WHERE {' OR '.join('instr(body, ?)' for _ in _MARKS)}"


_MOST_SIGNERS = 4
"""More than ever sign one event."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An electronic signature as it is shown: printed name, time and meaning (21 CFR 11.50)."""

    event_id: str
    badge: str
    name: str
    meaning: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Journalled:
    """How the journal knows an event. ``hash`` is in hexadecimal."""

    station: str
    seq: int
    hash: str


def evidence(connection: Connection, line: Sequence[History]) -> tuple[str, ...]:
    """The ids of all events that tell of the specimens in ``line``
    (:meth:`tracker.specimens.reader.SpecimenReader.lineage`): every step of custody, the orders that they were drawn for,
    every challenge to the patient, passed or failed, the trips that they were on, labels printed again, and what was
    exported of them before.

    The events that are no step bear no index: all of the journal is read for them, a second or so for a million events.
    """
    steps = tuple(dict.fromkeys(step.event_id for history in line for step in history.steps))
    signed = (each.event_id for found in signatures(connection, steps).values() for each in found)
    return tuple(dict.fromkeys((*steps, *signed, *_beside(connection, line))))


def signatures(connection: Connection, event_ids: Iterable[str]) -> Mapping[str, tuple[Signature, ...]]:
    """Who has signed each event, in their order; events that nobody signed are left out."""
    found: dict[str, list[Signature]] = {}
    for of, body in connection.exec_driver_sql(
        "SELECT j.event_id, n.body FROM journal j"
        " JOIN journal n ON n.station_id = j.station_id AND n.seq BETWEEN j.seq + 1 AND j.seq + ?"
        " WHERE j.event_id IN (SELECT value FROM json_each(?)) AND instr(n.body, ?) ORDER BY n.station_id, n.seq",
        (_MOST_SIGNERS, json.dumps(list(event_ids)), IS_SIGNATURE),
    ):
        event = json.loads(body)
        if event.get("kind") == SIGNATURE and event["of"] == of:
            at = datetime.fromisoformat(event["at"])
            found.setdefault(of, []).append(Signature(event["id"], event["by"], event["name"], event["meaning"], at))
    return {of: tuple(each) for of, each in found.items()}


def journalled(connection: Connection, event_ids: Iterable[str]) -> Mapping[str, Journalled]:
    """Each event's station, number and hash, by its id."""
    found = connection.exec_driver_sql(
        "SELECT j.event_id, s.name, j.seq, j.hash FROM journal j JOIN station s ON s.id = j.station_id"
        " WHERE j.event_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(event_ids)),),
    )
    return {event_id: Journalled(station, seq, head.hex()) for event_id, station, seq, head in found}


def shipments_of(line: Sequence[History]) -> tuple[str, ...]:
    """The codes of all trips that the specimens were on, the first first."""
    codes = (step.spot.shipment_code for history in line for step in history.steps)
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def _beside(connection: Connection, line: Sequence[History]) -> Iterator[str]:
    named: Mapping[str, Collection[str | None]] = {
        "specimen": {history.specimen.number for history in line},
        "requisition": {history.specimen.requisition_code for history in line} - {None},
        "shipment": set(shipments_of(line)),
    }
    for event_id, body in connection.exec_driver_sql(_MENTIONING, _MARKS):
        event = json.loads(body)
        told = [event] if event["kind"] in _KINDS else []
        told += [change for change in event.get("changes", ()) if change.get("do") in _CHANGES]
        if any(each.get(key) in codes for each in told for key, codes in named.items()):
            yield event_id
