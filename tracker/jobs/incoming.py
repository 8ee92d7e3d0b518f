"""A shipment from another site against its note: what was sent beside what is found, pack by pack."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Place
from tracker.inventory.orders import Transfer
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferState
from tracker.inventory.subjects import StockTransferSubject
from tracker.jobs import choosing, delivery, stops, wording_incoming, wording_places
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, asked, fresh, noted, posted, refused_with
from tracker.jobs.verdict import Code, Verdict


def scanned(turn: Turn, subject: StockTransferSubject) -> Step:
    """A note's code: its shipment is received from now on, where it was begun or where it was left."""
    desk, shipment = fresh(turn.desk), subject.shipment
    turned_away = replace(desk, turned_away=shipment.number)
    if desk.half is not None or turn.desk.question is not None or desk.job not in (JobName.HOME, JobName.RECEIVE):
        return refused_with(turn.desk, wording_incoming.not_now(shipment))
    if shipment.state is not TransferState.OPEN or not shipment.lots:
        return refused_with(turned_away, wording_incoming.not_expected(shipment))
    if not shipment.on_the_way:
        return refused_with(turned_away, wording_incoming.came_already(shipment))
    if subject.shelf_site_id not in (0, shipment.target_id, shipment.origin_id):
        return refused_with(turned_away, wording_incoming.at_third_site(shipment))
    opened = replace(desk, job=JobName.RECEIVE, delivery=None, shipment=shipment, turned_away="", reason=None)
    return noted(opened, wording_incoming.opened(shipment, has_target=desk.target is not None))


def receive(attempt: Attempt, shipment: StockTransfer) -> Step:
    """A pack of it. What was sent and is not found stays on the way; what was not sent is not taken in with it."""
    stop = stops.absurd(attempt) or stops.contradiction(attempt)
    if stop is not None:
        return stop
    to = attempt.desk.target
    if to is None:
        return refused_with(attempt.desk, wording_places.no_target(attempt.desk.job))
    if shipment.state is not TransferState.OPEN:
        return refused_with(attempt.desk, wording_incoming.not_expected(shipment))
    held = tuple(each for each in attempt.subject.coming if each.place.id == shipment.place.id)
    none_held = refused_with(attempt.desk, wording_incoming.not_on_note(attempt.subject, shipment))
    found = stops.with_lot(attempt, held, orders=lambda chosen: (), none_held=none_held)
    return found if isinstance(found, Step) else _checked(replace(attempt, subject=found), shipment, to)


def _checked(attempt: Attempt, shipment: StockTransfer, to: Place) -> Step:
    subject = attempt.subject
    lot = subject.lot
    line = next((each for each in shipment.lots if lot is not None and each.lot.id == lot.id), None)
    if lot is None or line is None:
        return refused_with(attempt.desk, wording_incoming.not_on_note(subject, shipment))
    if attempt.quantity > line.on_the_way:
        return refused_with(attempt.desk, wording_incoming.more_than_sent(subject, line, attempt.quantity))
    danger = choosing.hard_stop(lot, subject.code, attempt.turn.today)
    if danger is not None and Code.HELD_ARRIVAL not in attempt.overrides:
        return _ask_held(attempt, wording_incoming.held(subject, danger, to))
    held = (each for each in subject.coming if each.place.id == shipment.place.id)
    portions = choosing.portions(choosing.of_lot(held, lot), subject.item.id, to.id, attempt.quantity)
    order = Transfer(portions, attempt.overrides)
    step = stops.repeat(attempt, (order,)) or delivery.unexpected(attempt)
    if step is not None:
        return step
    verdict = wording_incoming.received(subject, line, attempt.quantity, to, is_held=danger is not None)
    number = f"   lot {lot.number}" if lot.number else ""
    return posted(attempt, order, verdict, f"{to.name}{number}   from {shipment.origin}")


def _ask_held(attempt: Attempt, verdict: Verdict) -> Step:
    return asked(attempt.desk, verdict, attempt.subject, attempt.quantity, overrides=attempt.overrides)


def left_over(desk: Desk, now: StockTransfer | None) -> Verdict | None:
    """What of a shipment is short when its receiving is done; None where none was in hand."""
    if desk.job is not JobName.RECEIVE or desk.shipment is None or now is None:
        return None
    return wording_incoming.done(now)
