"""Each item's own past at each site, read for all of them at once from the kept daily use.

Many at a time are told as one table, an item at a site to a row and a day to a column: each step costs one call for two
hundred of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracker.inventory.demand.history import Floats
from tracker.inventory.ordering.facts import Past
from tracker.inventory.use_blocks import BLOCK_DAYS
from tracker.store.connection import Connection, Row

PAST_DAYS = 546
"""A year for the method's own sums, and half a year before it, so that there is enough to try the method on."""

_AT_ONCE = 250
"""Items at sites in memory together: 2 MB for each number that is told of their days."""

_Pair = tuple[int, int]
_Whole: TypeAlias = NDArray[np.int64]

_BLOCKS = """
    SELECT b.item_id, b.site_id, count(*), group_concat(b.block), group_concat(b.used), group_concat(b.moved)
    FROM item i CROSS JOIN (SELECT 0 AS id UNION ALL SELECT id FROM location WHERE kind = 'site') s
    CROSS JOIN use_block b ON b.item_id = i.id AND b.site_id = s.id AND b.block >= ?
    GROUP BY i.id, s.id"""
"""One look into the index for each, so that what is older is not read."""


def pasts(connection: Connection, today: date, held: Mapping[_Pair, int]) -> Mapping[_Pair, Past]:
    """From the first day on which anything moved to yesterday; ``held`` is what stands there now.

    Today is not over and does not count, nor does what a clock that was wrong has put behind it.
    """
    rows = connection.exec_driver_sql(_BLOCKS, ((today.toordinal() - PAST_DAYS) // BLOCK_DAYS,))
    found: dict[_Pair, Past] = {}
    while some := rows.some(_AT_ONCE):
        pairs = [(row[0], row[1]) for row in some]
        used, moved = _by_day(some, today.toordinal())
        found.update(_told(pairs, used, moved, np.array([held.get(pair, 0) for pair in pairs])))
    return found


def _by_day(rows: Sequence[Row], until: int) -> tuple[_Whole, _Whole]:
    """What was used and what moved: for each of ``rows`` a row, a column for each day up to ``until``, and all that is later
    together with that."""
    since = until - PAST_DAYS
    first, after = since // BLOCK_DAYS, until // BLOCK_DAYS + 1
    numbers = np.repeat(np.arange(len(rows)), [row[2] for row in rows])
    blocks = _numbers(",".join(row[3] for row in rows))
    is_late = blocks >= after
    told = []
    for column in (4, 5):
        text = ",".join(row[column] for row in rows).replace("[", "").replace("]", "")
        days = _numbers(text).reshape(-1, BLOCK_DAYS)
        table = np.zeros((len(rows), after - first, BLOCK_DAYS), dtype=np.int64)
        table[numbers[~is_late], blocks[~is_late] - first] = days[~is_late]
        by_day = table.reshape(len(rows), -1)[:, since - first * BLOCK_DAYS :]
        by_day[:, PAST_DAYS] = by_day[:, PAST_DAYS:].sum(axis=1)
        np.add.at(by_day[:, PAST_DAYS], numbers[is_late], days[is_late].sum(axis=1))
        told.append(by_day[:, : PAST_DAYS + 1])
    return told[0], told[1]


def _numbers(text: str) -> _Whole:
    return np.fromstring(text, dtype=np.int64, sep=",")


def _told(pairs: Sequence[_Pair], used: _Whole, moved: _Whole, held: _Whole) -> Iterator[tuple[_Pair, Past]]:
    """Backwards from ``held``: a day without stock at its end or its beginning, and without use, is left out."""
    ends = (held - moved.sum(axis=1))[:, None] + np.cumsum(moved, axis=1)
    is_kept = (ends > 0) | (ends - moved > 0) | (used > 0)
    moves = (used != 0) | (moved != 0)
    firsts = moves.argmax(axis=1)
    is_kept &= np.arange(PAST_DAYS + 1) >= firsts[:, None]
    amounts = np.maximum(0.0, used)
    for pair, is_known, first, kept, days in zip(
        pairs, moves.any(axis=1).tolist(), firsts.tolist(), is_kept[:, :PAST_DAYS], amounts[:, :PAST_DAYS], strict=True
    ):
        if is_known:
            yield pair, _past(days[kept], PAST_DAYS - first)


def _past(kept: Floats, days: int) -> Past:
    with_use = np.flatnonzero(kept)
    return Past(kept, days - len(kept), len(kept) - 1 - int(with_use[-1]) if len(with_use) else None)
