"""Dispose: a reason, a method, then each tube twice. What is discarded is gone, so each has to pass every check first.

The same tube scanned again (after the repeat window), or YES, confirms. A rack goes whole or not at all: a single tube of
it that must not be discarded stops all of it, since they are in one hand. What a laboratory has taken over ends by its
word (:mod:`tracker.jobs.custody.used_up`).
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import out_of_order, stops, used_up, wording_dispose, words
from tracker.jobs.custody.ending import asks, begins, by_of, is_same_person, refuses, works
from tracker.jobs.custody.job import CustodyJob, Scanned, nothing_left
from tracker.jobs.custody.matter import Agreed, Needs
from tracker.jobs.custody.work import Disposing
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do
from tracker.specimens.subjects import CustodianSubject, HolderSubject, ShipmentSubject, SpecimenSubject

REASONS = {
    Command.DISPOSE_TESTED: "tested",
    Command.DISPOSE_EXPIRED: "expired",
    Command.DISPOSE_REJECTED: "rejected",
    Command.DISPOSE_USED_UP: "used up",
    Command.DISPOSE_CONTAMINATED: "contaminated",
    Command.DISPOSE_WITHDRAWN: "consent withdrawn",
}
METHODS = {
    Command.METHOD_AUTOCLAVE: "autoclave",
    Command.METHOD_INCINERATION: "incineration",
    Command.METHOD_CHEMICAL: "chemical",
    Command.METHOD_SHARPS: "sharps container",
}


def _begin(desk: Desk) -> Disposing:
    return Disposing()


def _work(desk: Desk) -> Disposing:
    return desk.work if isinstance(desk.work, Disposing) else Disposing()


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return begins(turn, subject, work if is_same_person(turn.desk, subject) else Disposing())
        case SpecimenSubject():
            return _chosen(turn, work) or _tube(turn, work, subject.specimen)
        case HolderSubject():
            return _chosen(turn, work) or _rack(turn, work, subject)
        case ShipmentSubject():
            return _chosen(turn, work) or used_up.all_of(turn, work, subject)
        case _:
            return stops.no_use(turn, subject, "This is no tube or rack.", wording_desk.SPECIMENS[JobName.DISPOSE])


def _chosen(turn: Turn, work: Disposing) -> Step | None:
    """Why and how come first: what is thrown away is not asked about afterwards."""
    if work.reason is None:
        return refuses(turn, wording_dispose.why())
    if work.method is None:
        return refuses(turn, wording_dispose.how(work.reason))
    return None


def _tube(turn: Turn, work: Disposing, specimen: Specimen) -> Step:
    if specimen.is_at_laboratory:
        return used_up.one(turn, work, specimen)
    can, others = stops.ready((specimen,), Do.DISPOSE, by_of(turn.desk))
    if not can:
        return out_of_order.none_ready(turn, others, words.tube(specimen), work, "discard it")
    stop = _not_so(turn, work, specimen)
    if stop is not None:
        return refuses(turn, stop)
    item = words.tube(specimen)
    if is_kept(turn, specimen):
        early = _agreed(turn, work, can, item, overrides=("retention",))
        return asks(turn, wording_dispose.still_kept(specimen, turn.scan.at), Needs.REASON, early)
    agreed = _agreed(turn, work, can, item)
    return asks(turn, wording_dispose.confirm(work, specimen, turn.now), Needs.YES, agreed)


def _rack(turn: Turn, work: Disposing, subject: HolderSubject) -> Step:
    what, inside = subject.holder.shown, subject.specimens
    can, others = stops.ready(inside, Do.DISPOSE, by_of(turn.desk))
    if not can:
        return out_of_order.none_ready(turn, others, what, work, "discard it")
    kept = tuple(each for each in can if is_kept(turn, each))
    not_so = tuple(each for each in can if each not in kept and _not_so(turn, work, each) is not None)
    if others or kept or not_so:
        return refuses(turn, wording_dispose.not_all(what, work, (others, kept, not_so)))
    agreed = _agreed(turn, work, can, f"{what}   {words.tubes(len(can))}")
    return asks(turn, wording_dispose.confirm_all(work, what, can), Needs.YES, agreed, by_scan=False)


def is_kept(turn: Turn, specimen: Specimen) -> bool:
    """Whether its retention is not over. What was rejected was never tested, and is kept for nobody."""
    if specimen.is_rejected or specimen.keep_until is None:
        return False
    return specimen.keep_until > turn.scan.at


def _not_so(turn: Turn, work: Disposing, specimen: Specimen) -> Verdict | None:
    """The record says otherwise than the reason: a tube that waits for its test is not thrown away as tested."""
    if work.reason == REASONS[Command.DISPOSE_REJECTED] and not specimen.is_rejected:
        return wording_dispose.not_so(specimen, "NOT REJECTED", "nobody has rejected it")
    if work.reason == REASONS[Command.DISPOSE_TESTED] and specimen.tested_at is None:
        return wording_dispose.not_so(specimen, "NOT TESTED", "by the books it has not been tested")
    if work.reason == REASONS[Command.DISPOSE_EXPIRED] and specimen.due_at and not words.is_too_old(specimen, turn.now):
        return wording_dispose.not_so(specimen, "NOT EXPIRED", words.keeps(specimen, turn.now))
    return None


def _agreed(
    turn: Turn, work: Disposing, specimens: tuple[Specimen, ...], item: str, overrides: tuple[str, ...] = ()
) -> Agreed:
    order = CustodyOrder(
        Do.DISPOSE, tuple(each.number for each in specimens), by_of(turn.desk), holder_code="", reason=work.reason,
        method=work.method, overrides=overrides,
    )  # fmt: skip
    return Agreed(
        (order,),
        wording_dispose.disposed(work, item),
        work,
        item,
        f"{work.reason} · {work.method}",
        count=len(specimens),
        may_undo=False,
        witness_for="its test asks for a witness" if any(each.needs_witness for each in specimens) else "",
    )


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    work, command = _work(turn.desk), subject.command
    if command in REASONS:
        chosen = replace(work, reason=REASONS[command])
    elif command in METHODS:
        chosen = replace(work, method=METHODS[command])
    else:
        return None
    return works(turn, chosen, wording_dispose.chosen(chosen))


JOB = CustodyJob(begin=_begin, scanned=_scanned, commanded=_commanded, ending=nothing_left)
