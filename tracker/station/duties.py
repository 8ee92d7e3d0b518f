"""What the person who answers for stock has to do today, what harms most first: for the screen, and for a report by cron.

Each kind of work has one function that finds it: stock's and people's in rooms of their own. A new one is one function, one
line in :data:`AT_ONCE` or :data:`RECKONED`, and one in :data:`tracker.station.duty.WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from tracker.station.duty import Duty, Harm, duty, worst_first
from tracker.station.people_duties import by_keys, licences, review, second_lead
from tracker.station.reader import StationReader
from tracker.station.stock_duties import (
    counts_begun,
    counts_due,
    expired,
    expiring_soon,
    held,
    late_shipments,
    open_orders,
    open_recalls,
    outside_sites,
    par_drift,
    parked,
    to_order,
)
from tracker.text import counted


def duties(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """All of it, what harms most first. Reckons what is to be ordered of every item: seconds where there are thousands."""
    return worst_first(at_once(reader, now), reckoned(reader, now))


def at_once(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """What is known by a look at a few rows."""
    return tuple(each for provider in AT_ONCE for each in provider(reader, now))


def reckoned(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """What takes longer the more items there are: home is drawn without it first."""
    return tuple(each for provider in RECKONED for each in provider(reader, now))


def of_review(reader: StationReader, now: datetime) -> tuple[Duty, ...]:
    """What whoever reviews has to do, though he may see no stock."""
    return worst_first((*by_keys(reader, now), *review(reader, now)))


def _missing(reader: StationReader, now: datetime) -> Iterator[Duty]:
    board = reader.specimens.board(1)
    if board.missing_count:
        first = board.missing[0]
        hours = int((now - first.missing_at).total_seconds() // 3600) if first.missing_at is not None else 0
        why = f"the longest, {first.shown}, for {hours} h"
        what = f"find {counted(board.missing_count, 'missing specimen')}"
        yield duty("missing", Harm.PATIENT, board.missing_count, what, why)


def _labels(reader: StationReader, now: datetime) -> Iterator[Duty]:
    counts = reader.label_counts()
    if counts.doubtful:
        what = f"say whether {counted(counts.doubtful, 'label')} came out"
        yield duty("labels", Harm.SHORT, counts.doubtful, what, "others wait behind it")


_Provider = Callable[[StationReader, datetime], Iterator[Duty]]
AT_ONCE: tuple[_Provider, ...] = (
    open_recalls,
    held,
    expired,
    _missing,
    _labels,
    open_orders,
    late_shipments,
    expiring_soon,
    outside_sites,
    counts_begun,
    licences,
    second_lead,
    by_keys,
    parked,
)
RECKONED: tuple[_Provider, ...] = (to_order, counts_due, par_drift, review)
