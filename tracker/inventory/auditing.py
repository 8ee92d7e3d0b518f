"""Holding the balances against the ledger, and the ledger against the journal: three records of the same work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from tracker.store.connection import Connection


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
    """Every movement whose postings are not those that its journal event tells, and every one that only the journal
    tells: a movement taken out of the ledger together with its balances shows nowhere else."""
    rows = connection.exec_driver_sql(
        """
        SELECT m.event_id, j.body, (
            SELECT json_group_array(json_array(i.code, t.number, f.code, o.code, p.quantity))
            FROM posting p JOIN item i ON i.id = p.item_id JOIN lot t ON t.id = p.lot_id
            JOIN location f ON f.id = p.from_id JOIN location o ON o.id = p.to_id
            WHERE p.movement_id = m.id ORDER BY p.line)
        FROM movement m LEFT JOIN journal j ON j.event_id = m.event_id
        """
    )
    for event_id, body, postings in rows:
        if body is None:
            yield Difference("movement_without_event", f"The movement {event_id} has no event in the journal.")
        elif _told(body) != sorted(map(tuple, json.loads(postings))):
            yield Difference("movement_changed", f"The movement {event_id} is not what the journal tells.")
    for event_id, body in connection.exec_driver_sql(_WITHOUT_MOVEMENT):
        if _told(body):
            yield Difference("event_without_movement", f"The ledger lacks the movement of the event {event_id}.")


_WITHOUT_MOVEMENT = """
    SELECT j.event_id, j.body FROM journal j
    WHERE NOT EXISTS (SELECT 1 FROM movement m WHERE m.event_id = j.event_id)
    AND instr(j.body, CAST('"lines":[' AS BLOB)) > 0"""


def _told(body: bytes) -> list[tuple[str, str, str, str, int]]:
    lines = [line for change in json.loads(body).get("changes", ()) for line in change.get("lines", ())]
    return sorted((line["item"], line["lot"], line["from"], line["to"], line["quantity"]) for line in lines)


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
