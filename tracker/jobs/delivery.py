"""A delivery against its order: what was expected beside what is found, pack by pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.inventory.ordering import filling
from tracker.inventory.orders import Receive
from tracker.inventory.purchase_order_facts import OrderedLine, OrderState, PurchaseOrder
from tracker.inventory.subjects import PurchaseOrderSubject
from tracker.jobs import damaging, wording_delivery
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, asked, fresh, noted, refused_with
from tracker.jobs.verdict import Code, Verdict


def scanned(turn: Turn, subject: PurchaseOrderSubject) -> Step:
    """An order's code: its delivery is received from now on. One that has come already is noticed."""
    desk, order = fresh(turn.desk), subject.order
    if desk.half is not None or turn.desk.question is not None or desk.job not in (JobName.HOME, JobName.RECEIVE):
        return refused_with(turn.desk, wording_delivery.not_now(order))
    turned_away = replace(desk, turned_away=order.number)
    if order.state is not OrderState.SENT:
        return refused_with(turned_away, wording_delivery.not_expected(order))
    if not any(line.lacks for line in order.lines):
        return refused_with(turned_away, wording_delivery.came_already(order))
    is_same = desk.delivery is not None and desk.delivery.id == order.id
    document = desk.document if is_same else ""
    opened = replace(
        desk,
        job=JobName.RECEIVE,
        delivery=order,
        shipment=None,
        document=document,
        turned_away="",
        orderless=(),
        elsewhere=desk.elsewhere if is_same else "",
        reason=None,
    )
    return noted(opened, wording_delivery.opened(order, has_target=desk.target is not None))


def unexpected(attempt: Attempt) -> Step | None:
    """Asks about the first pack after an order or a shipment was refused: it may well be of that very delivery, which was
    received before or never ordered, and would be booked without it. Where another order waits for the pack, that one is
    named instead: its code answers, and YES says of none."""
    refused, desk = attempt.desk.turned_away, attempt.desk
    if Code.TURNED_AWAY in attempt.overrides:
        return None
    waiting = () if attempt.subject.item.code in desk.orderless else attempt.subject.awaited
    if not refused or waiting:
        return _awaited(attempt, waiting)
    against = desk.delivery.number if desk.delivery is not None else desk.shipment.number if desk.shipment else ""
    verdict = wording_delivery.turned_away(attempt.subject, refused, against)
    return asked(desk, verdict, attempt.subject, attempt.quantity, overrides=attempt.overrides)


def _awaited(attempt: Attempt, waiting: tuple[str, ...]) -> Step | None:
    """Asks about an item's first pack that an order waits for, where no order was scanned: booked without it, the order
    would stay open, and be asked after."""
    if not waiting or Code.AWAITED in attempt.overrides:
        return None
    verdict = wording_delivery.awaited(attempt.subject, waiting)
    return asked(attempt.desk, verdict, attempt.subject, attempt.quantity, overrides=attempt.overrides)


def said_of_no_order(attempt: Attempt) -> Attempt:
    """``attempt`` at a desk that remembers a YES to the orders that were named: it is said of every pack of the item in this
    delivery, and of no other item, since one van brings what was ordered beside what was not. A YES about a refused order
    named none of them, and silences nothing."""
    desk = attempt.desk
    if Code.AWAITED not in attempt.overrides or desk.delivery is not None or desk.shipment is not None:
        return attempt
    orderless = (*desk.orderless, attempt.subject.item.code)
    return replace(attempt, turn=replace(attempt.turn, desk=replace(desk, orderless=orderless)))


def said_of_site(attempt: Attempt) -> Attempt:
    """``attempt`` at a desk that remembers a YES to the other site's shelf: it is said of that site until another order is
    scanned."""
    site = attempt.subject.other_site
    if Code.OTHER_SITE not in attempt.overrides or site is None:
        return attempt
    return replace(attempt, turn=replace(attempt.turn, desk=replace(attempt.desk, elsewhere=site.code)))


def _elsewhere(attempt: Attempt, order: PurchaseOrder) -> Verdict | None:
    """What is asked of a shelf of a site that the order is not for. A damaged pack goes onto no shelf."""
    site = attempt.subject.other_site
    if site is None or site.code == attempt.desk.elsewhere or damaging.holds(attempt.desk):
        return None
    return wording_delivery.other_site(attempt.subject, order, site)


def judged(attempt: Attempt, order: Receive) -> Step | Receive:
    """``order`` with the line that it is of; or the question that it raises: of a shelf of another site, of a wrong item, of
    more than was ordered, of a lot that keeps for too short. A damaged pack raises the same ones, but for the first (it
    goes onto no shelf) and the last: how long it would have kept is nothing to whoever sends it back. What is expired,
    recalled or held was stopped before, damaged or not: such a pack may not only leave, its lot is to be looked for.
    """
    delivery = attempt.subject.delivery
    if delivery is None:
        return order
    line = filling.of_pack(delivery.lines, order.item_id, attempt.subject.factor)
    is_damaged = damaging.holds(attempt.desk)
    of_item = [each for each in delivery.lines if each.item.id == order.item_id]
    left = (order.expiry - attempt.turn.today).days if order.expiry is not None else None
    least = attempt.turn.rules.least_days
    for verdict in (
        _elsewhere(attempt, delivery),
        wording_delivery.not_ordered(attempt.subject, delivery, is_damaged=is_damaged) if line is None else None,
        wording_delivery.too_many(attempt.subject, of_item, order.quantity, is_damaged=is_damaged)
        if of_item and _is_too_many(of_item, order.quantity, is_damaged=is_damaged)
        else None,
        wording_delivery.short_dated(attempt.subject, left, least)
        if left is not None and left < least and not is_damaged
        else None,
    ):
        if verdict is not None and verdict.code not in attempt.overrides:
            return _ask(attempt, verdict, order)
    # Said YES to, since it would have been asked about above.
    wanted_days = least if left is not None and left < least else 0
    if line is None:
        return replace(order, beside=delivery.number, wanted_days=wanted_days)
    return replace(order, delivery=delivery.number, line=line.line, wanted_days=wanted_days)


def _is_too_many(lines: Sequence[OrderedLine], quantity: int, *, is_damaged: bool) -> bool:
    """``lines`` are all of the item. A good pack may come for one that went back; no more are damaged than were ordered and
    did not come whole."""
    if not is_damaged:
        return quantity > sum(each.lacks for each in lines)
    return quantity > sum(each.quantity - each.arrived - each.damaged for each in lines)


def _ask(attempt: Attempt, verdict: Verdict, order: Receive) -> Step:
    return asked(attempt.desk, verdict, attempt.subject, attempt.quantity, orders=(order,), overrides=attempt.overrides)


def left_over(desk: Desk, now: PurchaseOrder | None) -> Verdict | None:
    """What of a delivery is short when it is done; None where none was in hand."""
    if desk.job is not JobName.RECEIVE or desk.delivery is None or now is None:
        return None
    return wording_delivery.done(now)
