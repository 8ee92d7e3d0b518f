"""Reviews that sign for some of what stands out and not for all of it; and PINs that were reset by the keys alone.

Both are told in the journal. They are kept beside it since the first screen asks for them each time: the journal has no
index by kind.
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE audit_review_line (
        review_id INTEGER NOT NULL REFERENCES audit_review,
        station_id INTEGER NOT NULL REFERENCES station,
        code TEXT NOT NULL,
        who TEXT NOT NULL,
        key TEXT NOT NULL,
        seq INTEGER NOT NULL CHECK (seq > 0),
        PRIMARY KEY (review_id, station_id, code, who, key)
    ) STRICT""",
    """CREATE TABLE proof_reset_by_keys (
        event_id TEXT NOT NULL PRIMARY KEY REFERENCES journal (event_id) DEFERRABLE INITIALLY DEFERRED,
        badge TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
