"""OPENED: a vial is punctured, a bottle or pack begun. It has a record and a label of its own from now on."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Holding, Lot
from tracker.inventory.opening import Opened, use_by
from tracker.inventory.orders import Open, Unopen
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, opened_first, stops, wording, wording_opened, wording_stops
from tracker.jobs.desk import HISTORY, Done, Step
from tracker.jobs.outcomes import Attempt, asked, refused_with
from tracker.jobs.verdict import Code


def opened(attempt: Attempt) -> Step:
    room = attempt.desk.room
    if room is None:
        return refused_with(attempt.desk, wording_stops.no_room(attempt.desk.job))
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    if attempt.quantity != choosing.base_units(attempt.subject, 1):
        return refused_with(attempt.desk, wording_opened.one_at_a_time(attempt.subject))
    here = choosing.within(attempt.subject.here, room)
    attempt = replace(attempt, subject=replace(attempt.subject, here=here))
    found = stops.with_lot(
        attempt,
        here,
        orders=lambda chosen: _orders(replace(attempt, subject=chosen)),
        none_held=_none_here(attempt),
    )
    if isinstance(found, Step):
        return found
    attempt = replace(attempt, subject=found)
    return stops.danger(attempt) or _open(attempt)


def _open(attempt: Attempt) -> Step:
    subject = attempt.subject
    inside = opened_first.within(subject.containers, attempt.desk.room)
    same = _same(subject)
    if same is not None:
        return refused_with(attempt.desk, wording_opened.opened_already(same, attempt.turn.rules.zone))
    orders = _orders(attempt)
    if not orders:
        mine = [each for each in inside if subject.lot is not None and each.lot.id == subject.lot.id]
        if mine:
            return refused_with(attempt.desk, wording_opened.all_open(mine[0], attempt.turn.rules.zone))
        return _none_here(attempt)
    repeat = stops.repeat(attempt, orders)
    if repeat is not None:
        return repeat
    if inside and Code.OPEN_ALREADY not in attempt.overrides:
        over = inside[0].is_over(attempt.turn.now, attempt.turn.today)
        verdict = wording_opened.open_already(subject, inside[0], over, attempt.turn.rules.zone)
        return asked(attempt.desk, verdict, subject, attempt.quantity, orders=orders, overrides=attempt.overrides)
    return _post(attempt, orders[0])


def _same(subject: ItemSubject) -> Opened | None:
    """The very pack, by its serial number, if it was opened before."""
    serial = subject.code.serial if subject.code is not None else None
    return next((each for each in subject.containers if serial and each.serial == serial), None)


def _orders(attempt: Attempt) -> tuple[Open, ...]:
    """None where nothing unopened of the lot stands there in one place."""
    subject, lot = attempt.subject, attempt.subject.lot
    place = next((each for each in _unopened(subject, lot) if each.quantity >= attempt.quantity), None)
    if lot is None or place is None:
        return ()
    operator = attempt.desk.operator
    serial = subject.code.serial if subject.code is not None else None
    return (
        Open(
            subject.item.id,
            lot.id,
            place.place.id,
            attempt.quantity,
            subject.next_opened,
            operator.badge if operator is not None else "",
            serial or "",
        ),
    )


def _unopened(subject: ItemSubject, lot: Lot | None) -> tuple[Holding, ...]:
    """Where the lot stands, without what is open there."""
    if lot is None:
        return ()
    inside: dict[int, int] = {}
    for each in subject.containers:
        if each.lot.id == lot.id:
            inside[each.place.id] = inside.get(each.place.id, 0) + each.quantity
    held = choosing.of_lot(subject.here, lot)
    return tuple(replace(each, quantity=each.quantity - inside.get(each.place.id, 0)) for each in held)


def _none_here(attempt: Attempt) -> Step:
    """Of the lot, or of the item where the code names no lot."""
    lot = attempt.subject.lot
    held = sum(each.quantity for each in attempt.subject.here if lot is None or each.lot.id == lot.id)
    way_out = "Scan the place where it stands, or RESTOCK it to this room first; or have the room counted."
    verdict = wording_stops.not_enough(attempt.subject, attempt.quantity, held, "here", way_out)
    return refused_with(attempt.desk, verdict)


def _post(attempt: Attempt, order: Open) -> Step:
    turn, subject, desk = attempt.turn, attempt.subject, attempt.desk
    assert subject.lot is not None
    until = use_by(turn.at, subject.keeps, subject.lot.expiry, turn.rules.zone)
    place = next(each.place for each in subject.here if each.place.id == order.place_id)
    by = desk.operator.name if desk.operator is not None else ""
    container = Opened(order.code, subject.item, subject.lot, place, order.quantity, turn.at, by, until)
    is_over = container.is_over(turn.scan.at, turn.today)
    verdict = wording_opened.opened(container, subject.keeps, turn.rules, is_over=is_over)
    number = f"   lot {subject.lot.number}" if subject.lot.number else ""
    text = f"opened in {wording.short_name(place)}{number}"
    scan, undo = turn.scan, (Unopen(turn.scan.id),)
    done = Done(scan.id, scan.at, desk.job, order.quantity, subject.item.name, text, undo, opened=order.code)
    history = (*desk.history, done)[-HISTORY:]
    return Step(replace(desk, history=history, posted=subject, latched=None), verdict, (order,))
