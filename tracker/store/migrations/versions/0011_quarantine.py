"""Quarantine: the room where recalled stock is put until it goes back or is destroyed, and what went back to suppliers.

What is put there has been pulled: no room signs for it, so that the triggers of recalls leave it out.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = (
    "CREATE TABLE quarantine (location_id INTEGER PRIMARY KEY REFERENCES location) STRICT",
    """CREATE TABLE supplier_return (
        movement_id INTEGER PRIMARY KEY REFERENCES movement,
        credit TEXT
    ) STRICT""",
)

_MUST_SIGN = """
    INSERT INTO recall_room (recall_id, room_id, stood)
    SELECT k.recall_id, coalesce(l.room_id, l.id), (
        SELECT sum(b.quantity) FROM recall_lot o JOIN balance b ON b.lot_id = o.lot_id
        JOIN location p ON p.id = b.location_id
        WHERE o.recall_id = k.recall_id AND o.released_at IS NULL AND coalesce(p.room_id, p.id) = coalesce(l.room_id, l.id))
    FROM recall_lot k JOIN recall_case c ON c.id = k.recall_id JOIN location l ON l.id = new.location_id
    WHERE k.lot_id = new.lot_id AND k.released_at IS NULL AND c.state = 'open'
    AND coalesce(l.room_id, l.id) NOT IN (SELECT location_id FROM quarantine)
    ON CONFLICT (recall_id, room_id) DO UPDATE SET
        stood = max(stood, excluded.stood), signed_by = NULL, signed_at = NULL, pulled = NULL"""

TRIGGERS = (
    "DROP TRIGGER recall_room_of_first",
    "DROP TRIGGER recall_room_of_more",
    f"CREATE TRIGGER recall_room_of_first AFTER INSERT ON balance WHEN new.quantity > 0 BEGIN {_MUST_SIGN}; END",
    "CREATE TRIGGER recall_room_of_more AFTER UPDATE OF quantity ON balance WHEN new.quantity > old.quantity"
    f" BEGIN {_MUST_SIGN}; END",
)


def upgrade() -> None:
    for statement in (*TABLES, *TRIGGERS):
        op.execute(statement)
