"""A scan in a specimen job, or of a specimen in any job: handed to the job that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tracker.inventory.facts import CommandSubject
from tracker.jobs import wording_desk
from tracker.jobs.custody import (
    accept,
    answers,
    board,
    dispose,
    divide,
    finding,
    hand_off,
    marks,
    pool,
    retrieve,
    store,
)
from tracker.jobs.custody.ending import by_of, refuses, sign_on_first
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.desk import Desk, Done, JobName, Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn, refused_with
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import CustodianSubject, SpecimensSubject
from tracker.specimens.orders import Retract

JOBS: Mapping[JobName, CustodyJob] = {
    JobName.BOARD: board.JOB,
    JobName.HAND_OFF: hand_off.JOB,
    JobName.ACCEPT: accept.JOB,
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
    if desk.matter is not None:
        return answers.scanned(turn, desk.matter, subject)
    if JOBS[desk.job].needs_badge and not by_of(desk) and not isinstance(subject, CustodianSubject):
        return refuses(turn, sign_on_first())
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


def yes_words(desk: Desk) -> str:
    """What YES does at this desk though nothing is asked; empty for nothing."""
    return JOBS[desk.job].yes(desk) if desk.job in JOBS and desk.matter is None else ""


def undone(desk: Desk, done: Done) -> tuple[Desk, tuple[Order, ...]]:
    """``desk`` once ``done`` is taken back, and the orders that do so: in the name of whoever says UNDO now."""
    orders = tuple(replace(each, by=by_of(desk)) if isinstance(each, Retract) else each for each in done.undo)
    if desk.job not in JOBS or desk.work is None:
        return desk, orders
    return replace(desk, work=JOBS[desk.job].undone(desk.work, done.scan_id)), orders


def _bounced(turn: Turn) -> Verdict:
    matter = turn.desk.matter
    way_out = matter.asked.way_out if matter is not None else "Wait a moment before you scan it again."
    return Verdict(Code.REPEATED, Tone.NOTE, "COUNTED ONCE", "The same code came twice.", "", "", way_out)
