"""What a clinic has said of a role's permission, and who worked on a day although his licence had run out."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE role_permission ADD COLUMN is_allowed INTEGER NOT NULL DEFAULT 1 CHECK (is_allowed IN (0, 1))",
    """CREATE TABLE licence_exemption (
        badge TEXT NOT NULL REFERENCES staff (badge),
        kind TEXT NOT NULL,
        day TEXT NOT NULL CHECK (day IS date(day)),
        reason TEXT NOT NULL,
        witness TEXT NOT NULL REFERENCES staff (badge),
        event_id TEXT NOT NULL,
        PRIMARY KEY (badge, kind, day)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
