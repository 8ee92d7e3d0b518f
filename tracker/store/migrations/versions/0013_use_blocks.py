"""Daily use, four weeks to a row: what every reorder reads is a thirtieth of the rows.

``used`` and ``moved`` are JSON arrays of a number for each of the 28 days from ``block`` times 28 on, in Python's
``date.toordinal``; so a posting still adds to its day in one statement. ``daily_use`` tells them day by day, as its table
did; days on which nothing stands are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from alembic import op
from sqlalchemy import Connection

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_DAYS = 28

TABLE = f"""CREATE TABLE use_block (
    item_id INTEGER NOT NULL REFERENCES item,
    site_id INTEGER NOT NULL CHECK (site_id >= 0),
    block INTEGER NOT NULL CHECK (block >= 0),
    used TEXT NOT NULL CHECK (json_array_length(used) = {_DAYS}),
    moved TEXT NOT NULL CHECK (json_array_length(moved) = {_DAYS}),
    PRIMARY KEY (item_id, site_id, block)
) STRICT, WITHOUT ROWID"""
VIEW = f"""CREATE VIEW daily_use (item_id, site_id, day, used, moved) AS
    SELECT b.item_id, b.site_id, b.block * {_DAYS} + u.key, u.value, b.moved ->> u.key
    FROM use_block b, json_each(b.used) u WHERE u.value <> 0 OR b.moved ->> u.key <> 0"""


def upgrade() -> None:
    op.execute(TABLE)
    _convert(op.get_bind())
    op.execute("DROP TABLE daily_use")
    op.execute(VIEW)


def _convert(connection: Connection) -> None:
    """Item by item, so that memory holds one at a time."""
    for (item_id,) in connection.exec_driver_sql("SELECT DISTINCT item_id FROM daily_use").all():
        rows = connection.exec_driver_sql(
            f"SELECT item_id, site_id, day / {_DAYS}, day % {_DAYS}, used, moved FROM daily_use"
            " WHERE item_id = ? AND (used <> 0 OR moved <> 0) ORDER BY site_id, day",
            (item_id,),
        ).all()
        if rows:
            connection.exec_driver_sql("INSERT INTO use_block VALUES (?, ?, ?, ?, ?)", list(_packed(map(tuple, rows))))


def _packed(rows: Iterable[tuple[int, ...]]) -> Iterator[tuple[int, int, int, str, str]]:
    for (item_id, site_id, block), days in groupby(rows, lambda row: (row[0], row[1], row[2])):
        used, moved = [0] * _DAYS, [0] * _DAYS
        for *_, offset, day_used, day_moved in days:
            used[offset], moved[offset] = day_used, day_moved
        yield item_id, site_id, block, _array(used), _array(moved)


def _array(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"
