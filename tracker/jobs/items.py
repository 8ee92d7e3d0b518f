"""An item scan, handed to the job that is open."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.meaning import ItemCode
from tracker.inventory.subjects import ItemSubject, ProductionSubject
from tracker.jobs import choosing, stops, wording, wording_stops
from tracker.jobs.count import count
from tracker.jobs.desk import STOCK_JOBS, JobName, Step
from tracker.jobs.give_back import give_back
from tracker.jobs.opened import opened
from tracker.jobs.opened_again import act, count_container
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted, refused_with
from tracker.jobs.pull import pull
from tracker.jobs.receive import receive
from tracker.jobs.restock import restock
from tracker.jobs.transfer import transfer
from tracker.jobs.use import use
from tracker.jobs.waste import waste

_FOR_PACKS = STOCK_JOBS - {JobName.HOME, JobName.FIND, JobName.COUNT}


def scanned(turn: Turn, subject: ItemSubject) -> Step:
    """A quantity that was set is used up here, whatever the job says: it was meant for this pack and no other."""
    if turn.desk.job is JobName.COUNT:
        return count_container(turn, subject.opened) if subject.opened is not None else count(turn, subject)
    early = turn.desk.early
    scans = turn.desk.quantity or 1
    desk = replace(fresh(turn.desk), quantity=None)
    if early is not None:
        begun = Attempt(replace(turn, desk=desk), subject, choosing.base_units(subject, scans))
        stop = stops.second_danger(begun, early, subject.other_lot)
        if stop is not None:
            return stop
        clash = choosing.conflict(subject.code, early)
        if clash is not None:
            return refused_with(desk, wording_stops.codes_disagree(subject.item, *clash))
        subject = choosing.completed(subject, early, subject.other_lot)
    return carry(Attempt(replace(turn, desk=desk), subject, choosing.base_units(subject, scans)))


def carry(attempt: Attempt) -> Step:
    job = attempt.desk.job
    if attempt.subject.opened is not None:
        return act(attempt, attempt.subject.opened)
    match job:
        case JobName.OPENED:
            return opened(attempt)
        case JobName.RESTOCK:
            return restock(attempt)
        case JobName.RECEIVE:
            return receive(attempt)
        case JobName.USE:
            return use(attempt)
        case JobName.WASTE:
            return waste(attempt)
        case JobName.TRANSFER:
            return transfer(attempt)
        case JobName.PULL:
            return pull(attempt)
        case JobName.RETURN:
            return give_back(attempt)
        case _:
            return noted(attempt.desk, wording.found(attempt.subject, attempt.turn.today))


def second(turn: Turn, subject: ProductionSubject) -> Step:
    """A second barcode with no pack waiting for it: it confirms the pack just posted, or belongs to the next one.

    What contradicts the pack just posted is never kept for another: that pack may be posted wrongly. After a refusal it
    may be the refused pack's.
    """
    desk, code, before = fresh(turn.desk), subject.code, turn.desk.posted
    named = wording.lot_words(None, code.lot, code.expiry) or "no lot, no expiry"
    if before is not None and not (before.code is not None and before.code.is_of_another_pack(code)):
        aside = f"just posted as {wording.pack_lot(before) or 'without lot'}: if it is this pack, undo it"
        stop = stops.second_danger(Attempt(replace(turn, desk=desk), before, before.factor), code, subject.lot, aside)
        if stop is not None:
            return stop
        if _agrees(before, code) or not (before.item.tracks_lot or _names_lot(before)):
            return noted(replace(desk, posted=before), wording.agrees(before))
        posted = wording.pack_lot(before)
        if not _names_lot(before):
            return refused_with(desk, wording_stops.posted_other_lot(before, posted, named))
        return refused_with(desk, wording_stops.posted_disagrees(before, posted, named))
    if turn.desk.job not in _FOR_PACKS or turn.desk.latched is not None:
        return noted(desk, wording.second_not_needed(named))
    return noted(replace(desk, early=code), wording.second_came_first(named))


def _names_lot(subject: ItemSubject) -> bool:
    return subject.code is not None and subject.code.lot is not None


def _agrees(subject: ItemSubject, code: ItemCode) -> bool:
    number = subject.lot.number if subject.lot is not None else subject.code.lot if subject.code is not None else None
    expiry = choosing.expiry_of(subject)
    is_same_lot = code.lot is None or (number is not None and choosing.is_same_number(code.lot, number))
    counted = subject.code.count if subject.code is not None else None
    return is_same_lot and code.count in (None, counted) and (code.expiry is None or expiry in (None, code.expiry))
