"""What a count was opened with and what its lines came to, as one number each: the journal keeps that instead of thousands
of lines, and whoever changes one of them in the tables is found all the same."""

from __future__ import annotations

from hashlib import sha256

from tracker.store.connection import Connection

_OPENING = """
    SELECT 'place', l.code, r.code FROM count_place p JOIN location l ON l.id = p.location_id
    LEFT JOIN location r ON r.id = p.room_id WHERE p.case_id = ?1
    UNION ALL SELECT 'class', i.code, g.grade FROM count_grade g JOIN item i ON i.id = g.item_id WHERE g.case_id = ?1
    ORDER BY 1, 2, 3"""
_RESULTS = """
    SELECT l.code, i.code, t.number, r.grade, r.counted, r.expected, r.is_within, r.price_micros, r.reason, r.event_id
    FROM count_result r JOIN location l ON l.id = r.location_id JOIN item i ON i.id = r.item_id
    JOIN lot t ON t.id = r.lot_id WHERE r.case_id = ? ORDER BY 1, 2, 3"""


def opening_digest(connection: Connection, case_id: int) -> str:
    """SHA-256 over its places, each with the room that it lay in, and the classes of its items."""
    return _digest(connection, _OPENING, case_id)


def results_digest(connection: Connection, case_id: int) -> str:
    """SHA-256 over all that its closing has kept of its lines."""
    return _digest(connection, _RESULTS, case_id)


def _digest(connection: Connection, statement: str, case_id: int) -> str:
    digest = sha256()
    for row in connection.exec_driver_sql(statement, (case_id,)):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
