"""A proof belongs to its badge: where that was replaced, the badge under which it was chosen, sealed by the pepper."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE credential ADD COLUMN origin TEXT",
    "ALTER TABLE credential ADD COLUMN seal TEXT",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
