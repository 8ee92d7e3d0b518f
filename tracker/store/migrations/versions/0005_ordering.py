"""Ordering: what a supplier offers, what was ordered, and which order, document and price a delivery came with.

An offer is one price from so many packs on: price breaks are several rows of one pack, and the smallest is the minimum
order. What of an order has arrived is never stored: it is the sum of its receipts' postings, so that an undone receipt
is open again. ``criticality`` is VED's: vital, essential, desirable.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "ALTER TABLE supplier ADD COLUMN review_days INTEGER NOT NULL DEFAULT 7 CHECK (review_days BETWEEN 1 AND 365)",
    "ALTER TABLE supplier ADD COLUMN minimum_order_micros INTEGER CHECK (minimum_order_micros >= 0)",
    "ALTER TABLE supplier ADD COLUMN account TEXT",
    "ALTER TABLE item ADD COLUMN criticality TEXT CHECK (criticality IN ('V', 'E', 'D'))",
    """CREATE TABLE offer (
        item_id INTEGER NOT NULL REFERENCES item,
        supplier_id INTEGER NOT NULL REFERENCES supplier,
        package_id INTEGER NOT NULL REFERENCES package_level,
        from_packs INTEGER NOT NULL CHECK (from_packs >= 1),
        price_micros INTEGER NOT NULL CHECK (price_micros >= 0),
        part_number TEXT,
        PRIMARY KEY (item_id, supplier_id, package_id, from_packs)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE purchase_order (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        supplier_id INTEGER NOT NULL REFERENCES supplier,
        site_id INTEGER REFERENCES location,
        state TEXT NOT NULL CHECK (state IN ('draft', 'sent', 'closed', 'cancelled')),
        made_at TEXT NOT NULL,
        sent_on TEXT CHECK (sent_on IS date(sent_on)),
        expected_on TEXT CHECK (expected_on IS date(expected_on)),
        closed_on TEXT CHECK (closed_on IS date(closed_on)),
        CHECK (state IN ('draft', 'cancelled') OR sent_on IS NOT NULL)
    ) STRICT""",
    "CREATE INDEX purchase_order_by_state ON purchase_order (state)",
    """CREATE TABLE purchase_order_line (
        order_id INTEGER NOT NULL REFERENCES purchase_order,
        line INTEGER NOT NULL CHECK (line >= 1),
        item_id INTEGER NOT NULL REFERENCES item,
        package_id INTEGER NOT NULL REFERENCES package_level,
        packs INTEGER NOT NULL CHECK (packs >= 1),
        price_micros INTEGER CHECK (price_micros >= 0),
        why TEXT NOT NULL,
        PRIMARY KEY (order_id, line)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX purchase_order_line_by_item ON purchase_order_line (item_id)",
    """CREATE TABLE receipt (
        movement_id INTEGER PRIMARY KEY REFERENCES movement,
        order_id INTEGER,
        line INTEGER,
        document TEXT,
        unit_price_micros INTEGER CHECK (unit_price_micros >= 0),
        FOREIGN KEY (order_id, line) REFERENCES purchase_order_line (order_id, line),
        CHECK ((order_id IS NULL) = (line IS NULL))
    ) STRICT""",
    "CREATE INDEX receipt_by_order ON receipt (order_id, line) WHERE order_id IS NOT NULL",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
