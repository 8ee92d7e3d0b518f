"""How one scan can end: noted, asked, refused or posted; each keeps the desk's books in one way only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.hardware.scan import Scan
from tracker.inventory.orders import Reverse
from tracker.inventory.subjects import ItemSubject, PersonSubject, UnknownSubject
from tracker.jobs.desk import HISTORY, Desk, Done, JobName, Paper, Question, Rules, Step
from tracker.jobs.orders import Order
from tracker.jobs.verdict import Code, Verdict


@dataclass(frozen=True, slots=True)
class Turn:
    """One scan's turn at the desk."""

    desk: Desk
    scan: Scan
    today: date
    rules: Rules
    floor: datetime | None = None
    """The time that it is at least, where the clinic's clock was set back."""

    @property
    def now(self) -> datetime:
        """What limits are judged by: no wrong clock makes them longer. What stands on a paper was in time, or too late, when
        it was done."""
        if self.desk.paper is not None and self.desk.paper.at is not None:
            return self.desk.paper.at
        return self.scan.at if self.floor is None else max(self.scan.at, self.floor)

    @property
    def at(self) -> datetime:
        """When what is recorded by this scan happened: now, or when the paper says that it did."""
        paper = self.desk.paper
        return self.scan.at if paper is None or paper.at is None else paper.at

    @property
    def is_repeat(self) -> bool:
        """Whether the same text came within the clinic's window, from whatever device: a desk is one person's, and a pack
        that is held before the camera and scanned as well is still one pack.

        Measured by when the scans were seen, either way round, since a clock may be set back.
        """
        last = self.desk.last
        if last is None or last.data != self.scan.data:
            return False
        return abs((self.scan.at - last.at).total_seconds()) * 1000 <= self.rules.repeat_window_ms


@dataclass(frozen=True, slots=True)
class Attempt:
    """A pack that the job at hand is to act on. ``quantity`` is in base units, above zero.

    ``overrides`` are the questions of this pack that a person has answered YES to.
    """

    turn: Turn
    subject: ItemSubject
    quantity: int
    overrides: tuple[str, ...] = ()

    @property
    def desk(self) -> Desk:
        return self.turn.desk

    @property
    def must_ask_repeat(self) -> bool:
        return self.turn.is_repeat and Code.REPEATED not in self.overrides


def fresh(desk: Desk) -> Desk:
    """``desk`` without what belonged to the scan before: whatever comes next acknowledges a plain refusal."""
    return replace(
        desk,
        latched=None,
        unsettled=None,
        unsettled_quantity=0,
        question=None,
        matter=None,
        early=None,
        posted=None,
        uncounted=None,
    )


def beginning(desk: Desk, job: JobName, operator: PersonSubject | None, paper: Paper | None = None) -> Desk:
    """``job`` afresh: of ``desk`` only who is here and what was done. Whoever is signed in acts, unless a paper says who:
    the receiver of a hand-off goes on in his own session only."""
    if desk.session is not None and paper is None:
        operator = PersonSubject(desk.session.badge, desk.session.name)
    return Desk(
        job=job,
        operator=operator,
        history=desk.history,
        last=desk.last,
        paper=paper,
        session=desk.session,
        kept=desk.kept,
    )


def noted(desk: Desk, verdict: Verdict) -> Step:
    return Step(replace(desk, latched=None), verdict)


def asked(
    desk: Desk,
    verdict: Verdict,
    subject: ItemSubject | UnknownSubject,
    quantity: int = 0,
    *,
    orders: tuple[Order, ...] = (),
    overrides: tuple[str, ...] = (),
) -> Step:
    question = Question(verdict.code, subject, quantity, verdict, orders, overrides)
    return Step(replace(desk, question=question, latched=None), verdict)


def refused_with(desk: Desk, verdict: Verdict) -> Step:
    """A plain refusal: it stays on the screen until anything else is scanned."""
    return Step(replace(desk, latched=verdict), verdict)


def stopped(attempt: Attempt, verdict: Verdict) -> Step:
    """A refusal that must be settled: the pack in hand is dangerous, and nothing goes on until it is dealt with."""
    desk = replace(attempt.desk, latched=verdict, unsettled=attempt.subject, unsettled_quantity=attempt.quantity)
    return Step(desk, verdict)


def posted(
    attempt: Attempt,
    order: Order,
    verdict: Verdict,
    text: str,
    *,
    job: JobName | None = None,
    undo: Order | None = None,
) -> Step:
    """A stock movement, or what ``undo`` takes back: it goes into the history, from where UNDO takes it."""
    scan = attempt.turn.scan
    back = (undo or Reverse(scan.id),)
    done = Done(scan.id, scan.at, job or attempt.desk.job, attempt.quantity, attempt.subject.item.name, text, back)
    history = (*attempt.desk.history, done)[-HISTORY:]
    desk = replace(attempt.desk, history=history, posted=attempt.subject, latched=None, turned_away="")
    return Step(desk, verdict, (order,))


def remembered(turn: Turn, step: Step, unknown: UnknownSubject, undo: Order, what: str) -> Step:
    """``step`` that also bound or parked a code, with that in the history: beside its movement, or by itself."""
    scan, history = turn.scan, step.desk.history
    if history and history[-1].scan_id == scan.id:
        last = history[-1]
        history = (*history[:-1], replace(last, undo=(*last.undo, undo)))
    else:
        done = Done(scan.id, scan.at, turn.desk.job, 0, unknown.text, what, (undo,))
        history = (*history, done)[-HISTORY:]
    return replace(step, desk=replace(step.desk, history=history))


def after_refusal(desk: Desk, verdict: Verdict) -> Step:
    """The step of a scan that came to nothing after the job had decided: the service refused it, or the program failed.

    Nothing half-done stays for the next pack, neither quantity nor lot; the job, its places and its reason do. A dangerous
    pack in hand keeps its own refusal on the latch: it is still to be dealt with.
    """
    if desk.unsettled is not None:
        return Step(replace(desk, quantity=None, half=None), verdict)
    return Step(replace(fresh(desk), quantity=None, half=None, latched=verdict), verdict)
