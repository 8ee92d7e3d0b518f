"""Opened containers: how long each item keeps once opened, which container was opened when, and what was taken out of it.

A container's stock is part of its lot's balance in its place: opening moves nothing. ``remains`` and ``location_id`` are
what its postings come to, kept in their own transaction as balances are.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE keeps_opened (
        item_id INTEGER PRIMARY KEY REFERENCES item,
        amount INTEGER NOT NULL CHECK (amount >= 1),
        unit TEXT NOT NULL CHECK (unit IN ('day', 'hour'))
    ) STRICT""",
    """CREATE TABLE opened (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        event_id TEXT NOT NULL UNIQUE,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        location_id INTEGER NOT NULL REFERENCES location,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        remains INTEGER NOT NULL CHECK (remains >= 0),
        serial TEXT,
        opened_at TEXT NOT NULL,
        opened_by TEXT,
        use_by_day TEXT CHECK (use_by_day IS date(use_by_day)),
        use_by_at TEXT,
        is_taken_back INTEGER NOT NULL CHECK (is_taken_back IN (0, 1)),
        CHECK (use_by_at IS NULL OR use_by_day IS NOT NULL),
        CHECK (NOT is_taken_back OR remains = 0)
    ) STRICT""",
    "CREATE INDEX opened_by_item ON opened (item_id, lot_id) WHERE remains > 0",
    """CREATE TABLE opened_posting (
        movement_id INTEGER NOT NULL,
        line INTEGER NOT NULL,
        opened_id INTEGER NOT NULL REFERENCES opened,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        PRIMARY KEY (movement_id, line, opened_id),
        FOREIGN KEY (movement_id, line) REFERENCES posting (movement_id, line)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX opened_posting_by_container ON opened_posting (opened_id)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
