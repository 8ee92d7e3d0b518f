"""Checkpoints: the order in which events entered the Merkle tree, the tree's larger subtrees, and what was signed.

Events enter the tree when a checkpoint is made and not when they are written, so that a scan costs what it did. Within
one checkpoint a station's events are consecutive: one row for a run of them says as much as a row for each (measured over
a million events: verifying reads a thousand rows instead of a million). Subtrees of fewer than 256 leaves are made anew
from the events where they are asked for.

``journal_id`` tells this database's journal from every other's for good.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE leaf_run (
        position INTEGER PRIMARY KEY CHECK (position >= 0),
        station_id INTEGER NOT NULL REFERENCES station,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        events INTEGER NOT NULL CHECK (events >= 1),
        UNIQUE (station_id, seq)
    ) STRICT""",
    """CREATE TABLE merkle_node (
        level INTEGER NOT NULL CHECK (level >= 8),
        number INTEGER NOT NULL CHECK (number >= 0),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (level, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE checkpoint (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        station_id INTEGER NOT NULL REFERENCES station,
        size INTEGER NOT NULL CHECK (size >= 0),
        root BLOB NOT NULL CHECK (length(root) = 32),
        why TEXT NOT NULL CHECK (why IN ('manifest', 'shift', 'count', 'asked')),
        note TEXT NOT NULL
    ) STRICT""",
    "INSERT INTO setting (name, value) VALUES ('journal_id', lower(hex(randomblob(16))))",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
