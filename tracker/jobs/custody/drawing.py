"""A tube that carries its label and is full: COLLECTED, by scanning it; or the wrong patient's, and stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tracker.jobs.custody import stops, tube_stock, wording_collect, wording_tubes, words
from tracker.jobs.custody.collecting import tube_with, with_tube, work_of
from tracker.jobs.custody.ending import asks, by_of, carry_out, party_of, refuses
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Collecting, Drawn
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.wording import joined
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Draw
from tracker.specimens.requisition_facts import WantedTube
from tracker.specimens.states import State
from tracker.specimens.subjects import SpecimenSubject

EARLY, LATE, ORDER = "label_early", "label_late", "draw_order"


def take(turn: Turn, subject: SpecimenSubject) -> Step:
    """Only a label of the very requisition whose patient was identified is drawn; the time of the scan is collected time."""
    work, specimen = work_of(turn.desk), subject.specimen
    if work.requisition is None or specimen.requisition_code != work.requisition.code:
        return refuses(turn, wording_tubes.other_patient(work, subject))
    stop = stops.ended(turn, specimen)
    if stop is not None:
        return stop
    if specimen.state is not State.LABELLED:
        return stops.already(turn, specimen, words.STATES[specimen.state])
    tube = tube_with(work, specimen.number)
    if tube is None or not tube.is_open:
        return refuses(turn, wording_tubes.not_on_list(subject))
    return _drawn(turn, work, replace(tube, specimen=specimen), specimen)


def _drawn(turn: Turn, work: Collecting, tube: WantedTube, specimen: Specimen) -> Step:
    """Asked first where the label has certainly never come out, and where the order of draw was not kept. A tube drawn after
    one for which that was asked needs no question of its own: both bear the flag."""
    earlier, later = goes_first(work, tube), _went_before(work, tube)
    agreed = _agreed(turn, work, tube, specimen, is_out_of_order=earlier is not None or bool(later))
    if specimen.number in work.lacking and turn.desk.paper is None:
        # What is typed from the list is on no tube; by the same number once more it would answer itself.
        asked = wording_tubes.never_printed(tube, is_out_of_order=earlier is not None or bool(later))
        return asks(turn, asked, Needs.YES, agreed, by_scan=False)
    if earlier is not None:
        return asks(turn, wording_tubes.draw_order(tube, earlier), Needs.YES, agreed)
    unasked = [each for each in later if not each.is_out_of_order]
    if unasked:
        named = tube_with(work, unasked[-1].number)
        name = named.container.name if named is not None else "a later one"
        return asks(turn, wording_tubes.draw_order(tube, name), Needs.YES, agreed)
    return carry_out(turn, agreed)


def goes_first(work: Collecting, tube: WantedTube) -> WantedTube | None:
    """The first open tube that CLSI's order of draw (GP41) has before this one."""
    order = tube.container.draw_order
    return next((each for each in work.open_tubes if 0 < each.container.draw_order < order), None)


def _went_before(work: Collecting, tube: WantedTube) -> tuple[Drawn, ...]:
    """What was drawn from this patient now, and goes after this tube."""
    order = tube.container.draw_order
    return tuple(each for each in work.drawn if 0 < order < each.draw_order)


def _agreed(turn: Turn, work: Collecting, tube: WantedTube, specimen: Specimen, *, is_out_of_order: bool) -> Agreed:
    desk, at = turn.desk, turn.at
    room = desk.room
    stock = tube_stock.taken(work, tube.container, room, turn.today)
    gap, flag = _gap(specimen, at, turn.rules.label_gap_minutes)
    flags = tuple(each for each in (flag, ORDER if is_out_of_order else "") if each)
    draw = Draw(specimen.number, by_of(desk), room.id if room is not None else None, stock.lot_id, flags)
    # What was taken off the shelf before the computers were back is found by the count sheets: booked here, it counts twice.
    orders = (draw,) if stock.use is None or desk.paper is not None else (draw, stock.use)
    drawn = (*work.drawn, Drawn(specimen.number, tube.container.draw_order, is_out_of_order))
    full = replace(tube, specimen=_collected(turn, specimen))
    after = replace(with_tube(work, full), drawn=drawn, line=None)
    exempt = wording_collect.EXEMPT if work.is_exempt else ""
    detail = joined(exempt, gap, "out of the order of draw" if is_out_of_order else "", stock.words)
    verdict = wording_collect.collected(full, after, detail, turn.rules.hand_on_minutes)
    return Agreed(orders, verdict, after, words.tube(specimen), joined("collected", detail))


def _collected(turn: Turn, specimen: Specimen) -> Specimen:
    """As it will be; its limits come with the next scan's facts."""
    at, custodian = turn.at, party_of(turn.desk.operator)
    return replace(specimen, state=State.COLLECTED, custodian=custodian, since=at, collected_at=at)


def _gap(specimen: Specimen, at: datetime, most_minutes: int) -> tuple[str, str]:
    """Words and flag of a label made long before the tube was full; or after it, which only a clock set back can say."""
    if specimen.labelled_at is None:
        return "", ""
    gap = at - specimen.labelled_at
    if gap > timedelta(minutes=most_minutes):
        return f"labelled {words.span(gap)} ago", EARLY
    if gap < timedelta():
        return f"labelled {words.span(-gap)} after this scan, by the clocks", LATE
    return "", ""
