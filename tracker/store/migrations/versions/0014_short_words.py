"""Items by one or two letters of their names, too, and which items have them told by the index itself.

The index knows three letters that stand together, and so every two that a third one follows. Two spaces behind each name
make that true of its last letters as well; what is typed has no spaces in it.
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = (
    "DROP TRIGGER item_words_of_new",
    "DROP TRIGGER item_words_of_gone",
    "DROP TRIGGER item_words_of_renamed",
    "DROP TABLE item_words",
    "CREATE VIEW item_name (id, name) AS SELECT id, name || '  ' FROM item",
    """CREATE VIRTUAL TABLE item_words USING fts5(
        name, content='item_name', content_rowid='id', tokenize='trigram remove_diacritics 1')""",
    "CREATE VIRTUAL TABLE item_letters USING fts5vocab(item_words, 'instance')",
    "INSERT INTO item_words (item_words) VALUES ('rebuild')",
    "INSERT INTO item_words (item_words) VALUES ('optimize')",
    """CREATE TRIGGER item_words_of_new AFTER INSERT ON item BEGIN
        INSERT INTO item_words (rowid, name) VALUES (new.id, new.name || '  ');
    END""",
    """CREATE TRIGGER item_words_of_gone AFTER DELETE ON item BEGIN
        INSERT INTO item_words (item_words, rowid, name) VALUES ('delete', old.id, old.name || '  ');
    END""",
    """CREATE TRIGGER item_words_of_renamed AFTER UPDATE OF name ON item WHEN new.name IS NOT old.name BEGIN
        INSERT INTO item_words (item_words, rowid, name) VALUES ('delete', old.id, old.name || '  ');
        INSERT INTO item_words (rowid, name) VALUES (new.id, new.name || '  ');
    END""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
