"""The keys that stations have signed with before.

Each is told in the journal by the event that ended it. They are kept beside it, since a chain is followed from its
station's first key on, and checkpoints of before bear the signature of a former one.
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATEMENTS = (
    """CREATE TABLE station_key (
        station_id INTEGER NOT NULL REFERENCES station,
        ended_seq INTEGER NOT NULL CHECK (ended_seq > 0),
        public_key BLOB NOT NULL CHECK (length(public_key) = 32),
        PRIMARY KEY (station_id, ended_seq)
    ) STRICT""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
