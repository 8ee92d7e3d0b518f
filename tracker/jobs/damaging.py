"""REASON DAMAGED at a delivery against an order: the packs that are scanned under it go back, and the order stays short.

It holds for as many packs as are scanned, since a crushed carton rarely holds one: until NO, DONE, another reason, or a
shelf or an order says that something else begins. Nothing of them is in the ledger.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Damage, Undamage
from tracker.inventory.purchase_order_facts import PurchaseOrder
from tracker.jobs import wording_damaging
from tracker.jobs.desk import HISTORY, Desk, Done, JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, noted, refused_with


def holds(desk: Desk) -> bool:
    return desk.job is JobName.RECEIVE and desk.delivery is not None and desk.reason is WasteReason.DAMAGED


def began(desk: Desk) -> Step:
    return noted(replace(desk, reason=WasteReason.DAMAGED), wording_damaging.began())


def ended(desk: Desk) -> Step:
    return noted(replace(desk, reason=None), wording_damaging.ended())


def ended_by(desk: Desk, command: Command) -> Step:
    """Another reason: it is none of a delivery's, and whoever scans it does not mean DAMAGED any more."""
    return refused_with(replace(desk, reason=None), wording_damaging.other_reason(command))


def book(attempt: Attempt, order: PurchaseOrder) -> Step:
    """The pack is not received, and its order stays short of it."""
    scan = attempt.turn.scan
    name, text = attempt.subject.item.name, f"damaged, order {order.number}"
    done = Done(scan.id, scan.at, JobName.RECEIVE, attempt.quantity, name, text, (Undamage(scan.id),))
    history = (*attempt.desk.history, done)[-HISTORY:]
    desk = replace(attempt.desk, history=history, posted=attempt.subject, latched=None, turned_away="")
    verdict = wording_damaging.booked(attempt.subject, attempt.quantity, order)
    return Step(desk, verdict, (Damage(attempt.subject.item.id, attempt.quantity, order.number),))


def is_undone_first(turn: Turn) -> bool:
    """Whether UNDO means the reason: it was scanned last, or no pack has been booked by it that still stands."""
    if not holds(turn.desk):
        return False
    last = turn.desk.last
    if last is not None and last.data == command_code(Command.REASON_DAMAGED):
        return True
    newest = next((each for each in reversed(turn.desk.history) if not each.is_undone), None)
    return newest is None or not any(isinstance(each, Undamage) for each in newest.undo)
