"""Signing in: one-time codes run out, and a try is timed by a clock that nobody can set. Controlled substances, for which
two people sign.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE item ADD COLUMN is_controlled INTEGER NOT NULL DEFAULT 0 CHECK (is_controlled IN (0, 1))",
    "ALTER TABLE credential ADD COLUMN expires_at TEXT",
    "ALTER TABLE sign_in_tries ADD COLUMN boot TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sign_in_tries ADD COLUMN steady_ms INTEGER NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
