"""Daily use as it is kept: four weeks of an item at a site to a row, as JSON arrays of a number for each day.

A reorder reads a year and a half of every item: rows of single days took half of its time (2,000 items, 1.1 million rows).
Day by day it can be read from ``daily_use``, a view.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tracker.store.connection import Connection

BLOCK_DAYS = 28

Day = tuple[int, int, int, int, int]
"""Item, site (0 for none), day as ``date.toordinal`` counts, base units used, and by how much stock there changed."""

_ADD = """
    UPDATE use_block SET used = json_set(used, ?4, used ->> ?4 + ?5), moved = json_set(moved, ?4, moved ->> ?4 + ?6)
    WHERE item_id = ?1 AND site_id = ?2 AND block = ?3"""


def add(connection: Connection, days: Iterable[Day]) -> None:
    """Add to each day what is given for it. Most days' block is there: one statement."""
    for item_id, site_id, day, used, moved in days:
        block, offset = divmod(day, BLOCK_DAYS)
        values = (item_id, site_id, block, f"$[{offset}]", used, moved)
        if connection.exec_driver_sql(_ADD, values).rowcount == 0:
            new = list(packed([(item_id, site_id, day, used, moved)]))
            connection.exec_driver_sql("INSERT INTO use_block VALUES (?, ?, ?, ?, ?)", new)


def packed(days: Iterable[Sequence[int]]) -> Iterator[tuple[int, int, int, str, str]]:
    """The rows of ``days``, which come by item, site and day."""
    for (item_id, site_id, block), of_block in groupby(days, lambda each: (each[0], each[1], each[2] // BLOCK_DAYS)):
        used, moved = [0] * BLOCK_DAYS, [0] * BLOCK_DAYS
        for _, _, day, day_used, day_moved in of_block:
            used[day % BLOCK_DAYS], moved[day % BLOCK_DAYS] = day_used, day_moved
        yield item_id, site_id, block, _array(used), _array(moved)


def _array(numbers: Sequence[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"
