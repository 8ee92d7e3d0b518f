"""Opened containers held against what moved: where each stands, and what remains in it."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.inventory.recounting import body_of
from tracker.store.connection import Connection

_MOVED = """
    SELECT p.opened_id, p.quantity, f.kind, f.code, t.kind, t.code
    FROM opened_posting p JOIN posting g ON g.movement_id = p.movement_id AND g.line = p.line
    JOIN location f ON f.id = g.from_id JOIN location t ON t.id = g.to_id ORDER BY p.movement_id, p.line"""
_MORE_THAN_STANDS = """
    SELECT i.code, t.number, l.path, sum(o.remains), coalesce(max(b.quantity), 0)
    FROM opened o JOIN item i ON i.id = o.item_id JOIN lot t ON t.id = o.lot_id JOIN location l ON l.id = o.location_id
    LEFT JOIN balance b ON b.item_id = o.item_id AND b.lot_id = o.lot_id AND b.location_id = o.location_id
    WHERE o.remains > 0 GROUP BY o.item_id, o.lot_id, o.location_id HAVING sum(o.remains) > coalesce(max(b.quantity), 0)"""
_OUTSIDE = ("supplier", "use", "waste", "difference")


def audit_opened(connection: Connection) -> Iterator[str]:
    """Every container that is not where and what its movements say, and every place with more open than stands there."""
    kept = connection.exec_driver_sql(
        "SELECT o.id, o.code, o.quantity, o.remains, l.code, j.body FROM opened o JOIN location l ON l.id = o.location_id"
        " LEFT JOIN journal j ON j.event_id = o.event_id WHERE NOT o.is_taken_back"
    ).all()
    began = {row[0]: _began(row[1], row[5]) for row in kept}
    comes_to = {row[0]: [row[2], began[row[0]]] for row in kept}
    for key, quantity, from_kind, _, to_kind, to_code in connection.exec_driver_sql(_MOVED):
        state = comes_to.get(key)
        if state is None:
            continue
        if from_kind in _OUTSIDE:
            state[0] += quantity
        elif to_kind in _OUTSIDE:
            state[0] -= quantity
        else:
            state[1] = to_code
    for key, code, _, remains, place, _ in kept:
        if [remains, place] != comes_to[key]:
            left, where = comes_to[key]
            yield f"Opened container {code}: {remains} in {place} here, its movements come to {left} in {where}."
    for item, lot, path, inside, stands in connection.exec_driver_sql(_MORE_THAN_STANDS):
        yield f"{item} lot {lot} in {path}: {inside} in opened containers, and {stands} stand there."


def _began(code: str, body: bytes | None) -> str:
    """Where it was opened, by the journal; empty where that does not say."""
    event = body_of(body) if body is not None else None
    changes = event.get("changes", ()) if event is not None else ()
    found = [change["place"] for change in changes if change.get("container") == code and change.get("do") == "open"]
    return str(found[0]) if found else ""
