"""An order, carried out by the room that keeps what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from tracker.inventory.subjects import (
    ItemSubject,
    ProductionSubject,
    PurchaseOrderSubject,
    RecallSubject,
    StockTransferSubject,
)
from tracker.jobs.authority import hand_of, needed_for
from tracker.jobs.desk import Desk, JobName
from tracker.jobs.job_authority import JOBS
from tracker.jobs.orders import Order
from tracker.jobs.signing import coming
from tracker.jobs.subjects import BareSubject, CollectSubject, ListedSubject, Subject
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.people.permissions import Permission
from tracker.people.permitting import Authority
from tracker.specimens import services as specimens
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.subjects import (
    FreshSubject,
    HolderSubject,
    RequisitionSubject,
    ShipmentSubject,
    SpecimenSubject,
)
from tracker.store.connection import Connection

_IDLE = frozenset({JobName.HOME, JobName.BOARD})
"""Where everybody signs on; what he may not see of it the screen keeps shut."""
_WITH_STOCK = frozenset({each for each in Permission if each.startswith("stock.")} | {Permission.SPECIMEN_COLLECT})
"""Whoever may work with stock is told of the pack in his hand; a tube is drawn into one."""
_SHOWS_STOCK = ItemSubject | ProductionSubject | PurchaseOrderSubject | RecallSubject | StockTransferSubject
_SHOWS_SPECIMENS = SpecimenSubject | FreshSubject | RequisitionSubject | HolderSubject | ShipmentSubject


def require_work(authority: Authority, subject: Subject, before: Desk, after: Desk) -> None:
    """Refuse to tell of what whoever acts may not see; and the way into a job that he may not do, and to take up one that
    another has left open. What he scans in it asks for its own permission. Without a session there is nothing to ask: nobody
    is told anything, and whoever leaves may.
    """
    operator = coming(after) or operator_of(after)
    if after.paper is not None and after.session is not None:
        # Whoever enters a paper is told of it, whosever names stand on it.
        _require_sight(authority, subject, after.session.badge, after)
    _require_sight(authority, subject, operator, after)
    is_taken_up = operator != operator_of(before) and after.job not in _IDLE
    is_thing = isinstance(_bare(subject), _SHOWS_STOCK | _SHOWS_SPECIMENS)
    if after.paper is not None and not is_thing and authority.may(operator, Permission.PAPER_ENTER) and not is_taken_up:
        # Whose work the sheet tells of the next badge says: of him it is asked whether he may.
        return
    if is_taken_up or after.job is not before.job or (after.paper is not None and is_thing):
        _require_any(authority, operator, JOBS[after.job])


def _bare(subject: Subject) -> BareSubject:
    return subject.subject if isinstance(subject, CollectSubject | ListedSubject) else subject


def _require_sight(authority: Authority, subject: Subject, who: str, after: Desk) -> None:
    bare = _bare(subject)
    if isinstance(bare, _SHOWS_STOCK):
        _require_any(authority, who, (Permission.STOCK_SEE, *(each for each in JOBS[after.job] if each in _WITH_STOCK)))
    elif isinstance(bare, _SHOWS_SPECIMENS):
        authority.require(who, Permission.SPECIMEN_SEE)


def _require_any(authority: Authority, operator: str, needed: tuple[Permission, ...]) -> None:
    if needed and not any(authority.may(operator, each) for each in needed[1:]):
        authority.require(operator, needed[0])


def operator_of(desk: Desk) -> str:
    """The badge of whoever works here; empty where nobody has signed on."""
    return desk.operator.badge if desk.operator is not None else ""


def permitted(authority: Authority, orders: Sequence[Order], operator: str) -> tuple[Order, ...]:
    """Those of ``orders`` that the operator may carry out."""
    return tuple(each for each in orders if authority.may(hand_of(each, operator), needed_for(each)))


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose orders are carried out: ``operator`` is the badge of whoever works here, empty for nobody."""

    authority: Authority
    operator: str


def perform(
    connection: Connection, order: Order, occasion: Occasion, deadlines: DeadlineRules, hand: Hand
) -> Mapping[str, Value]:
    """Carry out one order in the transaction of its scan; its words for the journal. Raises :class:`Refusal`.

    Of the operator, or of whom the order names, it is asked whether he may.
    """
    hand.authority.require(hand_of(order, hand.operator), needed_for(order))
    if occasion.entered_by:
        hand.authority.require(occasion.entered_by, Permission.PAPER_ENTER)
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
