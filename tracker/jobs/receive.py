"""Receiving a delivery into the store: lot and expiry from the code, or from the pack's second barcode."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Place
from tracker.inventory.orders import Receive
from tracker.inventory.subjects import ItemSubject, ProductionSubject, Subject
from tracker.jobs import (
    choosing,
    damaging,
    delivery,
    incoming,
    stops,
    wording,
    wording_places,
    wording_questions,
    wording_stops,
)
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, Turn, asked, fresh, noted, posted, refused_with
from tracker.jobs.verdict import Code


def receive(attempt: Attempt) -> Step:
    if attempt.subject.shipment is not None:
        return incoming.receive(attempt, attempt.subject.shipment)
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    to = attempt.desk.target
    if to is None:
        return refused_with(attempt.desk, wording_places.no_target(attempt.desk.job))
    lacks = missing(attempt.subject)
    if lacks:
        return stops.repeat(attempt, ()) or _wait(attempt, lacks)
    order = _order(attempt, to)
    step = stops.repeat(attempt, (order,)) or delivery.unexpected(attempt)
    if step is not None:
        return step
    attempt = delivery.said_of_site(delivery.said_of_no_order(attempt))
    judged = delivery.judged(attempt, order)
    if isinstance(judged, Step):
        return judged
    if attempt.subject.delivery is not None and damaging.holds(attempt.desk):
        return damaging.book(attempt, attempt.subject.delivery)
    return _post(attempt, judged, to)


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
    match subject:
        case ProductionSubject():
            return _second(turn, half, subject)
        case ItemSubject() if subject.item.id == half.item.id and subject.factor == half.factor:
            return _sighted_again(turn, half, subject)
        case _:
            return refused_with(turn.desk, wording_stops.second_missing(half, missing(half)))


def _whole(turn: Turn, half: ItemSubject) -> Attempt:
    """The attempt at the pack that was begun, no longer waiting; its quantity is the one that was set for it."""
    desk = replace(fresh(turn.desk), half=None, quantity=None)
    return Attempt(replace(turn, desk=desk), half, choosing.base_units(half, turn.desk.quantity or 1))


def _known_as(turn: Turn, whole: Attempt, subject: ItemSubject) -> Attempt:
    """The attempt with all that the pack's codes tell together, their count included."""
    return replace(whole, subject=subject, quantity=choosing.base_units(subject, turn.desk.quantity or 1))


def _second(turn: Turn, half: ItemSubject, second: ProductionSubject) -> Step:
    whole = _whole(turn, half)
    stop = stops.second_danger(whole, second.code, second.lot)
    if stop is not None:
        return stop
    clash = choosing.conflict(half.code, second.code)
    if clash is not None:
        return refused_with(turn.desk, wording_stops.codes_disagree(half.item, *clash))
    return receive(_known_as(turn, whole, choosing.completed(half, second.code, second.lot)))


def _sighted_again(turn: Turn, half: ItemSubject, subject: ItemSubject) -> Step:
    """The same trade item while a pack of it is open: the first code again, or one that tells more.

    A fuller code completes the pack only where nothing says that it stands on another one: the same GTIN, and no lot
    named so far. What was posted then says that it counts as one pack.
    """
    code, first = subject.code, half.code
    if not missing(half) or not _tells_more(half, subject):
        return _seen_again(turn, half)
    if code is None or first is None or first.lot is not None or first.gtin is None or first.gtin != code.gtin:
        return refused_with(turn.desk, wording_stops.second_missing(half, missing(half)))
    clash = choosing.conflict(first, code)
    if clash is not None:
        return refused_with(turn.desk, wording_stops.codes_disagree(half.item, *clash))
    whole = _known_as(turn, _whole(turn, half), choosing.completed(subject, first, None))
    step = receive(whole)
    return replace(step, verdict=wording.one_pack(step.verdict)) if step.verdict.code == Code.ACCEPTED else step


def _tells_more(half: ItemSubject, subject: ItemSubject) -> bool:
    code = subject.code
    has_lot = code is not None and code.lot is not None
    has_expiry = code is not None and code.expiry is not None
    return (has_lot and "lot" in missing(half)) or (has_expiry and "expiry" in missing(half))


def _seen_again(turn: Turn, half: ItemSubject) -> Step:
    """Nothing new: within the window the person is asked, and whatever he answers, the open pack stays open."""
    if not turn.is_repeat:
        return noted(fresh(turn.desk), wording.half_read(half, missing(half)))
    quantity = choosing.base_units(half, turn.desk.quantity or 1)
    verdict = wording_questions.repeated(turn.desk.job, half, quantity, turn.rules.repeat_window_ms)
    return asked(fresh(turn.desk), verdict, half, quantity)


def _wait(attempt: Attempt, lacks: str) -> Step:
    """The quantity stays set until the pack is whole."""
    quantity = attempt.quantity // choosing.base_units(attempt.subject, 1)
    desk = replace(attempt.desk, half=attempt.subject, quantity=quantity if quantity > 1 else None)
    return noted(desk, wording.half_read(attempt.subject, lacks))


def _order(attempt: Attempt, to: Place) -> Receive:
    subject = attempt.subject
    number = (subject.lot.number if subject.lot else None) or (subject.code.lot if subject.code else None) or ""
    number = number if subject.item.tracks_lot else ""
    return Receive(
        subject.item.id, number, choosing.expiry_of(subject), to.id, attempt.quantity, document=attempt.desk.document
    )


def _post(attempt: Attempt, order: Receive, to: Place) -> Step:
    verdict = wording.received(attempt.subject, attempt.quantity, to, attempt.turn.today)
    number = f"   lot {order.lot_number}" if order.lot_number else ""
    return posted(attempt, order, verdict, f"delivery → {wording.short_name(to)}{number}")
