"""The lines of the requisition in hand: which tube is next, which could not be drawn, and one more than was ordered."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Lot
from tracker.inventory.subjects import ItemSubject, ProductionSubject
from tracker.jobs import choosing, stops, wording_desk, wording_stops
from tracker.jobs.custody import recollecting, wording_wanted
from tracker.jobs.custody.collecting import kinds, tests_for, with_tube, work_of
from tracker.jobs.custody.drawing import goes_first
from tracker.jobs.custody.ending import asks, by_of, carry_out, refuses, works
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted, refused_with
from tracker.jobs.wording import lot_words
from tracker.specimens.facts import Container
from tracker.specimens.orders import AddOn, NotDrawn
from tracker.specimens.requisition_facts import WantedTube


def not_drawn(turn: Turn, reason: str) -> Step:
    """The current tube, or the n-th that is open (QUANTITY n first), will not come; a label printed for it is void."""
    work, nth = work_of(turn.desk), turn.desk.quantity
    still, tube = work.open_tubes, work.current
    turn = replace(turn, desk=replace(turn.desk, quantity=None))
    if nth is not None:
        tube = still[nth - 1] if nth <= len(still) else None
    if work.requisition is None or tube is None:
        return refuses(turn, wording_wanted.no_such_line(work))
    order = NotDrawn(work.requisition.id, tube.line, reason, by_of(turn.desk))
    after = replace(with_tube(work, replace(tube, not_drawn=reason)), line=None)
    verdict = wording_wanted.not_drawn(tube, reason, after, turn.rules.hand_on_minutes)
    text = f"not drawn: {reason}"
    done = Agreed((order,), verdict, after, tube.container.name, text, 0, may_undo=False)
    return carry_out(turn, done)


def ask_kind(turn: Turn) -> Step:
    adding = replace(work_of(turn.desk), is_adding=True)
    return works(turn, adding, wording_wanted.add_on_kinds(adding))


def leave_kind(turn: Turn) -> Step:
    work = replace(work_of(turn.desk), is_adding=False)
    return works(turn, work, wording_desk.cancelled("ADD-ON", "no tube was added"))


def add_nth(turn: Turn, nth: int) -> Step:
    work = work_of(turn.desk)
    known = kinds(work)
    if not 1 <= nth <= len(known):
        return refuses(turn, wording_wanted.no_such_kind(work))
    return _add(turn, work, known[nth - 1])


def _add(turn: Turn, work: Collecting, container: Container) -> Step:
    """Asked first where no test of the requisition is done from it: its label would bear none."""
    agreed = _added(turn, work, container)
    if tests_for(work, container):
        return carry_out(turn, agreed)
    return asks(turn, wording_wanted.no_test(container), Needs.YES, agreed)


def _added(turn: Turn, work: Collecting, container: Container) -> Agreed:
    requisition = work.opened
    line = max((tube.line for tube in work.tubes), default=0) + 1
    tube = WantedTube(line, container, tests_for(work, container), 0, is_add_on=True, specimen=None, not_drawn="")
    after = replace(with_tube(work, tube), is_adding=False, line=line)
    order = AddOn(requisition.id, container.id, by_of(turn.desk))
    text = f"added to requisition {requisition.code}"
    verdict = wording_wanted.added(container, after)
    return Agreed((order,), verdict, after, container.name, text, count=0, may_undo=False)


def held(turn: Turn, subject: ItemSubject) -> Step:
    """An empty tube's own barcode: its lot is remembered, its line comes next; a lot that must not be used is stopped."""
    work, desk = work_of(turn.desk), fresh(turn.desk)
    attempt = Attempt(replace(turn, desk=desk), subject, choosing.base_units(subject, 1))
    stop = stops.danger(attempt)
    if stop is not None:
        return stop
    if work.is_adding:
        kind = next((each for each in kinds(work) if each.item_id == subject.item.id), None)
        if kind is None:
            return refuses(turn, wording_wanted.no_such_kind(work))
        return _add(turn, _with_lot(work, subject), kind)
    tube = _line_for(work, subject)
    if tube is None:
        given_up = next((each for each in work.not_drawn if each.container.item_id == subject.item.id), None)
        if given_up is not None:
            return recollecting.ask_one(turn, _with_lot(work, subject), given_up)
        return refuses(turn, wording_wanted.not_wanted(subject, work))
    now = replace(_with_lot(work, subject), line=tube.line)
    verdict = wording_wanted.in_hand(tube, subject, goes_first(work, tube), now)
    return noted(replace(desk, work=now, posted=subject), verdict)


def second(turn: Turn, subject: ProductionSubject) -> Step:
    """The other barcode of the tube or box just scanned: it names the lot, and must not contradict the first."""
    first, code = turn.desk.posted, subject.code
    if first is None:
        named = lot_words(None, code.lot, code.expiry) or "no lot, no expiry"
        return works(turn, turn.desk.work, wording_desk.cancelled(named, "scan the barcode that names the item first"))
    desk = fresh(turn.desk)
    attempt = Attempt(replace(turn, desk=desk), first, choosing.base_units(first, 1))
    stop = stops.second_danger(attempt, code, subject.lot)
    if stop is not None:
        return stop
    clash = choosing.conflict(first.code, code)
    if clash is not None:
        return refused_with(desk, wording_stops.codes_disagree(first.item, *clash))
    return held(turn, choosing.completed(first, code, subject.lot))


def _line_for(work: Collecting, subject: ItemSubject) -> WantedTube | None:
    """The first open line of this kind; the one in hand stays in hand."""
    of_kind = tuple(tube for tube in work.open_tubes if tube.container.item_id == subject.item.id)
    return next((tube for tube in of_kind if tube.line == work.line), next(iter(of_kind), None))


def _with_lot(work: Collecting, subject: ItemSubject) -> Collecting:
    """A code that names no lot leaves what is known; one whose lot is not in the books is no other lot."""
    if subject.code is None or not subject.code.lot or not subject.item.tracks_lot:
        return work
    others = tuple(each for each in work.lots if each[0] != subject.item.id)
    lots: tuple[tuple[int, Lot | None], ...] = (*others, (subject.item.id, subject.lot))
    return replace(work, lots=lots)
