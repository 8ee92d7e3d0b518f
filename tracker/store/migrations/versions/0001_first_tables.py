"""Catalogue, places, lots, par levels, the ledger with its balances, the journal, raw scans and staff.

Every table is STRICT: SQLite would otherwise store a text in an integer column and say nothing. Dates are ISO texts,
times ISO texts in UTC, money millionths of the clinic's currency.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE station (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        public_key BLOB NOT NULL CHECK (length(public_key) = 32)
    ) STRICT""",
    """CREATE TABLE journal (
        station_id INTEGER NOT NULL REFERENCES station,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        event_id TEXT NOT NULL UNIQUE,
        prev BLOB NOT NULL CHECK (length(prev) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        body BLOB NOT NULL,
        PRIMARY KEY (station_id, seq),
        UNIQUE (station_id, prev)
    ) STRICT""",
    """CREATE TABLE journal_head (
        station_id INTEGER PRIMARY KEY REFERENCES station,
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL,
        signature BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE scan (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        source TEXT NOT NULL,
        aim TEXT NOT NULL,
        data TEXT,
        salt BLOB,
        quality TEXT NOT NULL,
        evidence TEXT NOT NULL,
        verdict TEXT NOT NULL,
        symbology TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE staff (
        id INTEGER PRIMARY KEY,
        badge TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE supplier (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    ) STRICT""",
    """CREATE TABLE item (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        base_unit TEXT NOT NULL,
        category TEXT NOT NULL,
        supplier_id INTEGER REFERENCES supplier,
        lead_time_days INTEGER CHECK (lead_time_days >= 0),
        unit_cost_micros INTEGER CHECK (unit_cost_micros >= 0),
        tracks_lot INTEGER NOT NULL CHECK (tracks_lot IN (0, 1)),
        tracks_expiry INTEGER NOT NULL CHECK (tracks_expiry IN (0, 1))
    ) STRICT""",
    "CREATE INDEX item_by_name ON item (name COLLATE NOCASE)",
    """CREATE TABLE package_level (
        id INTEGER PRIMARY KEY,
        item_id INTEGER NOT NULL REFERENCES item,
        name TEXT NOT NULL,
        factor INTEGER NOT NULL CHECK (factor >= 1),
        UNIQUE (item_id, name)
    ) STRICT""",
    """CREATE TABLE identifier (
        kind TEXT NOT NULL CHECK (kind IN ('gtin', 'hibc', 'ndc', 'vendor', 'house')),
        value TEXT NOT NULL,
        item_id INTEGER NOT NULL REFERENCES item,
        package_id INTEGER NOT NULL REFERENCES package_level,
        PRIMARY KEY (kind, value)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX identifier_by_item ON identifier (item_id)",
    """CREATE TABLE location (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN
            ('site', 'room', 'cabinet', 'bin', 'supplier', 'use', 'waste', 'difference')),
        parent_id INTEGER REFERENCES location,
        room_id INTEGER REFERENCES location,
        path TEXT NOT NULL,
        is_store INTEGER NOT NULL CHECK (is_store IN (0, 1))
    ) STRICT""",
    "CREATE INDEX location_by_room ON location (room_id)",
    """CREATE TABLE par_level (
        location_id INTEGER NOT NULL REFERENCES location,
        item_id INTEGER NOT NULL REFERENCES item,
        par INTEGER NOT NULL CHECK (par >= 1),
        PRIMARY KEY (location_id, item_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX par_by_item ON par_level (item_id)",
    """CREATE TABLE lot (
        id INTEGER PRIMARY KEY,
        item_id INTEGER NOT NULL REFERENCES item,
        number TEXT NOT NULL,
        expiry TEXT CHECK (expiry IS date(expiry)),
        state TEXT NOT NULL CHECK (state IN ('usable', 'quarantined', 'recalled')),
        UNIQUE (item_id, number)
    ) STRICT""",
    "CREATE INDEX lot_by_expiry ON lot (expiry) WHERE expiry IS NOT NULL",
    """CREATE TABLE movement (
        id INTEGER PRIMARY KEY,
        event_id TEXT NOT NULL UNIQUE REFERENCES journal (event_id) DEFERRABLE INITIALLY DEFERRED,
        kind TEXT NOT NULL CHECK (kind IN ('receive', 'transfer', 'use', 'waste', 'adjust', 'opening')),
        at TEXT NOT NULL,
        reason TEXT,
        reverses INTEGER UNIQUE REFERENCES movement
    ) STRICT""",
    """CREATE TABLE posting (
        movement_id INTEGER NOT NULL REFERENCES movement,
        line INTEGER NOT NULL,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        from_id INTEGER NOT NULL REFERENCES location,
        to_id INTEGER NOT NULL REFERENCES location,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        day TEXT NOT NULL,
        PRIMARY KEY (movement_id, line),
        CHECK (from_id <> to_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX posting_by_target ON posting (item_id, to_id, day)",
    """CREATE TABLE balance (
        location_id INTEGER NOT NULL REFERENCES location,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        quantity INTEGER NOT NULL CHECK (quantity >= 0),
        PRIMARY KEY (item_id, location_id, lot_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX balance_by_place ON balance (location_id)",
    "CREATE INDEX balance_by_lot ON balance (lot_id)",
    """CREATE TABLE parked (
        text TEXT PRIMARY KEY,
        scan_id TEXT NOT NULL,
        at TEXT NOT NULL,
        settled TEXT
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO location (code, name, kind, path, is_store) VALUES
        ('@supplier', 'Suppliers', 'supplier', 'Suppliers', 0),
        ('@use', 'Used', 'use', 'Used', 0),
        ('@waste', 'Waste', 'waste', 'Waste', 0),
        ('@difference', 'Count difference', 'difference', 'Count difference', 0)""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
