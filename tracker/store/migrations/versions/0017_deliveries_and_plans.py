"""What a delivery had beside its order, short-dated and damaged: the order's report names it afterwards. And what another
site is to send, before anybody has packed it.

What came damaged was told by the journal alone; it is read from there once.
"""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import Connection

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE receipt ADD COLUMN beside_order_id INTEGER REFERENCES purchase_order",
    "ALTER TABLE receipt ADD COLUMN wanted_days INTEGER CHECK (wanted_days > 0)",
    "CREATE INDEX receipt_beside_order ON receipt (beside_order_id) WHERE beside_order_id IS NOT NULL",
    """CREATE TABLE delivery_damage (
        event_id TEXT PRIMARY KEY,
        order_id INTEGER NOT NULL REFERENCES purchase_order,
        item_id INTEGER NOT NULL REFERENCES item,
        quantity INTEGER NOT NULL CHECK (quantity > 0)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX delivery_damage_of_order ON delivery_damage (order_id)",
    """CREATE TABLE stock_transfer_plan (
        transfer_id INTEGER NOT NULL REFERENCES stock_transfer,
        item_id INTEGER NOT NULL REFERENCES item,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        PRIMARY KEY (transfer_id, item_id)
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    _read(op.get_bind())


def _read(connection: Connection) -> None:
    """An event that cannot be read is left: an upgrade must not stop for it, and 'doctor --deep' names it."""
    ask = connection.exec_driver_sql
    for event_id, body in ask(
        'SELECT event_id, body FROM journal WHERE instr(body, CAST(\'"do":"damaged"\' AS BLOB)) > 0 ORDER BY rowid'
    ).all():
        try:
            told = [each for each in json.loads(body)["changes"] if each["do"] == "damaged"]
            for each in told:
                ask(
                    "INSERT OR IGNORE INTO delivery_damage SELECT ?, o.id, i.id, ? FROM purchase_order o, item i"
                    " WHERE o.number = ? AND i.code = ?",
                    (event_id, int(each["quantity"]), each["order"], each["item"]),
                )
        except (KeyError, TypeError, ValueError):
            continue
    # A damage is taken back by the event that undoes its scan, and by nothing else.
    for (body,) in ask(
        'SELECT body FROM journal WHERE instr(body, CAST(\'"do":"undo"\' AS BLOB)) > 0'
        " AND EXISTS (SELECT 1 FROM delivery_damage)"
    ).all():
        try:
            undone = [(each["of"],) for each in json.loads(body)["changes"] if each["do"] == "undo"]
        except (KeyError, TypeError, ValueError):
            continue
        for each in undone:
            ask("DELETE FROM delivery_damage WHERE event_id = ?", each)
