"""Recalls that the clinic works through: which lots they hold back, and which room has signed that its stock is pulled.

Two triggers keep what no service could forget: a lot that is entered while a recall of all lots of its item is open belongs
to it, and a room into which recalled stock comes (by a count or an undo) must sign, again where it had signed.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE recall_case (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        item_id INTEGER NOT NULL REFERENCES item,
        lot TEXT,
        reason TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
        opened_by TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        closed_by TEXT,
        closed_at TEXT,
        CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
        CHECK ((closed_by IS NULL) = (closed_at IS NULL))
    ) STRICT""",
    "CREATE INDEX recall_case_by_item ON recall_case (item_id)",
    """CREATE TABLE recall_lot (
        lot_id INTEGER NOT NULL REFERENCES lot,
        recall_id INTEGER NOT NULL REFERENCES recall_case,
        was_held INTEGER NOT NULL CHECK (was_held IN (0, 1)),
        released_by TEXT,
        released_at TEXT,
        release_reason TEXT,
        PRIMARY KEY (lot_id, recall_id),
        CHECK ((released_by IS NULL) = (released_at IS NULL)),
        CHECK ((released_by IS NULL) = (release_reason IS NULL))
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX recall_lot_by_case ON recall_lot (recall_id)",
    """CREATE TABLE recall_room (
        recall_id INTEGER NOT NULL REFERENCES recall_case,
        room_id INTEGER NOT NULL REFERENCES location,
        stood INTEGER NOT NULL CHECK (stood > 0),
        signed_by TEXT,
        signed_at TEXT,
        pulled INTEGER CHECK (pulled >= 0),
        PRIMARY KEY (recall_id, room_id),
        CHECK ((signed_by IS NULL) = (signed_at IS NULL)),
        CHECK ((signed_by IS NULL) = (pulled IS NULL))
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER recall_of_new_lot AFTER INSERT ON lot BEGIN
        INSERT INTO recall_lot (lot_id, recall_id, was_held)
        SELECT new.id, c.id, new.state = 'recalled' FROM recall_case c
        WHERE c.item_id = new.item_id AND c.state = 'open' AND (c.lot IS NULL OR c.lot = new.number COLLATE NOCASE);
    END""",
)

_MUST_SIGN = """
    INSERT INTO recall_room (recall_id, room_id, stood)
    SELECT k.recall_id, coalesce(l.room_id, l.id), (
        SELECT sum(b.quantity) FROM recall_lot o JOIN balance b ON b.lot_id = o.lot_id
        JOIN location p ON p.id = b.location_id
        WHERE o.recall_id = k.recall_id AND o.released_at IS NULL AND coalesce(p.room_id, p.id) = coalesce(l.room_id, l.id))
    FROM recall_lot k JOIN recall_case c ON c.id = k.recall_id JOIN location l ON l.id = new.location_id
    WHERE k.lot_id = new.lot_id AND k.released_at IS NULL AND c.state = 'open'
    ON CONFLICT (recall_id, room_id) DO UPDATE SET
        stood = max(stood, excluded.stood), signed_by = NULL, signed_at = NULL, pulled = NULL"""

TRIGGERS = (
    f"CREATE TRIGGER recall_room_of_first AFTER INSERT ON balance WHEN new.quantity > 0 BEGIN {_MUST_SIGN}; END",
    "CREATE TRIGGER recall_room_of_more AFTER UPDATE OF quantity ON balance WHEN new.quantity > old.quantity"
    f" BEGIN {_MUST_SIGN}; END",
)


def upgrade() -> None:
    for statement in (*TABLES, *TRIGGERS):
        op.execute(statement)
