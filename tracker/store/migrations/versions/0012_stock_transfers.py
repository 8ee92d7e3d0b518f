"""Shipments of stock between the sites of one clinic.

Each has a place of its own, which bears the shipment's code and stands in no site: what is on the way is in the ledger
like all other stock, and in nobody's room. Which movements brought stock onto it, took it off or wrote it off is kept
beside them, since a place's postings have no index of their own. What has arrived is never stored: it is the sum of those
postings, so that an undone arrival is on the way again.
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE stock_transfer (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        place_id INTEGER NOT NULL UNIQUE REFERENCES location,
        from_site_id INTEGER NOT NULL REFERENCES location,
        to_site_id INTEGER NOT NULL REFERENCES location,
        state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'cancelled')),
        opened_at TEXT NOT NULL,
        opened_on TEXT NOT NULL CHECK (opened_on IS date(opened_on)),
        sent_on TEXT CHECK (sent_on IS date(sent_on)),
        ended_on TEXT CHECK (ended_on IS date(ended_on)),
        CHECK (from_site_id <> to_site_id),
        CHECK ((state = 'open') = (ended_on IS NULL))
    ) STRICT""",
    "CREATE INDEX stock_transfer_by_state ON stock_transfer (state)",
    """CREATE TABLE stock_transfer_movement (
        movement_id INTEGER PRIMARY KEY REFERENCES movement,
        transfer_id INTEGER NOT NULL REFERENCES stock_transfer
    ) STRICT""",
    "CREATE INDEX stock_transfer_movement_by_transfer ON stock_transfer_movement (transfer_id)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
