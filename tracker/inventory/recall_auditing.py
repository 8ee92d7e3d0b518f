"""Recalls held against the journal: what is recalled and why, which lots were let go, which rooms have signed, and whether
it is closed. Whoever has the key could else close a recall, or sign for a room, without anybody having pulled a pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.inventory.auditing import Difference
from tracker.inventory.recounting import events
from tracker.store.connection import Connection

_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(slots=True)
class _Told:
    """One recall as its events tell it."""

    item: str
    lot: str | None
    reason: str
    opened: tuple[str, str]
    """By whom and when."""
    lots: set[str]
    """Those that it held back when it was opened."""
    closed: tuple[str, str] | None = None
    released: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Lot → by whom, and why."""
    signed: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Room → by whom, and how much was pulled."""


def audit_recalls(connection: Connection) -> Iterator[Difference]:
    """Every recall that is not what the journal tells. A signature that is missing is none: what comes into a room takes it
    back. An event that cannot be read is told by the audit of the catalogue."""
    told: dict[str, _Told] = {}
    for _, event in events(connection):
        try:
            _tell(told, event or {"kind": ""})
        except _MALFORMED:
            continue
    kept = _kept(connection)
    for number in sorted({**told, **kept}):
        if number not in told or number not in kept:
            here, there = ("not here", "told") if number not in kept else ("here", "not told")
            yield Difference("recall_changed", f"The recall {number} is {here}, and {there} in the journal.")
            continue
        for what in _differing(kept[number], told[number]):
            yield Difference("recall_changed", f"The recall {number}: {what} not as the journal tells.")


def _tell(told: dict[str, _Told], event: Mapping[str, Any]) -> None:
    match event["kind"]:
        case "recall.opened":
            opened = (event["by"], event["at"])
            lots = set(event["lots"])
            told[event["number"]] = _Told(event["item"], event["lot"], event["reason"], opened, lots)
        case "recall.closed":
            told[event["number"]].closed = (event["by"], event["at"])
        case "recall.released":
            told[event["number"]].released[event["lot"]] = (event["by"], event["reason"])
        case "recall.signed":
            told[event["number"]].signed[event["room"]] = (event["by"], event["pulled"])
        case "scan":
            for change in event.get("changes", ()):
                for number, pulled in change.get("signed", {}).items():
                    told[number].signed[change["room"]] = (change["signed_by"], pulled)


def _kept(connection: Connection) -> Mapping[str, _Told]:
    read = connection.exec_driver_sql
    found = {
        number: _Told(item, lot, reason, (by, at), set(), (closed_by, closed_at) if state == "closed" else None)
        for number, item, lot, reason, by, at, state, closed_by, closed_at in read(
            "SELECT c.number, i.code, c.lot, c.reason, c.opened_by, c.opened_at, c.state, c.closed_by, c.closed_at"
            " FROM recall_case c JOIN item i ON i.id = c.item_id"
        )
    }
    for number, lot, by, reason in read(
        "SELECT c.number, t.number, k.released_by, k.release_reason FROM recall_lot k JOIN recall_case c"
        " ON c.id = k.recall_id JOIN lot t ON t.id = k.lot_id"
    ):
        found[number].lots.add(lot)
        if by is not None:
            found[number].released[lot] = (by, reason)
    for number, room, by, pulled in read(
        "SELECT c.number, l.code, r.signed_by, r.pulled FROM recall_room r JOIN recall_case c ON c.id = r.recall_id"
        " JOIN location l ON l.id = r.room_id WHERE r.signed_by IS NOT NULL"
    ):
        found[number].signed[room] = (by, pulled)
    return found


def _differing(kept: _Told, told: _Told) -> Iterator[str]:
    if (kept.item, kept.lot, kept.reason, kept.opened) != (told.item, told.lot, told.reason, told.opened):
        yield "what it is of, why, or who opened it is"
    if kept.closed != told.closed:
        yield "its closing is"
    if told.lots - kept.lots or kept.released != told.released:
        yield "the lots that it holds back are"
    for room in sorted(kept.signed):
        if kept.signed[room] != told.signed.get(room):
            yield f"the signature of {room} is"
