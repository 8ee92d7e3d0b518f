"""The print queue: what is to be printed, what became of it, and which print of which label it is.

``unknown`` is a state of its own: something may have come out, and only a person who looks can tell.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE print_job (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        printer TEXT NOT NULL,
        about TEXT NOT NULL,
        labels TEXT NOT NULL,
        setting TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'confirmed', 'unknown', 'cancelled')),
        fault TEXT NOT NULL,
        reprint_of INTEGER REFERENCES print_job,
        reprint INTEGER NOT NULL CHECK (reprint >= 0),
        reason TEXT,
        UNIQUE (reprint_of, reprint),
        CHECK ((reprint = 0) = (reprint_of IS NULL)),
        CHECK ((reprint = 0) = (reason IS NULL))
    ) STRICT""",
    """CREATE INDEX print_job_open ON print_job (printer, id)
        WHERE state IN ('queued', 'sending', 'unknown')""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
