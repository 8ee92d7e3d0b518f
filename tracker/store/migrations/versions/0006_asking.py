"""What makes questions quick: stock at the end of every past month, the postings by day, and items by parts of their names.

A past day's stock is the last month's end before it and the postings since, however long the ledger is. A name is found by
any three letters of it that stand together; SQLite keeps that index itself, by triggers.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Connection

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "CREATE INDEX posting_by_day ON posting (day)",
    """CREATE TABLE month_end (
        month TEXT PRIMARY KEY CHECK (month IS strftime('%Y-%m', month || '-01'))
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE month_balance (
        month TEXT NOT NULL REFERENCES month_end,
        item_id INTEGER NOT NULL REFERENCES item,
        location_id INTEGER NOT NULL REFERENCES location,
        lot_id INTEGER NOT NULL REFERENCES lot,
        quantity INTEGER NOT NULL,
        PRIMARY KEY (month, item_id, location_id, lot_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE VIRTUAL TABLE item_words USING fts5(
        name, content='item', content_rowid='id', tokenize='trigram remove_diacritics 1')""",
    "INSERT INTO item_words (item_words) VALUES ('rebuild')",
    "INSERT INTO item_words (item_words) VALUES ('optimize')",
    """CREATE TRIGGER item_words_of_new AFTER INSERT ON item BEGIN
        INSERT INTO item_words (rowid, name) VALUES (new.id, new.name);
    END""",
    """CREATE TRIGGER item_words_of_gone AFTER DELETE ON item BEGIN
        INSERT INTO item_words (item_words, rowid, name) VALUES ('delete', old.id, old.name);
    END""",
    """CREATE TRIGGER item_words_of_renamed AFTER UPDATE OF name ON item WHEN new.name IS NOT old.name BEGIN
        INSERT INTO item_words (item_words, rowid, name) VALUES ('delete', old.id, old.name);
        INSERT INTO item_words (rowid, name) VALUES (new.id, new.name);
    END""",
)

_MONTHS = """
    WITH RECURSIVE m(month) AS (
        SELECT substr(min(day), 1, 7) FROM posting
        UNION ALL SELECT (SELECT substr(min(day), 1, 7) FROM posting WHERE day > m.month || '-31') FROM m
        WHERE m.month IS NOT NULL)
    SELECT month FROM m WHERE month IS NOT NULL ORDER BY month"""
"""Those with postings, each found by one look into the index."""

_BALANCES = """
    INSERT INTO month_balance
    SELECT :month, item_id, location_id, lot_id, sum(quantity) FROM (
        SELECT item_id, location_id, lot_id, quantity FROM month_balance WHERE month = :before
        UNION ALL SELECT item_id, to_id, lot_id, quantity FROM posting WHERE day >= :month AND day <= :month || '-31'
        UNION ALL SELECT item_id, from_id, lot_id, -quantity FROM posting WHERE day >= :month AND day <= :month || '-31')
    WHERE location_id IN (SELECT id FROM location WHERE kind IN ('site', 'room', 'cabinet', 'bin'))
    GROUP BY 2, 3, 4 HAVING sum(quantity) <> 0"""


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    _keep_past_months(op.get_bind())


def _keep_past_months(connection: Connection) -> None:
    """All but the latest month, which may not be over."""
    before: str | None = None
    for (month,) in connection.exec_driver_sql(_MONTHS).all()[:-1]:
        connection.exec_driver_sql("INSERT INTO month_end VALUES (?)", (month,))
        connection.exec_driver_sql(_BALANCES, {"month": month, "before": before})
        before = month
