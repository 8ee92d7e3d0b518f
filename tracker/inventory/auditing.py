"""Holding the balances against the ledger, and ledger and catalogue against the journal: records of the same work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from tracker.inventory.recounting import Recounted, body_of, events
from tracker.store.connection import Connection, Row


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two records disagree."""

    code: str
    message: str


_COMPARED = """
    SELECT i.code, l.path, t.number, d.kept, d.summed FROM (
        SELECT item_id, location_id, lot_id, sum(kept) AS kept, sum(summed) AS summed FROM (
            SELECT item_id, location_id, lot_id, quantity AS kept, 0 AS summed FROM balance
            UNION ALL SELECT item_id, to_id, lot_id, 0, quantity FROM posting
            UNION ALL SELECT item_id, from_id, lot_id, 0, -quantity FROM posting)
        GROUP BY 1, 2, 3 HAVING sum(kept) <> sum(summed)) d
    JOIN item i ON i.id = d.item_id JOIN location l ON l.id = d.location_id JOIN lot t ON t.id = d.lot_id
    WHERE l.kind IN ('site', 'room', 'cabinet', 'bin')
    ORDER BY i.code, l.path, t.number"""


def audit_balances(connection: Connection) -> Iterator[Difference]:
    """Every balance that is not the sum of its postings. Slow by nature: it sums the whole ledger."""
    rows = connection.exec_driver_sql(_COMPARED)
    for code, path, number, kept, summed in rows:
        yield Difference(
            "balance", f"{code} lot {number} in {path}: the balance says {kept}, the ledger adds up to {summed}."
        )


def audit_movements(connection: Connection) -> Iterator[Difference]:
    """Every movement that is not what its journal event tells (kind, reason, what it reverses, time, day, postings), and
    every one that only the journal tells: a movement taken out of the ledger together with its balances shows nowhere
    else. An event that cannot be read is a difference like any other."""
    for row in connection.exec_driver_sql(_MOVEMENTS):
        event_id, body = row[:2]
        if body is None:
            yield Difference("movement_without_event", f"The movement {event_id} has no event in the journal.")
        elif not _is_as_told(row):
            yield Difference("movement_changed", f"The movement {event_id} is not what the journal tells.")
    for event_id, body in connection.exec_driver_sql(_WITHOUT_MOVEMENT):
        try:
            is_lacking = bool(_told(body_of(body) or {}))
        except MALFORMED:
            is_lacking = True
        if is_lacking:
            yield Difference("event_without_movement", f"The ledger lacks the movement of the event {event_id}.")


MALFORMED = (KeyError, TypeError, ValueError, AttributeError)

_MOVEMENTS = """
    SELECT m.event_id, j.body, m.kind, m.reason, m.at, r.event_id, r.kind, (
        SELECT json_group_array(json_array(i.code, t.number, f.code, o.code, p.quantity))
        FROM posting p JOIN item i ON i.id = p.item_id JOIN lot t ON t.id = p.lot_id
        JOIN location f ON f.id = p.from_id JOIN location o ON o.id = p.to_id
        WHERE p.movement_id = m.id ORDER BY p.line),
        (SELECT min(day) FROM posting WHERE movement_id = m.id), (SELECT max(day) FROM posting WHERE movement_id = m.id)
    FROM movement m LEFT JOIN journal j ON j.event_id = m.event_id LEFT JOIN movement r ON r.id = m.reverses"""

_WITHOUT_MOVEMENT = """
    SELECT j.event_id, j.body FROM journal j
    WHERE NOT EXISTS (SELECT 1 FROM movement m WHERE m.event_id = j.event_id)
    AND instr(j.body, CAST('"lines":[' AS BLOB)) > 0"""


def _is_as_told(row: Row) -> bool:
    _, body, kind, reason, at, reversed_id, reversed_kind, postings, first_day, last_day = row
    event = body_of(body)
    if event is None:
        return False
    try:
        change = next(change for change in event["changes"] if change.get("lines"))
        day = event.get("day", first_day)
        is_undo = change["do"] == "undo"
        return (
            _told(event) == sorted(map(tuple, json.loads(postings)))
            and kind == (reversed_kind if is_undo else change["do"])
            and reversed_id == (change["of"] if is_undo else None)
            and reason == change.get("reason")
            and at == event["at"]
            and first_day == last_day == day
        )
    except (*MALFORMED, StopIteration):
        return False


def _told(event: dict[str, Any]) -> list[tuple[str, str, str, str, int]]:
    lines = [line for change in event.get("changes", ()) for line in change.get("lines", ())]
    return sorted((line["item"], line["lot"], line["from"], line["to"], line["quantity"]) for line in lines)


def audit_catalogue(connection: Connection) -> Iterator[Difference]:
    """Lots, tracking, identifiers, package sizes and par levels against the journal's last word on each.

    What items cost and who sells them: :mod:`tracker.inventory.terms_auditing`. Not held against it: the tree of places,
    settings, and codes put aside.
    """
    told = Recounted()
    for event_id, event in events(connection):
        try:
            told.tell(event or {})
        except MALFORMED:
            yield Difference("event_unreadable", f"The event {event_id} cannot be read.")
    yield from _catalogue(connection, told)
    yield from _by_place_and_container(connection, told)


def _catalogue(connection: Connection, told: Recounted) -> Iterator[Difference]:
    read = connection.exec_driver_sql
    lots = {(i, n): (e, s) for i, n, e, s in read("SELECT i.code, t.number, t.expiry, t.state" + _OF_LOT)}
    yield from _compared("lot", told.lots, lots)
    items = read("SELECT code, tracks_lot, tracks_expiry FROM item")
    yield from _compared("item", told.tracked, {code: (lot, expiry) for code, lot, expiry in items})
    codes = read(
        "SELECT n.kind, n.value, i.code, p.factor FROM identifier n JOIN item i ON i.id = n.item_id"
        " JOIN package_level p ON p.id = n.package_id"
    )
    yield from _compared("identifier", told.codes, {(k, normalize("NFC", v)): (i, f) for k, v, i, f in codes})
    packages = read("SELECT i.code, p.name, p.factor FROM package_level p JOIN item i ON i.id = p.item_id")
    yield from _compared(
        "package", told.packages, {(code, normalize("NFC", n)): factor for code, n, factor in packages}
    )


def _by_place_and_container(connection: Connection, told: Recounted) -> Iterator[Difference]:
    read = connection.exec_driver_sql
    keeps = read("SELECT i.code, k.amount, k.unit FROM keeps_opened k JOIN item i ON i.id = k.item_id")
    yield from _compared("days after opening of", told.keeps, {code: (amount, unit) for code, amount, unit in keeps})
    opened = read(
        "SELECT o.code, i.code, t.number, o.quantity, o.use_by_day, o.use_by_at FROM opened o"
        " JOIN item i ON i.id = o.item_id JOIN lot t ON t.id = o.lot_id WHERE NOT o.is_taken_back"
    )
    yield from _compared("opened container", told.opened, {row[0]: tuple(row[1:]) for row in opened})
    pars = read(
        "SELECT l.code, i.code, p.par FROM par_level p JOIN location l ON l.id = p.location_id"
        " JOIN item i ON i.id = p.item_id"
    )
    yield from _compared("par", told.pars, {(place, item): par for place, item, par in pars})


_OF_LOT = " FROM lot t JOIN item i ON i.id = t.item_id"


def _compared(about: str, told: Mapping[Any, object], kept: Mapping[Any, object]) -> Iterator[Difference]:
    for key in {**told, **kept}:
        if key not in told or key not in kept or told[key] != kept[key]:
            name = key if isinstance(key, str) else " ".join(key)
            message = f"The {about} {name}: {shown(kept.get(key))} here, {shown(told.get(key))} in the journal."
            yield Difference(f"{about.replace(' ', '_')}_changed", message)


def shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def ledger_digest(connection: Connection) -> str:
    """SHA-256 over all balances above zero, in codes: equal digests mean equal stock, on any machine and day."""
    rows = connection.exec_driver_sql(
        "SELECT l.code, i.code, t.number, b.quantity FROM balance b JOIN location l ON l.id = b.location_id"
        " JOIN item i ON i.id = b.item_id JOIN lot t ON t.id = b.lot_id WHERE b.quantity > 0"
        " ORDER BY 1, 2, 3"
    )
    digest = sha256()
    for row in rows:
        digest.update("\t".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()
