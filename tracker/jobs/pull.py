"""Pulling recalled stock: the room, each pack of it into quarantine, then DONE or one's badge signs the room.

Where a recall was chosen (its number scanned or typed) only its packs count; else those of every recall, so that a room is
gone through once.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import LotState, Place
from tracker.inventory.orders import PutAside, SignPulled, UnsignPulled
from tracker.inventory.recall_duties import Duty, of_case, to_find
from tracker.inventory.subjects import ItemSubject, PersonSubject, PlaceSubject, RecallSubject
from tracker.jobs import choosing, stops, wording, wording_desk, wording_pull, wording_stops
from tracker.jobs.desk import HISTORY, Desk, Done, JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted, posted, refused_with, stopped


def chosen(turn: Turn, subject: RecallSubject) -> Step:
    """A recall's number: from now on its packs are pulled, and no others'."""
    desk = fresh(turn.desk)
    if turn.desk.question is not None or desk.half is not None or desk.job not in (JobName.HOME, JobName.PULL):
        return refused_with(turn.desk, wording_pull.not_now(subject))
    if not subject.is_open:
        return refused_with(desk, wording_pull.closed(subject))
    room = desk.room if desk.job is JobName.PULL else None
    return noted(replace(desk, job=JobName.PULL, room=room, recall=subject.number), wording_pull.chosen(subject, room))


def placed(desk: Desk, subject: PlaceSubject) -> Step:
    if subject.place.room_id is None:
        return refused_with(desk, wording_pull.no_room(subject.place))
    duties = of_case(subject.duties, desk.recall)
    return noted(replace(desk, room=subject.place), wording_pull.room(subject.place, duties, desk.recall))


def pull(attempt: Attempt) -> Step:
    desk, room = attempt.desk, attempt.desk.room
    if room is None or room.room_id is None:
        return refused_with(desk, wording_stops.no_room(desk.job))
    absurd = stops.absurd(attempt)
    if absurd is not None:
        return absurd
    found = _known(attempt)
    if isinstance(found, Step):
        return found
    attempt, lot = replace(attempt, subject=found), found.lot
    if lot is None:
        return refused_with(desk, wording_pull.not_in_the_books(found, 0, attempt.quantity))
    held = choosing.of_lot(found.here, lot)
    total = sum(each.quantity for each in held)
    if total < attempt.quantity:
        return refused_with(desk, wording_pull.not_in_the_books(found, total, attempt.quantity))
    order = PutAside(found.item.id, lot.id, room.room_id, attempt.quantity)
    repeated = stops.repeat(attempt, (order,))
    if repeated is not None:
        return repeated
    verdict = wording_pull.pulled(found, attempt.quantity, room, total - attempt.quantity)
    number = f"   lot {lot.number}" if lot.number else ""
    return posted(attempt, order, verdict, f"{wording.short_name(room)} → quarantine{number}")


def _known(attempt: Attempt) -> ItemSubject | Step:
    """The pack with its lot, which a recall means; or why it stays where it is."""
    subject, desk = attempt.subject, attempt.desk
    if subject.lot is None and subject.code is not None and subject.code.lot and subject.item.tracks_lot:
        is_meant = _is_meant(subject.recalls, desk)
        wrong = wording_pull.not_in_the_books(subject, 0, attempt.quantity) if is_meant else None
        return refused_with(desk, wrong or wording_pull.not_recalled(subject, desk.recall))
    if subject.lot is None:
        lots = choosing.lots_in(subject.here)
        if len(lots) != 1 or subject.item.tracks_lot:
            return refused_with(desk, wording_pull.which_lot(subject, lots))
        subject = replace(subject, lot=lots[0])
    is_held = subject.lot is not None and subject.lot.state is not LotState.USABLE and not desk.recall
    if not is_held and not _is_meant(subject.recalls, desk):
        return _not_meant(replace(attempt, subject=subject))
    return subject


def _not_meant(attempt: Attempt) -> Step:
    """An expired pack is not sent back to its shelf, whatever the recall says."""
    subject, desk = attempt.subject, attempt.desk
    danger = None if subject.recalls else choosing.hard_stop(subject.lot, subject.code, attempt.turn.today)
    if danger is not None:
        return stopped(attempt, wording_stops.hard_stop(danger, desk.job, subject))
    return refused_with(desk, wording_pull.not_recalled(subject, desk.recall))


def _is_meant(recalls: tuple[str, ...], desk: Desk) -> bool:
    return desk.recall in recalls if desk.recall else bool(recalls)


def done(turn: Turn, duties: tuple[Duty, ...]) -> Step | None:
    """DONE with a room in hand signs it; None where there is none, and the job itself is done."""
    desk = fresh(turn.desk)
    if desk.room is None or desk.room.room_id is None:
        return None
    mine = tuple(each for each in of_case(duties, desk.recall) if each.must_sign)
    if not mine:
        found = of_case(duties, desk.recall)
        left = to_find(found)
        said = wording_pull.nothing_to_sign(desk.room, found)
        return refused_with(desk, said) if left else noted(replace(desk, room=None), said)
    if desk.operator is None:
        return refused_with(desk, wording_pull.sign_on_first(desk.room))
    missing = to_find(mine)
    if missing and desk.armed_sign != desk.room.room_id:
        return refused_with(replace(desk, armed_sign=desk.room.room_id), wording_pull.books_have_some(desk.room, mine))
    return _signed(turn, desk, desk.room, mine, missing)


def signed_on(turn: Turn, person: PersonSubject) -> Step:
    """A badge in a room signs it, in that person's name; without a room it only signs on."""
    desk = replace(fresh(turn.desk), operator=person)
    step = done(replace(turn, desk=desk), person.duties) if desk.room is not None and desk.half is None else None
    return step if step is not None else noted(desk, wording_desk.signed_on(person))


def _signed(turn: Turn, desk: Desk, room: Place, mine: tuple[Duty, ...], missing: int) -> Step:
    assert desk.operator is not None
    assert room.room_id is not None
    numbers = tuple(each.number for each in mine)
    order = SignPulled(numbers, room.room_id, desk.operator.badge, missing)
    undo = (UnsignPulled(turn.scan.id, numbers, room.room_id),)
    text = f"signed by {desk.operator.name}"
    done = Done(
        turn.scan.id, turn.scan.at, JobName.PULL, 0, f"{wording.short_name(room)}, {', '.join(numbers)}", text, undo
    )
    left = replace(desk, room=None, quantity=None, armed_sign=0, history=(*desk.history, done)[-HISTORY:], latched=None)
    return Step(left, wording_pull.signed(room, mine, desk.operator, missing), (order,))
