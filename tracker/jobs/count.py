"""Counting: the place, then for each item how many are there, in base units, and its code."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.facts import CommandSubject, Holding, ItemSubject, Lot, Place, UnknownSubject
from tracker.inventory.orders import Count
from tracker.jobs import choosing, stops, wording_count, wording_desk, wording_stops
from tracker.jobs.desk import JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted, posted, refused_with
from tracker.jobs.subjects import BareSubject

_NUMBER = re.compile(r"\d{1,5}")
MOST = 99_999


def numbered(turn: Turn, subject: BareSubject) -> Step | None:
    """A number that was counted, typed or scanned digit by digit; None for every other scan. Unlike a quantity it may be
    0."""
    desk = turn.desk
    if desk.job is not JobName.COUNT or desk.question is not None or desk.unsettled is not None:
        return None
    if isinstance(subject, UnknownSubject) and _NUMBER.fullmatch(subject.text):
        return noted(replace(fresh(desk), quantity=int(subject.text)), wording_count.number(int(subject.text)))
    if not isinstance(subject, CommandSubject) or subject.command is not Command.SPELL or turn.is_repeat:
        return None
    if not subject.character.isdigit():
        return refused_with(fresh(desk), wording_count.no_digit(subject.character))
    number = (desk.quantity or 0) * 10 + int(subject.character)
    if number > MOST:
        return refused_with(replace(fresh(desk), quantity=None), wording_count.too_many())
    return noted(replace(fresh(desk), quantity=number), wording_count.number(number))


def count(turn: Turn, subject: ItemSubject) -> Step:
    """One lot in one place. The same count again, by a scanner that bounced, is no second one."""
    counted, place = turn.desk.quantity, turn.desk.room
    if counted is None and turn.is_repeat:
        return Step(turn.desk, wording_desk.counted_once(subject.item.name))
    desk = replace(fresh(turn.desk), quantity=None)
    if place is None:
        return refused_with(desk, wording_stops.no_room(desk.job))
    if counted is None:
        return refused_with(desk, wording_count.how_many(subject))
    here = tuple(each for each in choosing.within(subject.here, place) if each.place.id == place.id)
    lot = _lot(replace(turn, desk=desk), subject, here, place, counted)
    if isinstance(lot, Step):
        return lot
    attempt = Attempt(replace(turn, desk=desk), subject, counted)
    order = Count(subject.item.id, lot.id, place.id, counted)
    held = sum(each.quantity for each in choosing.of_lot(here, lot))
    verdict = wording_count.counted(subject, lot, counted, held)
    return posted(attempt, order, verdict, wording_count.history(lot, place))


def _lot(turn: Turn, subject: ItemSubject, here: tuple[Holding, ...], place: Place, counted: int) -> Lot | Step:
    """The lot that the code names, else the only one that stands here by the books."""
    if subject.lot is not None:
        return subject.lot
    number = stops.unknown_lot(subject)
    if number is not None:
        return refused_with(turn.desk, wording_stops.never_received(subject, number))
    lots = choosing.lots_in(here)
    if len(lots) == 1:
        return lots[0]
    if lots:
        return refused_with(turn.desk, wording_count.which_lot(subject, lots))
    if counted == 0:
        return noted(turn.desk, wording_count.none_either(subject))
    known = choosing.lots_in(choosing.everywhere(subject))
    if not subject.item.tracks_lot and known:
        return known[0]
    elsewhere = tuple(each.place for each in subject.here if each.place.id != place.id)
    return refused_with(turn.desk, wording_count.none_by_the_books(subject, elsewhere))
