"""Retrieve: what is stored is taken out, tube by tube or with its rack, and is then in the hands of whoever took it."""

from __future__ import annotations

from datetime import timedelta

from tracker.jobs import wording_desk
from tracker.jobs.custody import out_of_order, stops, words
from tracker.jobs.custody.ending import begins, by_of, does
from tracker.jobs.custody.job import CustodyJob, Scanned, no_command, no_work, nothing_left
from tracker.jobs.desk import JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import HELD, Do
from tracker.specimens.subjects import CustodianSubject, HolderSubject, SpecimenSubject


def _scanned(turn: Turn, subject: Scanned) -> Step:
    match subject:
        case CustodianSubject():
            return begins(turn, subject, None)
        case SpecimenSubject():
            return _tube(turn, subject.specimen)
        case HolderSubject():
            return _rack(turn, subject)
        case _:
            return stops.no_use(turn, subject, "This is no tube or rack.", wording_desk.SPECIMENS[JobName.RETRIEVE])


def _tube(turn: Turn, specimen: Specimen) -> Step:
    """Its slot is free from now on."""
    by = by_of(turn.desk)
    if specimen.state in HELD and words.holds(by, specimen):
        return stops.already(turn, specimen, "in your hands")
    can, others = stops.ready((specimen,), Do.RETRIEVE, by)
    if not can:
        return out_of_order.none_ready(turn, others, words.tube(specimen), None, "take it out")
    order = CustodyOrder(Do.RETRIEVE, (specimen.number,), by, to=by, holder_code="")
    keeps = words.keeps(specimen, turn.now)
    verdict = _taken(turn, words.tube(specimen), f"from {words.holder_of(specimen)}", keeps)
    return does(turn, (order,), verdict, None, item=words.tube(specimen), text=f"from {words.holder_of(specimen)}")


def _rack(turn: Turn, subject: HolderSubject) -> Step:
    """All that is stored in it goes along, each tube in its slot as it stands."""
    by, what = by_of(turn.desk), subject.holder.shown
    can, others = stops.ready(subject.specimens, Do.RETRIEVE, by)
    if not can:
        return out_of_order.none_ready(turn, others, what, None, "take it out")
    numbers = tuple(each.number for each in can)
    order = CustodyOrder(Do.RETRIEVE, numbers, by, to=by, holder_code=subject.holder.code)
    parts = (words.rejected_of(can), f"not stored: {words.numbers(others)}" if others else "")
    left = " · ".join(part for part in parts if part)
    where = f"from {subject.holder.place}" if subject.holder.place else "with its tubes"
    verdict = _taken(turn, f"{what}   {words.tubes(len(can))}", where, left)
    return does(turn, (order,), verdict, None, item=what, text=where, count=len(can))


def _taken(turn: Turn, what: str, where: str, detail: str) -> Verdict:
    back = words.span(timedelta(minutes=turn.rules.store_minutes))
    way_out = f"Bring it back: STORE. Not back within {back}, it counts as missing."
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "TAKEN OUT", what, where, detail, way_out)


JOB = CustodyJob(begin=no_work, scanned=_scanned, commanded=no_command, ending=nothing_left)
