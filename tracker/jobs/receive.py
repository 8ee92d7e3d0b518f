"""Receiving a delivery into the store: lot and expiry from the code, or from the pack's second barcode."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import ItemSubject, Place, ProductionSubject, Subject
from tracker.inventory.orders import Receive
from tracker.jobs import choosing, stops, wording, wording_desk, wording_stops
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, Turn, noted, posted, refused_with


def receive(attempt: Attempt) -> Step:
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    to = attempt.desk.target
    if to is None:
        return refused_with(attempt.desk, wording_desk.no_target(attempt.desk.job))
    lacks = missing(attempt.subject)
    if lacks:
        return stops.repeat(attempt, ()) or _wait(attempt, lacks)
    order = _order(attempt, to)
    return stops.repeat(attempt, (order,)) or _post(attempt, order, to)


def missing(subject: ItemSubject) -> str:
    """``lot and expiry``, ``lot``, ``expiry``, or empty: what the catalogue asks for and nothing has told yet."""
    has_lot = subject.lot is not None or (subject.code is not None and subject.code.lot is not None)
    lacks = ["lot"] if subject.item.tracks_lot and not has_lot else []
    if subject.item.tracks_expiry and choosing.expiry_of(subject) is None:
        lacks.append("expiry")
    return " and ".join(lacks)


def while_half(turn: Turn, half: ItemSubject, subject: Subject) -> Step:
    """What may be scanned while a pack waits for its second barcode: that barcode, or the pack again.

    Everything else is refused, naming the pack; it stays open, so that neither of the two is lost.
    """
    quantity = (turn.desk.quantity or 1) * half.factor
    match subject:
        case ProductionSubject(code=code, lot=lot):
            cleared = replace(turn, desk=replace(turn.desk, half=None, quantity=None))
            stop = stops.second_danger(Attempt(cleared, half, quantity), code, lot)
            if stop is not None:
                return stop
            clash = choosing.conflict(half.code, code)
            found = choosing.completed(half, code, lot)
        case ItemSubject() if subject.item.id == half.item.id and subject.factor == half.factor:
            clash = choosing.conflict(half.code, subject.code) if subject.code is not None else None
            found = choosing.completed(subject, half.code, half.lot) if half.code is not None else subject
        case _:
            return refused_with(turn.desk, wording_stops.second_missing(half, missing(half)))
    if clash is not None:
        return refused_with(turn.desk, wording_stops.codes_disagree(half.item, *clash))
    cleared = replace(turn, desk=replace(turn.desk, half=None, quantity=None))
    return receive(Attempt(cleared, found, quantity))


def _wait(attempt: Attempt, lacks: str) -> Step:
    """The quantity stays set until the pack is whole."""
    quantity = attempt.quantity // attempt.subject.factor
    desk = replace(attempt.desk, half=attempt.subject, quantity=quantity if quantity > 1 else None)
    return noted(desk, wording.half_read(attempt.subject, lacks))


def _order(attempt: Attempt, to: Place) -> Receive:
    subject = attempt.subject
    number = (subject.lot.number if subject.lot else None) or (subject.code.lot if subject.code else None) or ""
    number = number if subject.item.tracks_lot else ""
    return Receive(subject.item.id, number, choosing.expiry_of(subject), to.id, attempt.quantity)


def _post(attempt: Attempt, order: Receive, to: Place) -> Step:
    verdict = wording.received(attempt.subject, attempt.quantity, to)
    number = f"   lot {order.lot_number}" if order.lot_number else ""
    return posted(attempt, order, verdict, f"delivery → {wording.short_name(to)}{number}")
