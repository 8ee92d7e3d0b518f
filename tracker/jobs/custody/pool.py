"""Pool: several tubes of one kind become one. Nothing is recorded until the pool's own label has been scanned."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import out_of_order, stops, words
from tracker.jobs.custody.divide import new_label, no_number
from tracker.jobs.custody.ending import begins, by_of, does, is_same_person, refuses, works
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.work import Pooling
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.orders import Pool
from tracker.specimens.states import Do
from tracker.specimens.subjects import CustodianSubject, FreshSubject, SpecimenSubject

FEWEST = 2
"""A pool of one would be an aliquot."""


def _begin(desk: Desk) -> Pooling:
    return Pooling()


def _work(desk: Desk) -> Pooling:
    return desk.work if isinstance(desk.work, Pooling) else Pooling()


def _scanned(turn: Turn, subject: Scanned) -> Step:
    work = _work(turn.desk)
    match subject:
        case CustodianSubject():
            return begins(turn, subject, work if is_same_person(turn.desk, subject) else Pooling())
        case SpecimenSubject():
            return _source(turn, work, subject)
        case FreshSubject():
            return _fill(turn, work, subject.number, is_roll=True)
        case _:
            return stops.no_use(turn, subject, "This is no tube and no label.", wording_desk.SPECIMENS[JobName.POOL])


def _source(turn: Turn, work: Pooling, subject: SpecimenSubject) -> Step:
    specimen = subject.specimen
    if any(each.number == specimen.number for each in work.sources):
        return stops.already(turn, specimen, "on the list")
    stop = stops.rejected(turn, specimen)
    if stop is not None:
        return stop
    can, others = stops.ready((specimen,), Do.POOL, by_of(turn.desk))
    if not can:
        return out_of_order.none_ready(turn, others, words.tube(specimen), work, "pool it")
    if work.sources and specimen.container_code != work.sources[0].container_code:
        return refuses(turn, _mixed(work.sources[0], specimen))
    listed = Pooling((*work.sources, specimen), subject.next_number)
    return works(turn, listed, _listed(turn, listed, specimen))


def _listed(turn: Turn, work: Pooling, specimen: Specimen) -> Verdict:
    way_out = "Scan the next tube, or the pool's own label (LABEL prints one)."
    if len(work.sources) < FEWEST:
        way_out = "Scan the next tube of the same kind."
    return Verdict(
        Code.SOURCE_LISTED,
        Tone.NOTE,
        f"SOURCE {len(work.sources)}",
        words.tube(specimen),
        "nothing recorded yet",
        words.keeps(specimen, turn.now),
        way_out,
    )


def _mixed(first: Specimen, specimen: Specimen) -> Verdict:
    return Verdict(
        Code.MIXED_KINDS,
        Tone.REFUSE,
        "ANOTHER KIND",
        words.tube(specimen),
        f"the pool is {first.container}",
        "what additives do to one another is not known",
        "Put it aside; scan tubes of the pool's kind. Another pool? NO, then its tubes.",
    )


def _fill(turn: Turn, work: Pooling, number: str, *, is_roll: bool) -> Step:
    if len(work.sources) < FEWEST:
        return refuses(turn, _too_few(work))
    order = Pool(tuple(each.number for each in work.sources), number, by_of(turn.desk), is_roll=is_roll)
    item, count = f"{number[:8]} {number[8:]}", len(work.sources)
    label = " · its label is being printed" if not is_roll else ""
    verdict = Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "POOLED",
        f"{item}   {work.sources[0].container}",
        f"of {words.tubes(count)}",
        words.numbers(work.sources) + label,
        "What is left in them is still in your hands: STORE or DISPOSE. Another pool? Scan its tubes.",
    )
    text = f"pool of {words.tubes(count)}"
    return does(turn, (order,), verdict, Pooling(), item=item, text=text, may_undo=False)


def _too_few(work: Pooling) -> Verdict:
    return Verdict(
        Code.TOO_FEW,
        Tone.REFUSE,
        "AT LEAST 2",
        f"{words.tubes(len(work.sources))} listed for the pool",
        "nothing recorded",
        "",
        "Scan the tubes that are pooled, then the pool's label again.",
    )


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """LABEL prints the pool's; NO empties the list, UNDO takes the last tube off it."""
    work, command = _work(turn.desk), subject.command
    if command is Command.LABEL:
        return _label(turn, work)
    if not work.sources or turn.desk.latched is not None:
        return None
    if command is Command.NO:
        cancelled = wording_desk.cancelled(words.numbers(work.sources), "the list is empty; nothing was recorded")
        return works(turn, Pooling(), cancelled)
    if command is Command.UNDO:
        left = replace(work, sources=work.sources[:-1])
        cancelled = wording_desk.cancelled(
            words.tube(work.sources[-1]), f"{words.tubes(len(left.sources))} still listed"
        )
        return works(turn, left, cancelled)
    return None


def _label(turn: Turn, work: Pooling) -> Step:
    if len(work.sources) < FEWEST:
        return refuses(turn, _too_few(work))
    number = new_label(work.next_number)
    return refuses(turn, no_number()) if number is None else _fill(turn, work, number, is_roll=False)


def _ending(turn: Turn) -> Verdict | None:
    """Tubes that were scanned and never pooled: nothing of it is in the record."""
    sources = _work(turn.desk).sources
    if not sources:
        return None
    return Verdict(
        Code.NOT_POOLED,
        Tone.REFUSE,
        "NOT POOLED",
        words.numbers(sources),
        f"{words.tubes(len(sources))} listed",
        "the pool has no label: nothing was recorded",
        "Poured together already? Scan POOL, the same tubes, and a label.",
    )


JOB = CustodyJob(begin=_begin, scanned=_scanned, commanded=_commanded, ending=_ending)
