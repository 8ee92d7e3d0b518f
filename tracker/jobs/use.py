"""Using up stock in a room: from the place that holds it, first expiring first, never what is dangerous."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Holding, Lot
from tracker.inventory.orders import Use
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, opened_first, stops, wording, wording_stops
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, posted, refused_with


def use(attempt: Attempt) -> Step:
    if attempt.desk.room is None:
        return refused_with(attempt.desk, wording_stops.no_room(attempt.desk.job))
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    here = choosing.within(attempt.subject.here, attempt.desk.room)
    attempt = replace(attempt, subject=replace(attempt.subject, here=here))
    found = _which(attempt)
    if isinstance(found, Step):
        return found
    attempt = replace(attempt, subject=found)
    return stops.danger(attempt) or opened_first.instead(attempt) or _take(attempt)


def _which(attempt: Attempt) -> ItemSubject | Step:
    """The lot named, else the first expiring in the room; a dangerous one in the room comes before all.

    A pack that names no lot may be the recalled one beside the good one: it is not used before the room is clean.
    """
    subject = attempt.subject
    if subject.lot is not None:
        return subject
    stop = stops.unknown_lot(attempt.desk, subject)
    if stop is not None:
        return stop
    lots = stops.worst_first(stops.candidates(subject, subject.here), attempt)
    return replace(subject, lot=lots[0]) if lots else _not_enough(attempt, ())


def _take(attempt: Attempt) -> Step:
    subject, lot = attempt.subject, attempt.subject.lot
    held = choosing.of_lot(subject.here, lot) if lot is not None else ()
    holding = choosing.holding_for(held, attempt.quantity)
    if lot is None or holding is None:
        return _not_enough(attempt, held)
    order = Use(subject.item.id, lot.id, holding.place.id, attempt.quantity)
    return stops.repeat(attempt, (order,)) or _post(attempt, order, holding, lot)


def _not_enough(attempt: Attempt, held: tuple[Holding, ...]) -> Step:
    total = sum(holding.quantity for holding in held)
    if total >= attempt.quantity:
        places = ", ".join(f"{wording.place_name(holding.place)} {holding.quantity}" for holding in held)
        way_out = f"It stands in several places ({places}): set a smaller quantity and take from one at a time."
    elif total:
        way_out = f"{wording.so_many(attempt.subject, total)}, or have the room counted."
    else:
        way_out = "Scan the room it comes from, or have this one counted."
    verdict = wording_stops.not_enough(attempt.subject, attempt.quantity, total, "here", way_out)
    return refused_with(attempt.desk, verdict)


def _post(attempt: Attempt, order: Use, holding: Holding, lot: Lot) -> Step:
    left = choosing.usable_quantity(attempt.subject.here, attempt.turn.today) - attempt.quantity
    verdict = wording.used(attempt.subject, attempt.quantity, holding, left)
    number = f"   lot {lot.number}" if lot.number else ""
    return posted(attempt, order, verdict, f"{wording.short_name(holding.place)} → use{number}")
