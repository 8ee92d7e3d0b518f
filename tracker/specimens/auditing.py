"""Holding specimens against their steps, and both against the journal: three records of the same custody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from tracker.specimens.standing import TIMES
from tracker.specimens.states import Do
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two records disagree."""

    code: str
    message: str
    about: str = ""
    """What the row is of, where it is a row: the first part of its key."""


def audit_custody(connection: Connection) -> Iterator[Difference]:
    """All that is not as it was told, in order: rows against steps, custodians, identities and steps against the journal."""
    yield from audit_rows(connection)
    yield from audit_custodians(connection)
    yield from audit_identities(connection)
    yield from audit_steps(connection)


_SPOT = "custodian, {of}.place_id, {of}.holder_id, {of}.slot, {of}.shipment_id, {of}.rejected_at, {of}.rejected_for"
_ROWS = f"""
    SELECT s.number FROM specimen s LEFT JOIN custody_step k ON k.specimen_id = s.id AND k.seq = s.steps
    WHERE (s.state, s.since, s.{_SPOT.format(of="s")}) IS NOT (k.state, k.at, k.{_SPOT.format(of="k")})
        OR (SELECT count(*) FROM custody_step o WHERE o.specimen_id = s.id) <> s.steps
    ORDER BY s.number"""


def audit_rows(connection: Connection) -> Iterator[Difference]:
    """Every specimen whose row is not its last step, or that lacks a step in between."""
    for (number,) in connection.exec_driver_sql(_ROWS):
        yield Difference("specimen_changed", f"Specimen {number} is not where its last step left it.")


_CUSTODIANS = """
    SELECT s.number, s.state, s.custodian FROM specimen s
    WHERE (s.custodian IS NULL) <> (s.state IN ('labelled', 'not_collected'))
        OR (s.custodian IS NOT NULL AND NOT EXISTS (SELECT 1 FROM staff WHERE badge = s.custodian)
            AND NOT EXISTS (SELECT 1 FROM location WHERE code = s.custodian)
            AND NOT EXISTS (SELECT 1 FROM partner WHERE code = s.custodian))
    ORDER BY s.number"""


def audit_custodians(connection: Connection) -> Iterator[Difference]:
    """From collection on, exactly one person, place or partner answers for a specimen, and one that is known here."""
    for number, state, custodian in connection.exec_driver_sql(_CUSTODIANS):
        yield Difference("custodian", f"Specimen {number} is {state} in the custody of {custodian or 'nobody'}.")


_IDENTITIES = """
    SELECT r.code, n.done_by, n.day, j.body FROM patient_identified n JOIN requisition r ON r.id = n.requisition_id
    LEFT JOIN journal j ON j.event_id = n.event_id ORDER BY r.code, n.done_by"""


def audit_identities(connection: Connection) -> Iterator[Difference]:
    """Everybody who may label and draw for a requisition without having passed its challenge on that day, by the journal."""
    for code, by, day, body in connection.exec_driver_sql(_IDENTITIES):
        passed = {"do": "requisition.identify", "by": by, "requisition": code, "is_match": True}
        try:
            event = json.loads(body)
            is_told = any(passed.items() <= change.items() for change in _flat(event["changes"]))
            is_told = is_told and event.get("day", day) == day
        except _MALFORMED:
            is_told = False
        if not is_told:
            said = f"{by} has not identified the patient of requisition {code} on {day}, by the journal."
            yield Difference("identity", said)


def _flat(changes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Without lists, so that they compare."""
    return [{key: value for key, value in change.items() if not isinstance(value, list)} for change in changes]


_STEP = (
    "s.number, k.seq, k.do, k.at, k.done_by, k.state, k.custodian, p.code, h.code, k.slot, v.code,"
    " k.rejected_at, k.rejected_for, k.reason, k.condition, k.method, k.witness"
)
_EVENTS = f"""
    SELECT j.event_id, j.body, (
        SELECT json_group_array(json_array({_STEP})) FROM custody_step k JOIN specimen s ON s.id = k.specimen_id
        LEFT JOIN location p ON p.id = k.place_id LEFT JOIN holder h ON h.id = k.holder_id
        LEFT JOIN shipment v ON v.id = k.shipment_id WHERE k.event_id = j.event_id)
    FROM journal j
    WHERE instr(j.body, CAST('"specimens":[' AS BLOB)) > 0
        OR EXISTS (SELECT 1 FROM custody_step k WHERE k.event_id = j.event_id)
    ORDER BY j.rowid"""
_WITHOUT_EVENT = """
    SELECT DISTINCT k.event_id FROM custody_step k
    WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.event_id = k.event_id) ORDER BY k.event_id"""
_OF_LABELS, _PRINTED_AGAIN = "label.", "specimen.reprint"
_SAID = ("state", "to", "place", "holder", "slot", "shipment", "rejected_at", "rejected_for")
_SAID_OF_ALL = ("reason", "condition", "method", "witness")
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


def audit_steps(connection: Connection) -> Iterator[Difference]:
    """Every event that tells other steps than were written, and every step that no event tells; then what the label said:
    whose specimen it is, in what container, for which tests, filled from what, drawn with which lot; last every time and
    limit in a specimen's row that the journal does not tell."""
    times = _Times()
    for event_id, body, written in connection.exec_driver_sql(_EVENTS):
        try:
            event = json.loads(body)
            changes = _with_steps(event)
            told = sorted(_key(step) for change in changes for step in steps_told(change, event["at"]))
            is_same = told == sorted(_key(step) for step in json.loads(written))
            for change in changes:
                times.tell(change, event["at"])
        except _MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
            continue
        if not is_same:
            yield Difference("step_changed", f"The steps of the event {event_id} are not what the journal tells.")
        for change in changes:
            yield from _audit_origin(connection, change)
    for (event_id,) in connection.exec_driver_sql(_WITHOUT_EVENT):
        yield Difference("step_without_event", f"The steps of {event_id} have no event in the journal.")
    yield from times.compared(connection)


def _with_steps(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The changes that told steps. A label that was sent, doubted, scanned or printed again names its specimens, too, and
    nothing happened to these."""
    if event["kind"].startswith(_OF_LABELS) and "changes" not in event:
        return []
    return [change for change in event["changes"] if "specimens" in change and change["do"] != _PRINTED_AGAIN]


class _Times:
    """The journal's last word on each specimen's times: that of the step with the highest number, on whatever station."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, tuple[int, str | None]]] = {}

    def tell(self, change: Mapping[str, Any], at: str) -> None:
        for index, number in enumerate(change["specimens"]):
            if "seq" not in change:
                continue
            seq = _of(change["seq"], index)
            known = self._told.setdefault(number, {})
            said = {name: _of(value, index) for name, value in change.get("times", {}).items()}
            for name, value in {**said, **({"labelled_at": at} if seq == 1 else {})}.items():
                if name not in known or known[name][0] < seq:
                    known[name] = (seq, value)

    def compared(self, connection: Connection) -> Iterator[Difference]:
        names = ("labelled_at", *TIMES)
        for number, *kept in connection.exec_driver_sql(
            f"SELECT number, {', '.join(names)} FROM specimen ORDER BY number"
        ):
            told = self._told.get(number, {})
            for name, value in zip(names, kept, strict=True):
                _, expected = told.get(name, (0, None))
                if value != expected:
                    words = f"{name} is {value or 'nothing'} here, {expected or 'nothing'} in the journal."
                    yield Difference("times_changed", f"Specimen {number}: {words}")


def _key(step: Sequence[Any]) -> str:
    """Comparable whatever is missing in it, and however its letters are composed: the journal keeps NFC."""
    return normalize("NFC", json.dumps(step, ensure_ascii=False))


def steps_told(change: Mapping[str, Any], at: str) -> Iterator[list[Any]]:
    """The steps that one change of an event tells, each with all that is written of it, in codes."""
    do = change.get("step") or change["do"].partition(".")[2]
    for index, number in enumerate(change["specimens"]):
        yield [
            number,
            _of(change.get("seq"), index),
            do,
            at,
            change["by"],
            *(_of(change.get(key), index) for key in _SAID),
            *(change.get(key) for key in _SAID_OF_ALL),
        ]


def _of(said: Any, index: int) -> Any:
    """What is said once holds for all specimens; else each has its own, in order."""
    return said[index] if isinstance(said, list) else said


_ORIGIN = """
    SELECT r.code, c.code, s.is_pool,
        (SELECT json_group_array(code) FROM (SELECT t.code FROM specimen_test n JOIN test_kind t ON t.id = n.test_id
            WHERE n.specimen_id = s.id ORDER BY t.code)),
        (SELECT json_group_array(number) FROM (SELECT o.number FROM specimen_parent n JOIN specimen o ON o.id = n.parent_id
            WHERE n.specimen_id = s.id ORDER BY o.number))
    FROM specimen s JOIN container c ON c.id = s.container_id LEFT JOIN requisition r ON r.id = s.requisition_id
    WHERE s.number = ?"""
_LOTS = """
    SELECT json_group_array(json_array(i.code, t.number)) FROM specimen s JOIN specimen_lot n ON n.specimen_id = s.id
    JOIN lot t ON t.id = n.lot_id JOIN item i ON i.id = t.item_id WHERE s.number = ?"""
_COLLECTED = """
    SELECT s.state <> 'labelled' AND ?2 = (SELECT max(k.seq) FROM custody_step k WHERE k.specimen_id = s.id
        AND k.do = 'collect') FROM specimen s WHERE s.number = ?1"""


def _audit_origin(connection: Connection, change: Mapping[str, Any]) -> Iterator[Difference]:
    read = connection.exec_driver_sql
    do = change["do"].partition(".")[2]
    if do in (Do.LABEL, Do.BIND, Do.ALIQUOT, Do.POOL):
        number = change["child"] if "child" in change else change["specimens"][0]
        row = read(_ORIGIN, (number,)).first()
        told = (
            change.get("requisition"),
            change["container"],
            int(do == Do.POOL),
            change["tests"],
            sorted(change.get("parents", [])),
        )
        if row is None or (*row[:3], json.loads(row[3]), json.loads(row[4])) != told:
            yield Difference("origin_changed", f"Specimen {number} is not the one that its label was made for.")
    elif do == Do.COLLECT:
        number = change["specimens"][0]
        if not read(_COLLECTED, (number, change["seq"])).scalar():
            return
        lots = [change["lot"]] if "lot" in change else []
        if json.loads(read(_LOTS, (number,)).scalar_one()) != lots:
            yield Difference("lots_changed", f"Specimen {number} was drawn with another lot than is kept here.")
