"""An order, carried out by the room that keeps what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.inventory import services as stock
from tracker.inventory.orders import (
    Bind,
    Count,
    CountInCase,
    Damage,
    GiveBack,
    Open,
    Park,
    PutAside,
    Receive,
    Reverse,
    SignPulled,
    Transfer,
    Unbind,
    Uncount,
    Undamage,
    Unopen,
    Unpark,
    UnsignPulled,
    Use,
    Waste,
)
from tracker.jobs.authority import hand_of, needed_for
from tracker.jobs.desk import Desk
from tracker.jobs.job_authority import JOBS
from tracker.jobs.orders import Order
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.people.permissions import Permission
from tracker.people.permitting import may, require
from tracker.specimens import services as specimens
from tracker.specimens.deadlines import DeadlineRules
from tracker.store.connection import Connection


def require_job(connection: Connection, before: Desk, after: Desk) -> None:
    """Refuse the way into a job that whoever acts may not do, and to take up one that another has left open.

    Who stands in one already goes out of it; what he scans there asks for its own permission.
    """
    needed, operator = JOBS[after.job], after.operator
    if not needed or operator is None or (after.job, operator) == (before.job, before.operator):
        return
    if not any(may(connection, operator.badge, each) for each in needed[1:]):
        require(connection, operator.badge, needed[0])


def permitted(connection: Connection, orders: Sequence[Order], operator: str) -> tuple[Order, ...]:
    """Those of ``orders`` that the operator may carry out."""
    return tuple(each for each in orders if may(connection, hand_of(each, operator), needed_for(each)))


def perform(
    connection: Connection, order: Order, occasion: Occasion, deadlines: DeadlineRules, operator: str
) -> Mapping[str, Value]:
    """Carry out one order in the transaction of its scan; its words for the journal. Raises :class:`Refusal`.

    ``operator`` is the badge of whoever works here, empty for nobody: of him, or of whom the order names, it is asked
    whether he may.
    """
    require(connection, hand_of(order, operator), needed_for(order))
    if occasion.entered_by:
        require(connection, occasion.entered_by, Permission.PAPER_ENTER)
    match order:
        case (
            Transfer()
            | Use()
            | Waste()
            | Count()
            | CountInCase()
            | Uncount()
            | Receive()
            | Damage()
            | Open()
            | Unopen()
            | Undamage()
            | PutAside()
            | SignPulled()
            | UnsignPulled()
            | GiveBack()
            | Reverse()
            | Bind()
            | Park()
            | Unbind()
            | Unpark()
        ):
            return stock.perform(connection, order, occasion)
        case _:
            return specimens.perform(connection, order, occasion, deadlines)
