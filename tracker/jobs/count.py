"""Counting: the place, then for each item its code and how many are there, in base units, in either order.

A spot check is three scans: the place, the item, the number (:mod:`tracker.jobs.spot_check`). Where a count is open in the
place (:mod:`tracker.jobs.count_in_case`), the number is kept there.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding, Lot, Place
from tracker.inventory.subjects import CommandSubject, ItemSubject, UnknownSubject
from tracker.jobs import choosing, count_in_case, spot_check, stops, wording_count, wording_desk, wording_stops
from tracker.jobs.desk import JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted, refused_with
from tracker.jobs.subjects import BareSubject
from tracker.jobs.verdict import Code

_NUMBER = re.compile(r"\d{1,5}")
MOST = 99_999


def numbered(turn: Turn, subject: BareSubject) -> Step | None:
    """A number that was counted, typed or scanned; None for every other scan. Unlike a quantity it may be 0.

    Behind a refused item it may be that one's: it is not kept for the next, which would be counted by it unasked.
    """
    desk = turn.desk
    if desk.job is not JobName.COUNT or desk.question is not None or desk.unsettled is not None:
        return None
    is_typed = isinstance(subject, UnknownSubject) and _NUMBER.fullmatch(subject.text) is not None
    is_scanned = isinstance(subject, CommandSubject) and subject.command in (Command.QUANTITY, Command.SPELL)
    if (is_typed or is_scanned) and desk.latched is not None and desk.latched.code != Code.NO_COUNT:
        return refused_with(replace(desk, quantity=None), wording_count.not_kept(desk.latched))
    if is_typed and isinstance(subject, UnknownSubject):
        return _said(turn, int(subject.text))
    if not isinstance(subject, CommandSubject):
        return None
    if subject.command is Command.QUANTITY and (desk.uncounted is not None or turn.is_repeat):
        return _said(turn, max(1, subject.quantity or 1))
    if subject.command is not Command.SPELL or turn.is_repeat:
        return None
    return _spelt(turn, subject.character)


def _said(turn: Turn, number: int) -> Step:
    """A whole number: of the item in hand, else of the next one. By a scanner that bounced it is of no other item."""
    item = turn.desk.uncounted
    if item is not None and not turn.is_repeat:
        return count(replace(turn, desk=replace(turn.desk, quantity=number, uncounted=None)), item)
    if turn.is_repeat and turn.desk.quantity is None:
        return Step(turn.desk, wording_count.number_once(number))
    return noted(replace(fresh(turn.desk), quantity=number), wording_count.number(number))


def _spelt(turn: Turn, character: str) -> Step:
    """Digit by digit nobody can tell which is the last: the item's code ends the number."""
    kept = replace(fresh(turn.desk), uncounted=turn.desk.uncounted)
    if not character.isdigit():
        return refused_with(kept, wording_count.no_digit(character))
    number = (turn.desk.quantity or 0) * 10 + int(character)
    if number > MOST:
        return refused_with(replace(kept, quantity=None), wording_count.too_many())
    return noted(replace(kept, quantity=number), wording_count.number(number))


def count(turn: Turn, subject: ItemSubject) -> Step:
    """One lot in one place. The same count again, by a scanner that bounced, is no second one."""
    counted, place = turn.desk.quantity, turn.desk.room
    if counted is None and turn.is_repeat:
        return Step(turn.desk, wording_desk.counted_once(subject.item.name))
    desk = replace(fresh(turn.desk), quantity=None)
    if place is None:
        return refused_with(desk, wording_stops.no_room(desk.job))
    turn = replace(turn, desk=desk)
    here = tuple(each for each in choosing.within(subject.here, place) if each.place.id == place.id)
    case = count_in_case.of(turn, subject)
    lot = count_in_case.refused(turn, subject, case) or _lot(turn, subject, here, place, counted)
    if isinstance(lot, Step):
        return lot
    if counted is None:
        return noted(replace(desk, uncounted=subject), wording_count.how_many(subject, lot))
    attempt = Attempt(turn, subject, counted)
    held = sum(each.quantity for each in choosing.of_lot(here, lot))
    if case is not None:
        return count_in_case.kept(attempt, case, lot, place, held)
    return spot_check.found(attempt, lot, place, held)


def _lot(turn: Turn, subject: ItemSubject, here: tuple[Holding, ...], place: Place, counted: int | None) -> Lot | Step:
    """The lot that the code names, else the only one that stands here by the books or was counted here."""
    if subject.lot is not None:
        return subject.lot
    stop = stops.unknown_lot(turn.desk, subject)
    if stop is not None:
        return stop
    lots = choosing.lots_in(here)
    if subject.count is not None:
        lots = tuple(dict.fromkeys((*lots, *(line.lot for line in subject.count.lines))))
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
