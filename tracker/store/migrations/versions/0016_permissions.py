"""What a clinic has said of a role's permission: that it has it, or not. Else it is as usual."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE role_permission ADD COLUMN is_allowed INTEGER NOT NULL DEFAULT 1 CHECK (is_allowed IN (0, 1))",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
