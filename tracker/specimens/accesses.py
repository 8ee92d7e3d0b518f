"""Who has had to do with which patient's data, when, why and where: read from the journal, which alone can say it.

45 CFR 164.312(b) asks for records of activity, 164.528 lets a patient ask who was given his data. No patient is in the
journal but by number, and none is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.journal.pen import UNSIGNED
from tracker.journal.told import MALFORMED, event_told
from tracker.people.break_glass import BROKEN
from tracker.specimens.patient_care import CORRECTED, ERASED, EXPORTED, REVEALED
from tracker.store.connection import Connection

ALL_EXPORTED, REPRINTED, ENTERED = "patients.exported", "label.reprinted", "requisition.entered"
_SHOWN: Mapping[str, str] = {
    REVEALED: "name shown",
    CORRECTED: "data corrected",
    ERASED: "data erased",
    EXPORTED: "data handed out",
    ALL_EXPORTED: "all patients taken along",
    BROKEN: "emergency access",
    REPRINTED: "label printed again",
    ENTERED: "order entered",
}
"""Kinds of events, and the words for them."""
_DONE: Mapping[str, str] = {
    "requisition.identify": "identifiers asked",
    "specimen.label": "label printed",
    "specimen.bind": "roll label bound",
    "specimen.aliquot": "aliquot labelled",
    "specimen.reprint": "label printed again",
}
"""Changes within the event of a scan."""
OPENED = "opened at COLLECT"
_CHALLENGE = "challenge"
_MARKS = (*(f'"do":"{do}"'.encode() for do in _DONE), f'"verdict":"{_CHALLENGE}"'.encode())
_EVENTS = (
    "SELECT t.name, j.seq, j.event_id, j.body FROM journal j JOIN station t ON t.id = j.station_id"
    f" WHERE instr(j.body, ?) = 0 OR {' OR '.join('instr(j.body, ?) > 0' for _ in _MARKS)} ORDER BY j.rowid"
)
"""All that are no scans, and of scans those that bear a mark."""


@dataclass(frozen=True, slots=True)
class Access:
    """``patient_id`` None: every patient's, or whichever an emergency shows. ``about`` are requisitions and specimens."""

    at: datetime
    by: str
    kind: str
    act: str
    patient_id: int | None
    about: tuple[str, ...]
    reason: str
    station: str
    seq: int


@dataclass(frozen=True, slots=True)
class _Known:
    """To which patient each requisition and specimen belongs, and what a scan of an open requisition said."""

    requisitions: Mapping[str, tuple[int, str]]
    specimens: Mapping[str, int]
    opened: Mapping[str, str]


def accesses(connection: Connection, since: datetime | None = None) -> Iterator[Access]:
    """All of them, in the order of the journal: all of it is read. Where one act is
    told by two events (a label printed again shows its name, too), it comes once."""
    known = _known(connection)
    reprinted: set[tuple[object, ...]] = set()
    for station, seq, event_id, body in connection.exec_driver_sql(_EVENTS, (b'"kind":"scan"', *_MARKS)):
        if (event := event_told(body)) is None:
            continue
        at = datetime.fromisoformat(event["at"])
        if since is not None and at < since:
            continue
        for kind, act, patient_id, about, by, reason in _readable(event, event_id, known):
            key = (station, event["at"], by, reason, patient_id)
            if kind == REPRINTED:
                reprinted.add(key)
            elif kind == REVEALED and key in reprinted:
                continue
            yield Access(at, by, kind, act, patient_id, tuple(about), reason, station, seq)


_Told = tuple[str, str, int | None, Sequence[str], str, str]
"""Kind, act, patient, what it is about, who, why."""


def _readable(event: Mapping[str, Any], event_id: str, known: _Known) -> Sequence[_Told]:
    """What the event tells; of one as this program writes none, that it is there."""
    try:
        told = tuple(_told(event, event_id, known))
        is_whole = all(_is_patient(patient_id) and all(map(_is_text, about)) for _, _, patient_id, about, _, _ in told)
    except MALFORMED:
        is_whole = False
    if is_whole:
        return told
    return ((str(event["kind"]), "an event as this program writes none", None, (), str(event.get("by", UNSIGNED)), ""),)


def _is_patient(value: object) -> bool:
    return isinstance(value, int | None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _told(event: Mapping[str, Any], event_id: str, known: _Known) -> Iterator[_Told]:
    kind, by, reason = event["kind"], str(event.get("by", UNSIGNED)), str(event.get("reason", ""))
    if kind in _SHOWN and (read := _OF_KIND.get(kind, _of_patient)(event, known)) is not None:
        in_emergency = ", in an emergency" if event.get("emergency") else ""
        yield kind, f"{_SHOWN[kind]}{in_emergency}", read[0], read[1], by, reason
    elif kind == "scan":
        yield from _of_scan(event, event_id, known, by)


def _of_patient(event: Mapping[str, Any], known: _Known) -> tuple[int | None, Sequence[str]] | None:
    return event["patient"], event["requisitions"]


def _of_reprint(event: Mapping[str, Any], known: _Known) -> tuple[int | None, Sequence[str]] | None:
    """Labels without a patient (a pool's) show none."""
    number = event["specimen"]
    return (known.specimens[number], (number,)) if number in known.specimens else None


def _of_entry(event: Mapping[str, Any], known: _Known) -> tuple[int | None, Sequence[str]] | None:
    """What a file brought was seen by nobody."""
    return (event["patient"], (event["requisition"],)) if str(event["by"]).startswith("B") else None


def _of_all(event: Mapping[str, Any], known: _Known) -> tuple[int | None, Sequence[str]] | None:
    return None, ()


_OF_KIND: Mapping[str, Callable[[Mapping[str, Any], _Known], tuple[int | None, Sequence[str]] | None]] = {
    REPRINTED: _of_reprint,
    ENTERED: _of_entry,
    ALL_EXPORTED: _of_all,
    BROKEN: _of_all,
}


def _of_scan(event: Mapping[str, Any], event_id: str, known: _Known, by: str) -> Iterator[_Told]:
    for change in event.get("changes", ()):
        do = str(change.get("do"))
        if do not in _DONE:
            continue
        about: Sequence[str] = change.get("specimens", ()) or (change.get("requisition", ""),)
        patient = _patient_of(change, known)
        if patient is not None:
            did = _DONE[do] if change.get("is_match", True) else f"{_DONE[do]}: no match"
            yield do, did, patient, about, str(change.get("by", by)), str(change.get("reason", ""))
    if event_id in known.opened:
        patient_id, code = known.requisitions[known.opened[event_id]]
        yield _CHALLENGE, OPENED, patient_id, (code,), by, ""


def _patient_of(change: Mapping[str, Any], known: _Known) -> int | None:
    if change.get("requisition") in known.requisitions:
        return known.requisitions[change["requisition"]][0]
    return next((known.specimens[each] for each in change.get("specimens", ()) if each in known.specimens), None)


def _known(connection: Connection) -> _Known:
    requisitions: dict[str, tuple[int, str]] = {}
    for code, number, patient_id in connection.exec_driver_sql("SELECT code, number, patient_id FROM requisition"):
        requisitions[code] = (patient_id, code)
        if number is not None:
            requisitions.setdefault(number, (patient_id, code))
    specimens: dict[str, int] = dict(
        connection.exec_driver_sql(
            "SELECT s.number, r.patient_id FROM specimen s JOIN requisition r ON r.id = s.requisition_id"
        ).all()
    )
    scans = connection.exec_driver_sql(
        "SELECT id, data FROM scan WHERE verdict = ? AND data IS NOT NULL", (_CHALLENGE,)
    ).all()
    return _Known(requisitions, specimens, {key: data for key, data in scans if data in requisitions})
