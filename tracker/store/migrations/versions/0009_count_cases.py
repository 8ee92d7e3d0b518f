"""Counts that the clinic works through: which places they are of, every number that was said, and what they came to.

``position`` is the last movement in the ledger at a moment: what has a higher number came later, whatever any clock says.
A number that was said is never changed: it is taken back, or another is said beside it. ``last_count`` tells when each lot
was last counted in each place, by a count that was closed or by a single one.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE count_case (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        classes TEXT NOT NULL CHECK (classes IN ('', 'A', 'B', 'C', 'AB', 'AC', 'BC')),
        state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'cancelled')),
        position INTEGER NOT NULL CHECK (position >= 0),
        opened_by TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        ended_by TEXT,
        ended_at TEXT,
        reversed_by TEXT,
        reversed_at TEXT,
        CHECK ((state = 'open') = (ended_at IS NULL)),
        CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
        CHECK ((reversed_by IS NULL) = (reversed_at IS NULL)),
        CHECK (reversed_at IS NULL OR state = 'closed')
    ) STRICT""",
    """CREATE TABLE count_place (
        case_id INTEGER NOT NULL REFERENCES count_case,
        location_id INTEGER NOT NULL REFERENCES location,
        room_id INTEGER REFERENCES location,
        PRIMARY KEY (case_id, location_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX count_place_by_location ON count_place (location_id)",
    """CREATE TABLE count_grade (
        case_id INTEGER NOT NULL REFERENCES count_case,
        item_id INTEGER NOT NULL REFERENCES item,
        grade TEXT NOT NULL CHECK (grade IN ('A', 'B')),
        PRIMARY KEY (case_id, item_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE count_entry (
        id INTEGER PRIMARY KEY,
        case_id INTEGER NOT NULL,
        location_id INTEGER NOT NULL,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        counted INTEGER NOT NULL CHECK (counted >= 0),
        expected INTEGER NOT NULL CHECK (expected >= 0),
        position INTEGER NOT NULL CHECK (position >= 0),
        at TEXT NOT NULL,
        day TEXT NOT NULL CHECK (day IS date(day)),
        by TEXT NOT NULL,
        event_id TEXT NOT NULL UNIQUE,
        taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1)),
        FOREIGN KEY (case_id, location_id) REFERENCES count_place (case_id, location_id)
    ) STRICT""",
    "CREATE INDEX count_entry_by_case ON count_entry (case_id)",
    """CREATE TABLE count_reason (
        case_id INTEGER NOT NULL REFERENCES count_case,
        location_id INTEGER NOT NULL REFERENCES location,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        reason TEXT NOT NULL,
        PRIMARY KEY (case_id, location_id, item_id, lot_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE count_result (
        case_id INTEGER NOT NULL REFERENCES count_case,
        location_id INTEGER NOT NULL REFERENCES location,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        grade TEXT NOT NULL CHECK (grade IN ('A', 'B', 'C')),
        counted INTEGER NOT NULL CHECK (counted >= 0),
        expected INTEGER NOT NULL CHECK (expected >= 0),
        is_within INTEGER NOT NULL CHECK (is_within IN (0, 1)),
        price_micros INTEGER CHECK (price_micros >= 0),
        reason TEXT,
        event_id TEXT,
        PRIMARY KEY (case_id, location_id, item_id, lot_id),
        CHECK ((counted = expected) = (event_id IS NULL)),
        CHECK ((reason IS NULL) = (event_id IS NULL))
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE last_count (
        location_id INTEGER NOT NULL REFERENCES location,
        item_id INTEGER NOT NULL REFERENCES item,
        lot_id INTEGER NOT NULL REFERENCES lot,
        day TEXT NOT NULL CHECK (day IS date(day)),
        event_id TEXT NOT NULL,
        PRIMARY KEY (location_id, item_id, lot_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX last_count_by_event ON last_count (event_id)",
    # What was counted before there were cases, as far as it left a movement.
    """INSERT INTO last_count (location_id, item_id, lot_id, day, event_id)
        SELECT l.id, p.item_id, p.lot_id, max(p.day), m.event_id
        FROM movement m JOIN posting p ON p.movement_id = m.id JOIN location l ON l.id IN (p.from_id, p.to_id)
        WHERE m.kind = 'adjust' AND m.reverses IS NULL AND l.kind IN ('site', 'room', 'cabinet', 'bin')
        AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id) GROUP BY 1, 2, 3""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
