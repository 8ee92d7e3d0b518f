"""Discarded or used up by the laboratory that had taken it over: its word is entered, and whoever enters it signs for it.

Else what a laboratory has accepted stays open for ever, since it does not scan here. Retention and witnesses are its own
affair; reason and method are asked for as for what we discard ourselves.
"""

from __future__ import annotations

from tracker.jobs.custody import wording_dispose, words
from tracker.jobs.custody.ending import asks, by_of, refuses
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Disposing
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.specimens.facts import Party, Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do
from tracker.specimens.subjects import ShipmentSubject


def one(turn: Turn, work: Disposing, specimen: Specimen) -> Step:
    """A specimen by its number: from the laboratory's list, or read to us by telephone."""
    assert specimen.custodian is not None
    item = words.tube(specimen)
    asked = wording_dispose.confirm_theirs(work, item, specimen.custodian, "")
    return asks(turn, asked, Needs.YES, _agreed(turn, work, (specimen,), specimen.custodian, item))


def all_of(turn: Turn, work: Disposing, subject: ShipmentSubject) -> Step:
    """All that left with a bag, by its manifest's code, as far as the laboratory has it."""
    theirs = tuple(each for each in subject.departed if each.is_at_laboratory)
    holders = {each.custodian.code: each.custodian for each in theirs if each.custodian is not None}
    what = f"manifest {subject.shipment.code}"
    if len(holders) != 1:
        return refuses(turn, wording_dispose.not_theirs(what, tuple(holders.values())))
    laboratory = next(iter(holders.values()))
    others = tuple(each for each in subject.departed if each not in theirs)
    item = f"{what}   {words.tubes(len(theirs))}"
    left = f"not there by the books: {words.numbers(others)}" if others else ""
    asked = wording_dispose.confirm_theirs(work, item, laboratory, left)
    return asks(turn, asked, Needs.YES, _agreed(turn, work, theirs, laboratory, item), by_scan=False)


def _agreed(turn: Turn, work: Disposing, specimens: tuple[Specimen, ...], laboratory: Party, item: str) -> Agreed:
    numbers = tuple(each.number for each in specimens)
    order = CustodyOrder(
        Do.DISPOSE,
        numbers,
        by_of(turn.desk),
        to=laboratory.code,
        holder_code="",
        reason=work.reason,
        method=work.method,
    )
    verdict = wording_dispose.disposed_there(work, item, laboratory)
    text = f"{work.reason} · {work.method}, by {laboratory.name}"
    return Agreed((order,), verdict, work, item, text, count=len(specimens), may_undo=False)
