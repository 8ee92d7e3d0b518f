"""An opened container's own code, in whatever job it is scanned: its record says where it stands and until when it keeps."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Holding, Place
from tracker.inventory.opening import Opened
from tracker.inventory.orders import Count, Portion, Transfer, Use
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import stops, wording, wording_desk, wording_opened, wording_places, wording_questions, wording_stops
from tracker.jobs import waste as wasting
from tracker.jobs.desk import JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, asked, fresh, noted, posted, refused_with, stopped
from tracker.jobs.restock import destination
from tracker.jobs.verdict import Code


def act(attempt: Attempt, opened: Opened) -> Step:
    """What the open job does with a container. One that is over is refused by every job that would keep it."""
    job, turn = attempt.desk.job, attempt.turn
    zone = turn.rules.zone
    if opened.is_ended:
        return refused_with(attempt.desk, wording_opened.ended(opened))
    if job is JobName.WASTE:
        return _waste(attempt, opened)
    if job in (JobName.USE, JobName.RESTOCK, JobName.TRANSFER, JobName.OPENED):
        stop = _danger(replace(attempt, quantity=opened.quantity), opened)
        if stop is not None:
            return stop
    match job:
        case JobName.USE:
            return _use(attempt, opened)
        case JobName.RESTOCK:
            room = attempt.desk.room
            to = destination(room, attempt.subject) if room is not None else None
            no_place = wording_stops.no_room(job)
            return _move(attempt, opened, to) if to is not None else refused_with(attempt.desk, no_place)
        case JobName.TRANSFER:
            target = attempt.desk.target
            no_target = wording_places.no_target(job)
            return _move(attempt, opened, target) if target is not None else refused_with(attempt.desk, no_target)
        case JobName.RECEIVE:
            return refused_with(attempt.desk, wording_opened.not_a_delivery(opened))
        case _:
            return noted(attempt.desk, wording_opened.found(opened, opened.is_over(turn.now, turn.today), zone))


def _danger(attempt: Attempt, opened: Opened) -> Step | None:
    """A recalled lot before all; then its own date, which is never later than its lot's."""
    turn = attempt.turn
    lot = opened.lot
    if opened.is_over(turn.now, turn.today) and lot.state.value == "usable":
        return stopped(attempt, wording_opened.discard(opened, turn.today, turn.rules.zone))
    return stops.danger(attempt)


def _use(attempt: Attempt, opened: Opened) -> Step:
    if attempt.quantity > opened.quantity:
        way_out = f"Scan QUANTITY {opened.quantity} or less and its label again, or count what is left in it."
        verdict = wording_stops.not_enough(attempt.subject, attempt.quantity, opened.quantity, "in it", way_out)
        return refused_with(attempt.desk, verdict)
    order = Use(opened.item.id, opened.lot.id, opened.place.id, attempt.quantity, opened.code)
    verdict = wording_opened.used(attempt.subject, opened, attempt.quantity, attempt.turn.rules.zone)
    text = f"{wording.short_name(opened.place)} → use   {_opened_on(attempt, opened)}"
    return stops.repeat(attempt, (order,)) or posted(attempt, order, verdict, text)


def _move(attempt: Attempt, opened: Opened, to: Place) -> Step:
    """All of it, from wherever its record says: nobody has to know."""
    if to.id == opened.place.id:
        return noted(attempt.desk, wording_opened.stands_here(opened, attempt.turn.rules.zone))
    moved = replace(attempt, quantity=opened.quantity)
    portion = Portion(opened.item.id, opened.lot.id, opened.place.id, to.id, opened.quantity)
    order = Transfer((portion,), attempt.overrides, opened.code)
    source = wording.place_name(opened.place)
    verdict = wording_opened.moved(attempt.subject, opened, to, attempt.turn.rules.zone)
    text = f"{source} → {wording.place_name(to)}   {_opened_on(attempt, opened)}"
    return stops.repeat(moved, (order,)) or posted(moved, order, verdict, text)


def _waste(attempt: Attempt, opened: Opened) -> Step:
    """All that is left in it. Where its date is over nobody has to say why: one scan throws it away."""
    turn = attempt.turn
    all_of_it = replace(attempt, quantity=opened.quantity)
    source = Holding(opened.place, opened.lot, opened.quantity)
    reason = wasting.SUGGESTED[why(opened, turn)] if opened.is_over(turn.now, turn.today) else attempt.desk.reason
    if reason is None:
        asking = wording_questions.which_reason(attempt.subject, "")
        verdict = replace(asking, detail=wording_opened.record(opened, turn.rules.zone))
        return asked(attempt.desk, verdict, attempt.subject, opened.quantity, overrides=attempt.overrides)
    order = wasting.order_for(all_of_it, source, reason)
    return stops.repeat(all_of_it, (order,)) or wasting.post(all_of_it, source, reason)


def _opened_on(attempt: Attempt, opened: Opened) -> str:
    return f"opened {opened.opened_at.astimezone(attempt.turn.rules.zone):%Y-%m-%d}"


def why(opened: Opened, turn: Turn) -> Code:
    """Of one that is over: its lot has expired, or only the days after opening are gone."""
    return Code.EXPIRED if opened.is_held_back_by_lot(turn.today) else Code.OPENED_TOO_LONG


def count_container(turn: Turn, opened: Opened) -> Step:
    """What is left in one container, counted where its record says that it stands."""
    counted, place = turn.desk.quantity, turn.desk.room
    subject = ItemSubject(opened.item, 1, opened.item.base_unit, None, opened.lot, opened=opened)
    if counted is None and turn.is_repeat:
        return Step(turn.desk, wording_desk.counted_once(opened.item.name))
    desk = replace(fresh(turn.desk), quantity=None)
    if opened.is_ended:
        return refused_with(desk, wording_opened.ended(opened))
    if place is None:
        return refused_with(desk, wording_stops.no_room(desk.job))
    if counted is None:
        return refused_with(desk, wording_opened.how_many(opened))
    if place.id != opened.place.id:
        return refused_with(desk, wording_opened.stands_elsewhere(opened))
    order = Count(opened.item.id, opened.lot.id, place.id, counted, opened.code)
    verdict = wording_opened.counted(opened, counted)
    text = f"counted in {wording.short_name(place)}   opened {opened.opened_at.astimezone(turn.rules.zone):%Y-%m-%d}"
    return posted(Attempt(replace(turn, desk=desk), subject, counted), order, verdict, text)
