"""Reviews of what stands out, and emergency access to patients' data.

Both are told in the journal. They are kept beside it, since the next review begins where the last one ended, and since
whether the glass is broken is asked again and again: the journal has no index by kind.
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE audit_review (
        id INTEGER PRIMARY KEY,
        event_id TEXT NOT NULL UNIQUE REFERENCES journal (event_id) DEFERRABLE INITIALLY DEFERRED,
        at TEXT NOT NULL,
        done_by TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE audit_review_end (
        review_id INTEGER NOT NULL REFERENCES audit_review,
        station_id INTEGER NOT NULL REFERENCES station,
        seq INTEGER NOT NULL CHECK (seq > 0),
        PRIMARY KEY (review_id, station_id)
    ) STRICT""",
    """CREATE TABLE break_glass (
        event_id TEXT NOT NULL PRIMARY KEY REFERENCES journal (event_id) DEFERRABLE INITIALLY DEFERRED,
        badge TEXT NOT NULL,
        at TEXT NOT NULL,
        until TEXT NOT NULL,
        CHECK (until > at)
    ) STRICT""",
    "CREATE INDEX break_glass_by_badge ON break_glass (badge, until)",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
