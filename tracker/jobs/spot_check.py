"""What a spot check has found, where no count is open: the books are put right at once where it differs little.

One that is too far from them is asked for again, as in a count. What one person may not book alone (a controlled substance;
what is worth much) becomes a count of that place that waits for a lead: nothing is booked of it until then.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.count_facts import LineState, Tally, judged, waits_for_lead
from tracker.inventory.facts import Lot, Place
from tracker.inventory.orders import Count, CountInCase, Uncount
from tracker.jobs import wording_count
from tracker.jobs.desk import Recount, Step
from tracker.jobs.outcomes import Attempt, noted, posted, refused_with


def found(attempt: Attempt, lot: Lot, place: Place, held: int) -> Step:
    """``held`` is what the books have of it at this moment."""
    subject, rules, desk = attempt.subject, attempt.turn.rules.counts, attempt.desk
    difference, check = attempt.quantity - held, subject.spot_check
    if desk.paper is None and waits_for_lead(difference, check, held, rules, is_controlled=subject.item.is_controlled):
        return _kept(attempt, lot, place, held)
    again = Recount(lot.id, place.id, difference)
    is_far = abs(difference) > rules.tolerance(check.grade, held)
    if is_far and desk.paper is None and desk.recount != again:
        return noted(replace(desk, recount=again), wording_count.again(subject, lot, attempt.quantity))
    order = Count(subject.item.id, lot.id, place.id, attempt.quantity, most_micros=rules.second_person_micros)
    verdict = wording_count.counted(subject, lot, attempt.quantity, held)
    step = posted(attempt, order, verdict, wording_count.history(lot, place))
    return replace(step, desk=replace(step.desk, recount=None))


def _kept(attempt: Attempt, lot: Lot, place: Place, held: int) -> Step:
    """In somebody's name, which is asked for at the closing."""
    operator, subject = attempt.desk.operator, attempt.subject
    if operator is None:
        return refused_with(attempt.desk, wording_count.who_checks(subject))
    said = Tally(attempt.quantity, held, operator.badge, "", attempt.turn.scan.id)
    state, again = judged((said,), subject.spot_check.grade, attempt.turn.rules.counts)
    verdict = (
        wording_count.waits(subject, lot, attempt.quantity)
        if state is LineState.COUNTED
        else wording_count.kept(subject, lot, attempt.quantity, again, 0, 1)
    )
    order = CountInCase("", subject.item.id, lot.id, place.id, attempt.quantity, operator.badge)
    text = f"{wording_count.history(lot, place)}   nothing booked"
    step = posted(attempt, order, verdict, text, undo=Uncount(attempt.turn.scan.id))
    return replace(step, desk=replace(step.desk, recount=None))
