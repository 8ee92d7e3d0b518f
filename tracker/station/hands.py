"""In whose name the station writes what its screens ask for: that of whoever is signed in when its turn comes, and in a
clinic of badges alone, signed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tracker.journal.occasion import stamp
from tracker.journal.pen import UNSIGNED, Pen
from tracker.specimens.naming import NamesPatient, keep_named

if TYPE_CHECKING:
    from tracker.jobs.desk import Desk
    from tracker.labelling.queue import QueuePen
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")


def hand(desk: Desk) -> str:
    """The badge in whose name it is written: never that of who is but named at another's desk, as the giver of a hand-off is
    and whoever stands on a paper."""
    if desk.session is not None:
        return desk.session.badge
    return desk.operator.badge if desk.operator is not None else UNSIGNED


def queue_pen(handler: Handler, desk: Desk) -> QueuePen:
    """For the print queue."""
    from tracker.labelling.queue import QueuePen

    return QueuePen(handler.journal, stamp(handler.clock()), hand(desk))


def with_named_kept(handler: Handler, work: Callable[[Desk], T], desk: Desk) -> T:
    """What ``work`` returns. That it was refused since a text names a patient is on record, and nothing else of it."""
    try:
        return work(desk)
    except NamesPatient as refused:
        with handler.database.writing() as connection:
            keep_named(connection, Pen(handler.journal, stamp(handler.clock()), refused.by, handler.zone), refused.what)
        raise


def in_turn(handler: Handler, work: Callable[[Connection, QueuePen], T]) -> Callable[[Desk], T]:
    """``work`` on the print queue in a transaction of its own, in the name of whoever is signed on when its turn comes."""

    def turn(desk: Desk) -> T:
        with handler.database.writing() as connection:
            return work(connection, queue_pen(handler, desk))

    return turn


def written(handler: Handler, writer: Writer, work: Callable[[Connection, Pen], T]) -> T:
    """What ``work`` returns, done in a transaction of its own, in turn with the scans. Blocks, and raises what it raises."""

    def turn(desk: Desk) -> T:
        with handler.database.writing() as connection:
            return work(connection, Pen(handler.journal, stamp(handler.clock()), hand(desk), handler.zone))

    return writer.in_turn(turn)
