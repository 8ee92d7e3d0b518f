"""Giving recalled stock back to its supplier: each pack out of quarantine, under the number that credits it."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Holding
from tracker.inventory.orders import GiveBack
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, stops, wording_pull
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, posted, refused_with


def give_back(attempt: Attempt) -> Step:
    absurd = stops.absurd(attempt)
    if absurd is not None:
        return absurd
    subject, desk = attempt.subject, attempt.desk
    held = _in_quarantine(subject)
    lots = choosing.lots_in(held)
    if not lots:
        return refused_with(desk, wording_pull.not_in_quarantine(subject))
    if len(lots) > 1:
        return refused_with(desk, wording_pull.which_lot(subject, lots))
    attempt = replace(attempt, subject=replace(subject, lot=lots[0]))
    source = choosing.holding_for(held, attempt.quantity)
    if source is None:
        return refused_with(desk, wording_pull.too_few_in_quarantine(attempt.subject, attempt.quantity, held))
    order = GiveBack(subject.item.id, source.lot.id, source.place.id, attempt.quantity, desk.document)
    repeated = stops.repeat(attempt, (order,))
    if repeated is not None:
        return repeated
    left = sum(each.quantity for each in held) - attempt.quantity
    verdict = wording_pull.given_back(attempt.subject, attempt.quantity, desk.document, left)
    number = f"   lot {source.lot.number}" if source.lot.number else ""
    credit = f"   credit {desk.document}" if desk.document else ""
    return posted(attempt, order, verdict, f"quarantine → supplier{number}{credit}")


def _in_quarantine(subject: ItemSubject) -> tuple[Holding, ...]:
    """Of the lot that the code names, of none where that lot is not there; of all lots where it names none."""
    if subject.lot is not None:
        return choosing.of_lot(subject.set_aside, subject.lot)
    names_lot = subject.item.tracks_lot and subject.code is not None and subject.code.lot is not None
    return () if names_lot else subject.set_aside
