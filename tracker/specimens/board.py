"""What is open, what is missing and what keeps the shortest: answered by partial indexes, without reading one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.journal.occasion import stamp
from tracker.specimens import queries
from tracker.specimens.closing import WITHOUT_PLACE
from tracker.specimens.facts import Specimen
from tracker.specimens.states import State
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Board:
    """The lab's home screen: the first of the missing, then the first of those whose limits run."""

    counts: Mapping[State, int]
    """The clinic's own open specimens by state; a state that has none is left out."""
    at_laboratories: int
    """Taken over by a laboratory or another site, by its own word: none of the clinic's own, until it says what became of
    them."""
    rejected_count: int
    """Of the open ones: found not fit for testing, and not disposed of yet, whatever their state."""
    missing_count: int
    missing: tuple[Specimen, ...]
    """Longest missing first."""
    keeps_shortest: tuple[Specimen, ...]
    """Not missing; the next limit, or the one that has passed, first."""

    @property
    def open_count(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class WithoutPlace:
    """What keeps the day open: how many, and the first of them."""

    count: int
    specimens: tuple[Specimen, ...]


_COUNTS = (
    "SELECT state, count(*) FROM specimen INDEXED BY specimen_open WHERE state NOT IN ('disposed', 'not_collected')"
    " GROUP BY state"
)


_AT_LABORATORIES = (
    "SELECT state, count(*) FROM specimen INDEXED BY specimen_by_custodian WHERE custodian >= 'P' AND custodian < 'Q'"
    " AND state IN ('accepted', 'rejected') AND state NOT IN ('disposed', 'not_collected') GROUP BY state"
)
"""Partners' house codes begin with P. Couriers accept nothing: what they carry has departed or arrived."""
_REJECTED = (
    "SELECT count(*) FROM specimen INDEXED BY specimen_rejected WHERE rejected_at IS NOT NULL"
    " AND state NOT IN ('disposed', 'not_collected')"
)


def board(connection: Connection, now: datetime, limit: int) -> Board:
    read = connection.exec_driver_sql
    theirs: dict[str, int] = dict(read(_AT_LABORATORIES).all())
    ours = {State(state): count - theirs.get(state, 0) for state, count in read(_COUNTS)}
    return Board(
        counts={state: count for state, count in ours.items() if count},
        at_laboratories=sum(theirs.values()),
        rejected_count=read(_REJECTED).scalar_one(),
        missing_count=read("SELECT count(*) FROM specimen WHERE missing_at <= ?", (stamp(now),)).scalar_one(),
        missing=missing(connection, now, limit),
        keeps_shortest=queries.specimens(
            connection,
            "WHERE s.due_at IS NOT NULL AND (s.missing_at IS NULL OR s.missing_at > ?) ORDER BY s.due_at LIMIT ?",
            (stamp(now), limit),
        ),
    )


def missing(connection: Connection, now: datetime, limit: int) -> tuple[Specimen, ...]:
    """Not handed on, not accepted, not stored or not arrived in time, and whatever was declared lost; longest first."""
    return queries.specimens(connection, "WHERE s.missing_at <= ? ORDER BY s.missing_at LIMIT ?", (stamp(now), limit))


def without_place(connection: Connection, now: datetime, limit: int) -> WithoutPlace:
    """What :class:`tracker.specimens.orders.CloseDay` would refuse for."""
    at = stamp(now)
    return WithoutPlace(
        connection.exec_driver_sql(f"SELECT count(*) FROM specimen s WHERE {WITHOUT_PLACE}", (at,)).scalar_one(),
        queries.specimens(
            connection,
            f"WHERE {WITHOUT_PLACE} ORDER BY s.missing_at IS NULL, s.missing_at, s.number LIMIT ?",
            (at, limit),
        ),
    )
