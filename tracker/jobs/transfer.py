"""Moving stock from any place to any other, lot by lot."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Holding, Place
from tracker.inventory.orders import Portion, Transfer
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, stops, wording, wording_incoming, wording_places, wording_stops
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, posted, refused_with


def transfer(attempt: Attempt) -> Step:
    desk = attempt.desk
    if desk.room is None:
        return refused_with(desk, wording_stops.no_room(desk.job))
    if desk.target is None:
        return refused_with(desk, wording_places.no_target(desk.job))
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    to = desk.target
    held = choosing.outside(choosing.within(attempt.subject.here, desk.room), to.id)
    found = stops.with_lot(
        attempt,
        held,
        orders=lambda chosen: _orders(replace(attempt, subject=chosen), held, to),
        none_held=_not_enough(attempt, 0),
    )
    if isinstance(found, Step):
        return found
    attempt = replace(attempt, subject=found)
    return stops.danger(attempt) or _move(attempt, held, to)


def _taken(attempt: Attempt, held: tuple[Holding, ...], to: Place) -> tuple[Portion, ...]:
    lot, item = attempt.subject.lot, attempt.subject.item
    return choosing.portions(choosing.of_lot(held, lot), item.id, to.id, attempt.quantity) if lot is not None else ()


def _orders(attempt: Attempt, held: tuple[Holding, ...], to: Place) -> tuple[Transfer, ...]:
    taken = _taken(attempt, held, to)
    return (Transfer(taken, attempt.overrides),) if taken else ()


def _move(attempt: Attempt, held: tuple[Holding, ...], to: Place) -> Step:
    subject: ItemSubject = attempt.subject
    orders = _orders(attempt, held, to)
    if not orders:
        mine = choosing.of_lot(held, subject.lot) if subject.lot is not None else ()
        return _not_enough(attempt, sum(holding.quantity for holding in mine))
    return stops.repeat(attempt, orders) or _post(attempt, orders[0], held, to)


def _not_enough(attempt: Attempt, held: int) -> Step:
    way_out = f"{wording.so_many(attempt.subject, held)}." if held else "Scan the place that it comes from."
    return refused_with(
        attempt.desk, wording_stops.not_enough(attempt.subject, attempt.quantity, held, "that place has", way_out)
    )


def _post(attempt: Attempt, order: Transfer, held: tuple[Holding, ...], to: Place) -> Step:
    subject = attempt.subject
    source = wording.sources(held, order.portions)
    number = f"   lot {subject.lot.number}" if subject.lot is not None and subject.lot.number else ""
    if subject.crossing:
        verdict = wording_incoming.shipped(subject, attempt.quantity, source, subject.crossing)
        return posted(attempt, order, verdict, f"{source} → {subject.crossing}, on the way{number}")
    verdict = wording.transferred(subject, attempt.quantity, source, to)
    return posted(attempt, order, verdict, f"{source} → {wording.place_name(to)}{number}")
