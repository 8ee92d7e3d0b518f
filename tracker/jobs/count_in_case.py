"""A number that is said where a count is open: kept there blind, and asked for again where it is far from the books.

The counter is told whether to count once more, and never how many the books have.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.count_facts import ItemHere, LineState, Tally, judged
from tracker.inventory.facts import Lot, Place
from tracker.inventory.orders import CountInCase, Uncount
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import wording_count
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, Turn, posted, refused_with


def of(turn: Turn, subject: ItemSubject) -> ItemHere | None:
    """The count that the item's number is of. None where it is a spot check: no count is open here, or one of another class;
    or it stands on a paper."""
    here = subject.count
    return here if here is not None and here.is_counted and turn.desk.paper is None else None


def refused(turn: Turn, subject: ItemSubject, here: ItemHere | None) -> Step | None:
    """Of an opened container, which is part of its lot; or by nobody: whose number it was is asked at the closing."""
    if here is None:
        return None
    if subject.opened is not None:
        return refused_with(turn.desk, wording_count.all_of_the_lot(subject, here))
    return refused_with(turn.desk, wording_count.sign_on(here.case)) if turn.desk.operator is None else None


def kept(attempt: Attempt, here: ItemHere, lot: Lot, place: Place, held: int) -> Step:
    """``held`` is what the books have of it at this moment: it goes into the judgement and into no word."""
    operator, subject = attempt.desk.operator, attempt.subject
    badge = operator.badge if operator is not None else ""
    said = here.tallies(lot.id)
    tally = Tally(attempt.quantity, held, badge, "", attempt.turn.scan.id)
    state, again = judged((*said, tally), here.grade, attempt.turn.rules.counts)
    before = judged(said, here.grade, attempt.turn.rules.counts)[0]
    is_new = not any(line.lot.id == lot.id for line in here.lines)
    done = here.case.done + (state is LineState.COUNTED) - (before is LineState.COUNTED)
    is_as_booked = state is LineState.COUNTED and attempt.quantity == held
    if here.case.is_spot_check and state is LineState.COUNTED:
        verdict = (
            wording_count.counted(subject, lot, attempt.quantity, held)
            if is_as_booked
            else wording_count.waits(subject, lot, attempt.quantity)
        )
    else:
        verdict = wording_count.kept(subject, lot, attempt.quantity, again, done, here.case.lines + is_new)
    order = CountInCase(
        here.case.number, subject.item.id, lot.id, place.id, attempt.quantity, badge, is_as_booked=is_as_booked
    )
    text = f"{wording_count.history(lot, place)}   {here.case.number}"
    step = posted(attempt, order, verdict, text, undo=Uncount(attempt.turn.scan.id))
    return replace(step, desk=replace(step.desk, recount=None))
