"""A scan in a specimen job, or of a specimen in any job: handed to the job that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tracker.barcodes import house, personal
from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject, FaultySubject, ItemSubject, ProductionSubject, UnknownSubject
from tracker.jobs import wording_desk, wording_unknown
from tracker.jobs.custody import (
    accept,
    answers,
    arrive,
    board,
    collect,
    collecting,
    dispose,
    divide,
    finding,
    hand_off,
    marks,
    pack,
    pool,
    retrieve,
    ship,
    store,
    wording_accept,
)
from tracker.jobs.custody.ending import by_of, refuses, sign_on_first
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import Desk, Done, JobName, Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn, fresh, refused_with
from tracker.jobs.subjects import Subject
from tracker.jobs.unknown import BINDABLE
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import Retract
from tracker.specimens.subjects import CustodianSubject, SpecimensSubject

JOBS: Mapping[JobName, CustodyJob] = {
    JobName.BOARD: board.JOB,
    JobName.COLLECT: collect.JOB,
    JobName.HAND_OFF: hand_off.JOB,
    JobName.ACCEPT: accept.JOB,
    JobName.PACK: pack.JOB,
    JobName.SHIP: ship.JOB,
    JobName.ARRIVE: arrive.JOB,
    JobName.SPIN: marks.SPIN,
    JobName.TEST: marks.TEST,
    JobName.ALIQUOT: divide.JOB,
    JobName.POOL: pool.JOB,
    JobName.STORE: store.JOB,
    JobName.RETRIEVE: retrieve.JOB,
    JobName.DISPOSE: dispose.JOB,
}


def opened(desk: Desk) -> Desk:
    """``desk`` with the work that its job begins with."""
    return replace(desk, work=JOBS[desk.job].begin(desk)) if desk.job in JOBS else desk


def scanned(turn: Turn, subject: Scanned) -> Step:
    """In a specimen job: an answer to what is open, else the job's. A bounced scan is no second one."""
    desk = turn.desk
    if turn.is_repeat and not isinstance(subject, CustodianSubject):
        return Step(desk, _bounced(turn))
    if isinstance(subject, UnknownSubject) and subject.kind not in BINDABLE:
        return refused_with(desk if desk.matter else fresh(desk), wording_unknown.wrong_kind(subject))
    if desk.matter is not None:
        return answers.scanned(turn, desk.matter, subject)
    if JOBS[desk.job].needs_badge and not by_of(desk) and not isinstance(subject, CustodianSubject):
        return refuses(turn, _nobody_yet(finding.told(turn, subject)))
    return JOBS[desk.job].scanned(turn, subject)


def commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    """What a command does in a specimen job; None where it is the same in every job."""
    desk = turn.desk
    if desk.job not in JOBS:
        return None
    if desk.matter is not None:
        return answers.commanded(turn, desk.matter, subject)
    return JOBS[desk.job].commanded(turn, subject)


def elsewhere(turn: Turn, subject: SpecimensSubject) -> Step:
    """A specimen scanned in a job of the stock: answered, unless something is asked there."""
    question = turn.desk.question
    if question is not None:
        return refused_with(turn.desk, wording_desk.answer_first(question.asked))
    return finding.found(turn, subject)


def is_custody(desk: Desk) -> bool:
    return desk.job in JOBS


def left_over(turn: Turn) -> Verdict | None:
    """What DONE must tell of this desk's specimens; None where nothing is left over."""
    return JOBS[turn.desk.job].ending(turn) if turn.desk.job in JOBS else None


def teaches(desk: Desk) -> str:
    """What comes next at this desk: with what is in hand, else first in its job."""
    way = JOBS[desk.job].way(desk) if desk.job in JOBS else ""
    return way or wording_desk.teaches(desk.job)


def yes_words(desk: Desk) -> str:
    """What YES does at this desk though nothing is asked; empty for nothing."""
    return JOBS[desk.job].yes(desk) if desk.job in JOBS and desk.matter is None else ""


def reminded(step: Step) -> Step:
    """A reason or condition that waits for the next tube is said beside whatever did not use it: a refusal, a READ, an UNDO
    that brings it back."""
    waits = wording_accept.armed(step.desk.work)
    verdict = step.verdict
    is_about = verdict.tone is Tone.REFUSE or verdict.code in (Code.ACKNOWLEDGED, Code.UNDONE, Code.CANCELLED)
    if not waits or not is_about or verdict.headline == waits:
        return step
    said = wording_desk.beside(verdict, f"next tube: {waits}")
    latched = said if step.desk.latched == verdict else step.desk.latched
    return replace(step, desk=replace(step.desk, latched=latched), verdict=said)


def undone(desk: Desk, done: Done) -> tuple[Work | None, tuple[Order, ...]]:
    """What is in hand once ``done`` is taken back, and the orders for it, in the name of whoever takes it back."""
    by = by_of(desk)
    is_same = done.job is desk.job and any(isinstance(each, Retract) and each.by == by for each in done.undo)
    orders = tuple(replace(order, by=by) if isinstance(order, Retract) and by else order for order in done.undo)
    work = JOBS[desk.job].undone(desk.work, done.before) if desk.job in JOBS and is_same else desk.work
    return work, orders


def is_private(subject: Subject, desk: Desk) -> bool:
    """Whether what was scanned or typed may be part of a patient's answer: a letter always, and, while one is asked for,
    whatever cannot be told from an answer typed past the dialog. So is a code that names a patient by itself."""
    if isinstance(subject, CommandSubject):
        return subject.command is Command.SPELL
    if isinstance(subject, FaultySubject) and (subject.code in personal.UNQUOTED or house.is_spelling(subject.text)):
        return True
    return collecting.is_asking(desk) and isinstance(
        subject, UnknownSubject | FaultySubject | ItemSubject | ProductionSubject
    )


def _nobody_yet(told: Verdict | None) -> Verdict:
    """Nothing is done for nobody in particular; where a thing is may be known without a name."""
    first = sign_on_first()
    return replace(first, headline=told.headline, aside=told.aside, detail=told.detail) if told is not None else first


def _bounced(turn: Turn) -> Verdict:
    matter = turn.desk.matter
    way_out = matter.asked.way_out if matter is not None else "Wait a moment before you scan it again."
    return Verdict(Code.REPEATED, Tone.NOTE, "COUNTED ONCE", "The same code came twice.", "", "", way_out)
