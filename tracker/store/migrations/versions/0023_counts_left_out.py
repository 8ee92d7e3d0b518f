"""What a count leaves to others: where another count was open when it began, that one's classes stay that one's.

Until now a place was in one open count only, whatever class that one was of: the rest of the place was in none.
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE count_left_out (
        case_id INTEGER NOT NULL REFERENCES count_case,
        location_id INTEGER NOT NULL REFERENCES location,
        to_id INTEGER NOT NULL REFERENCES count_case,
        PRIMARY KEY (case_id, location_id, to_id),
        CHECK (to_id < case_id)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
