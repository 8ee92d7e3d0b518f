"""Who may work here, and as what: how a badge's owner proves who he is, what each role may do, and his licences.

A clinic of before has badges and no proofs: it goes on as it did until a lead has it ask for PINs (``setting`` ``sign_in``).
Its badges get the role of least use; nothing is asked of roles until then.
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'assistant'",
    "ALTER TABLE staff ADD COLUMN ended_at TEXT",
    """CREATE TABLE credential (
        badge TEXT PRIMARY KEY REFERENCES staff (badge),
        kind TEXT NOT NULL CHECK (kind IN ('pin', 'passphrase')),
        verifier TEXT NOT NULL,
        must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
        set_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE sign_in_tries (
        badge TEXT PRIMARY KEY REFERENCES staff (badge),
        failed INTEGER NOT NULL CHECK (failed >= 0),
        last_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE role_permission (
        role TEXT NOT NULL,
        permission TEXT NOT NULL,
        PRIMARY KEY (role, permission)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE licence (
        badge TEXT NOT NULL REFERENCES staff (badge),
        kind TEXT NOT NULL,
        number TEXT NOT NULL,
        expires_on TEXT NOT NULL CHECK (expires_on IS date(expires_on)),
        PRIMARY KEY (badge, kind)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
