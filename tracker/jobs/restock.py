"""The restock round: from the store to the shelf, one transfer a scan, first expiring first."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tracker.inventory.facts import Holding, Place, PlaceKind
from tracker.inventory.orders import Portion, Transfer
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, stops, wording, wording_questions, wording_stops
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, asked, posted, refused_with
from tracker.jobs.verdict import Verdict


@dataclass(frozen=True, slots=True)
class _Move:
    """What is about to be shelved: the pack with its lot, where to, and where its lot stands in the stores."""

    attempt: Attempt
    room: Place
    to: Place
    held: tuple[Holding, ...]
    taken: tuple[Portion, ...]

    @property
    def subject(self) -> ItemSubject:
        return self.attempt.subject

    @property
    def on_hand(self) -> int:
        turn, subject = self.attempt.turn, self.subject
        return choosing.usable_here(subject, turn.now, turn.today)


def restock(attempt: Attempt) -> Step:
    room = attempt.desk.room
    if room is None:
        return refused_with(attempt.desk, wording_stops.no_room(attempt.desk.job))
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    to = destination(room, attempt.subject)
    stores = choosing.outside(attempt.subject.stock, to.id)
    found = _which(attempt, stores, to)
    if isinstance(found, Step):
        return found
    attempt = replace(attempt, subject=found)
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    return _shelve(attempt, room, to, stores)


def destination(room: Place, subject: ItemSubject) -> Place:
    """The very cabinet or bin that was scanned, else where the item's par is set in the room, else the room."""
    return room if room.kind is not PlaceKind.ROOM or subject.shelf is None else subject.shelf


def _which(attempt: Attempt, stores: tuple[Holding, ...], to: Place) -> ItemSubject | Step:
    """The lot may also be one that must be pulled from this room: then the pack in hand may come from its shelf."""
    subject, today = attempt.subject, attempt.turn.today
    pulls = tuple(holding for holding in subject.here if not choosing.is_usable(holding.lot, today))
    return stops.with_lot(
        attempt,
        (*stores, *pulls),
        orders=lambda chosen: _orders(replace(attempt, subject=chosen), stores, to),
        none_held=_not_enough(attempt, 0),
    )


def _take(attempt: Attempt, stores: tuple[Holding, ...], to: Place) -> tuple[tuple[Holding, ...], tuple[Portion, ...]]:
    lot = attempt.subject.lot
    held = choosing.of_lot(stores, lot) if lot is not None else ()
    return held, choosing.portions(held, attempt.subject.item.id, to.id, attempt.quantity)


def _orders(attempt: Attempt, stores: tuple[Holding, ...], to: Place) -> tuple[Transfer, ...]:
    _, taken = _take(attempt, stores, to)
    return (Transfer(taken, attempt.overrides),) if taken else ()


def _not_enough(attempt: Attempt, held: int) -> Step:
    if held:
        way_out = f"{wording.so_many(attempt.subject, held)}, or have the store counted."
    else:
        way_out = "Receive it first, or have the store counted."
    verdict = wording_stops.not_enough(attempt.subject, attempt.quantity, held, "the store has", way_out)
    return refused_with(attempt.desk, verdict)


def _shelve(attempt: Attempt, room: Place, to: Place, stores: tuple[Holding, ...]) -> Step:
    held, taken = _take(attempt, stores, to)
    if not taken:
        return _not_enough(attempt, sum(holding.quantity for holding in held))
    move = _Move(attempt, room, to, held, taken)
    order = Transfer(taken, attempt.overrides)
    repeat = stops.repeat(attempt, (order,))
    if repeat is not None:
        return repeat
    for question in _questions(move, stores):
        if question.code not in attempt.overrides:
            return asked(
                attempt.desk,
                question,
                attempt.subject,
                attempt.quantity,
                orders=(order,),
                overrides=attempt.overrides,
            )
    return _post(move, order)


def _questions(move: _Move, stores: tuple[Holding, ...]) -> tuple[Verdict, ...]:
    """All that a person may overrule, in order of harm."""
    found = (_newer_lot(move, stores), _expires_first(move), _par(move))
    return tuple(question for question in found if question is not None)


def _newer_lot(move: _Move, stores: tuple[Holding, ...]) -> Verdict | None:
    subject, today = move.subject, move.attempt.turn.today
    if subject.lot is None or not subject.item.tracks_expiry:
        return None
    mine = choosing.expiry_of(subject)
    older = [
        holding
        for holding in stores
        if choosing.is_usable(holding.lot, today)
        and holding.lot.id != subject.lot.id
        and holding.lot.expiry is not None
        and (mine is None or holding.lot.expiry < mine)
    ]
    first = min(older, key=lambda holding: (choosing.fefo(holding.lot), holding.place.path), default=None)
    return wording_questions.newer_lot(subject, first) if first is not None else None


def _expires_first(move: _Move) -> Verdict | None:
    """Asks where the shelf would not be used up in time: days to use = (on hand + added) / mean daily use."""
    expiry = choosing.expiry_of(move.subject)
    if expiry is None:
        return None
    days_left = (expiry - move.attempt.turn.today).days
    total, per_day = move.on_hand + move.attempt.quantity, move.subject.use_per_day
    if per_day is None or not per_day > 0:
        needed = move.attempt.turn.rules.keep_days
        arithmetic = f"no use recorded here: {needed} days are asked for"
    else:
        needed = math.ceil(total / per_day)
        arithmetic = f"{total} here at {per_day:.2g} a day last {needed} days"
    return wording_questions.expires_first(move.subject, days_left, needed, arithmetic) if days_left < needed else None


def _par(move: _Move) -> Verdict | None:
    par = move.subject.par
    if par is None:
        return wording_questions.not_in_par(move.subject, move.room)
    quantity = move.attempt.quantity
    return (
        wording_questions.over_par(move.subject, move.on_hand, quantity, par) if move.on_hand + quantity > par else None
    )


def _post(move: _Move, order: Transfer) -> Step:
    attempt, subject = move.attempt, move.subject
    source = wording.sources(move.held, move.taken)
    verdict = wording.shelved(subject, attempt.quantity, source, move.to, move.on_hand + attempt.quantity)
    number = f"   lot {subject.lot.number}" if subject.lot is not None and subject.lot.number else ""
    starts = dict.fromkeys(wording.short_name(holding.place) for holding in move.held[: len(move.taken)])
    text = f"{', '.join(starts)} → {wording.short_name(move.to)}{number}"
    return posted(attempt, order, verdict, text)
