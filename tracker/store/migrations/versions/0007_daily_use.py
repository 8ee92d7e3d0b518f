"""What was used of each item at each site on each day, and by how much its stock there changed: read by every reorder.

Kept in the transaction of the posting and told again from the ledger by ``doctor --deep``. ``day`` counts days as
Python's ``date.toordinal``, since two thousand items' year is read at once; ``site_id`` 0 is no site. A movement that was
taken back counts for nothing, on its own day.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE daily_use (
        item_id INTEGER NOT NULL REFERENCES item,
        site_id INTEGER NOT NULL CHECK (site_id >= 0),
        day INTEGER NOT NULL CHECK (day >= 1),
        used INTEGER NOT NULL,
        moved INTEGER NOT NULL,
        PRIMARY KEY (item_id, site_id, day)
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO daily_use (item_id, site_id, day, used, moved)
        WITH RECURSIVE up(place, id, parent_id, kind) AS (
            SELECT id, id, parent_id, kind FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin')
            UNION ALL SELECT up.place, l.id, l.parent_id, l.kind FROM up JOIN location l ON l.id = up.parent_id),
        site(place, id) AS (
            SELECT place, CASE kind WHEN 'site' THEN id ELSE 0 END FROM up WHERE parent_id IS NULL),
        stands AS (
            SELECT p.item_id, p.from_id, p.to_id, p.quantity, CAST(julianday(p.day) - 1721424.5 AS INTEGER) AS day
            FROM posting p JOIN movement m ON m.id = p.movement_id
            WHERE m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM movement r WHERE r.reverses = m.id))
        SELECT item_id, site_id, day, sum(used), sum(moved) FROM (
            SELECT s.item_id, f.id AS site_id, s.day, CASE l.kind WHEN 'use' THEN s.quantity ELSE 0 END AS used,
                -s.quantity AS moved
            FROM stands s JOIN site f ON f.place = s.from_id JOIN location l ON l.id = s.to_id
            UNION ALL SELECT s.item_id, t.id, s.day, CASE l.kind WHEN 'use' THEN -s.quantity ELSE 0 END, s.quantity
            FROM stands s JOIN site t ON t.place = s.to_id JOIN location l ON l.id = s.from_id)
        GROUP BY 1, 2, 3 HAVING sum(used) <> 0 OR sum(moved) <> 0""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
