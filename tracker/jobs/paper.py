"""What was written on paper while the computers were down, entered afterwards: by whom, and when it happened.

Whoever enters it scans his own badge, FROM PAPER and the time that is written; then the paper's badges, labels and places
just as if it were happening. Everything is recorded at the written time, and with the time at which it was entered and by
whom. What cannot have been done on paper is done now, by whoever does it: it is refused here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tracker.barcodes.commands import Command
from tracker.hardware.scan import Quality
from tracker.inventory.orders import (
    Bind,
    Count,
    Open,
    Park,
    PutAside,
    Reverse,
    SignPulled,
    Unbind,
    Uncount,
    Unopen,
    Unpark,
    UnsignPulled,
)
from tracker.inventory.subjects import CommandSubject, PersonSubject, PlaceSubject
from tracker.jobs import wording_desk, wording_paper
from tracker.jobs.custody.collecting import is_asking
from tracker.jobs.custody.dispatch import is_custody, teaches
from tracker.jobs.desk import Desk, JobName, Paper, Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn, beginning, noted, refused_with
from tracker.jobs.subjects import BareSubject
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import (
    AddOn,
    Divide,
    Draw,
    Exempt,
    Identify,
    Label,
    NotDrawn,
    Pool,
    Reopen,
    Reprint,
    Retract,
)
from tracker.specimens.orders import Step as CustodyStep
from tracker.specimens.states import Do
from tracker.specimens.subjects import CustodianSubject

_CLOCK = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[ T])?([0-2]\d):([0-5]\d)(Z?)")
"""With a ``Z`` it is UTC, as what could not be stored is kept."""
_DIGITS = re.compile(r"[0-2]\d[0-5]\d")
_STEPS = frozenset({Do.RELEASE, Do.ACCEPT, Do.REJECT, Do.NOTE, Do.TAKE_OVER, Do.SPIN, Do.TEST, Do.PLACE, Do.STORE})
_HAPPENED = (Identify, Exempt, AddOn, NotDrawn, Reopen, Draw, Count, Open, PutAside, SignPulled)
_NOW = (Retract, Reverse, Uncount, Unopen, Bind, Unbind, Park, Unpark, UnsignPulled)
"""What is done at the desk itself, in the middle of entering a paper."""


def happened_at(desk: Desk, orders: tuple[Order, ...]) -> datetime | None:
    """When the paper says that these were done; None for what is done now."""
    is_now = all(isinstance(order, _NOW) for order in orders)
    return None if desk.paper is None or is_now else desk.paper.at


def commanded(turn: Turn, command: Command) -> Step:
    """FROM PAPER asks for a time, for the first line and for each that has another; PAPER DONE is the way back to now."""
    desk = turn.desk
    if command is Command.PAPER_DONE and desk.paper is None:
        return refused_with(desk, wording_paper.not_entering())
    asked = desk.matter.asked if desk.matter else desk.question.asked if desk.question else None
    if asked is not None:
        return refused_with(desk, wording_desk.answer_first(asked))
    if is_asking(desk) or desk.half is not None:
        return refused_with(desk, wording_paper.finish_first())
    if command is Command.PAPER_DONE:
        return _ended(desk)
    paper = desk.paper or _begun(desk)
    if paper is None:
        return refused_with(desk, wording_paper.who_enters())
    day = paper.day if paper.at is None else paper.at.astimezone(turn.rules.zone).date()
    asking = replace(desk, paper=replace(paper, at=None, digits="", day=day), latched=None)
    return noted(asking, wording_paper.which_time(paper.entered_by, day))


def _begun(desk: Desk) -> Paper | None:
    """Whoever is signed in enters it, whoever else acts at his desk; in a clinic of badges alone whose badge came last."""
    if desk.session is not None:
        return Paper(PersonSubject(desk.session.badge, desk.session.name))
    return Paper(desk.operator) if desk.operator is not None else None


def the_day_before(turn: Turn) -> Step | None:
    """What NO says to a time that was just set, before a job is begun: the sheet is of an earlier day than the screen says.
    None where there is no such time."""
    desk = turn.desk
    if desk.paper is None or desk.paper.at is None or desk.job not in (JobName.HOME, JobName.BOARD):
        return None
    zone = turn.rules.zone
    at = desk.paper.at.astimezone(zone)
    earlier = _local(at.date() - timedelta(days=1), at.time(), zone)
    return _set(turn, replace(desk.paper, at=earlier))


def _ended(desk: Desk) -> Step:
    """The next scan is of now, and whoever entered the paper is signed on: nobody acts in the name that stood on it."""
    assert desk.paper is not None
    job = JobName.BOARD if is_custody(desk) else JobName.HOME
    left = beginning(desk, job, desk.paper.entered_by)
    return noted(left, wording_paper.over(desk.paper.entered_by))


def timed(turn: Turn, subject: BareSubject) -> Step | None:
    """A time that is said, or that must be said first; None for every other scan.

    ``09:40`` is a time whenever a paper is being entered, as no code of ours has a colon; four digits are one only where
    a time is asked for.
    """
    paper = turn.desk.paper
    if paper is None or is_asking(turn.desk):
        return None
    text = turn.scan.data if turn.scan.quality is Quality.READ else ""
    if _CLOCK.fullmatch(text) or (paper.at is None and _DIGITS.fullmatch(text)):
        return _said(turn, paper, text)
    if paper.at is not None:
        return None
    if isinstance(subject, CommandSubject) and subject.command is Command.SPELL:
        return _digit(turn, paper, subject.character)
    if isinstance(subject, CommandSubject | PersonSubject | CustodianSubject | PlaceSubject):
        return None
    return refused_with(turn.desk, wording_paper.time_first())


def _digit(turn: Turn, paper: Paper, character: str) -> Step:
    digits = paper.digits + character
    if len(digits) == 4:
        return _said(turn, paper, digits)
    if not digits.isdigit():
        return refused_with(replace(turn.desk, paper=replace(paper, digits="")), wording_paper.no_time(digits))
    return noted(replace(turn.desk, paper=replace(paper, digits=digits)), wording_paper.so_far(digits))


def _said(turn: Turn, paper: Paper, text: str) -> Step:
    """``09:40`` is of the day of the line before, or today; another day's has its date. Nothing that is still to come has
    happened. The day stands in the answer, whichever it is: a sheet is often entered on the day after."""
    now, zone = turn.scan.at, turn.rules.zone
    at = _time(text, paper.day or now.astimezone(zone).date(), zone)
    asking = replace(turn.desk, paper=replace(paper, at=None, digits=""))
    if at is None:
        return refused_with(asking, wording_paper.no_time(text))
    if at > now:
        return refused_with(asking, wording_paper.later_than_now(at.astimezone(zone), now.astimezone(zone)))
    return _set(turn, replace(paper, at=at, digits=""))


def _set(turn: Turn, paper: Paper) -> Step:
    assert paper.at is not None
    zone = turn.rules.zone
    desk = replace(turn.desk, paper=paper, latched=None)
    at, now = paper.at.astimezone(zone), turn.scan.at.astimezone(zone)
    return noted(desk, wording_paper.time_set(at, now, paper.entered_by, _teaches(desk)))


def _teaches(desk: Desk) -> str:
    return wording_paper.WHICH_JOB if desk.job in (JobName.HOME, JobName.BOARD) else teaches(desk)


def _time(text: str, usual: date, zone: tzinfo | None) -> datetime | None:
    found = _CLOCK.fullmatch(text if ":" in text else f"{text[:2]}:{text[2:]}")
    if found is None:
        return None
    try:
        day = date.fromisoformat(found[1]) if found[1] else usual
        clock = time(int(found[2]), int(found[3]))
    except ValueError:
        return None
    return datetime.combine(day, clock, UTC) if found[4] else _local(day, clock, zone)


def _local(day: date, clock: time, zone: tzinfo | None) -> datetime:
    at = datetime.combine(day, clock.replace(tzinfo=None))
    return at.astimezone() if zone is None else at.replace(tzinfo=zone)


def judged(turn: Turn, step: Step) -> Step:
    """``step`` while a paper is entered: with its time in words, or refused where no paper can say it."""
    paper = turn.desk.paper
    if paper is None:
        return step
    if step.verdict.code == Code.CHALLENGE:
        return _reworded(step, replace(step.verdict, way_out=wording_paper.AS_WRITTEN))
    # What is asked about and could only be refused after the YES is refused now.
    orders = step.orders or _agreed(turn.desk, step.desk)
    if any(map(_is_printed, orders)):
        return refused_with(turn.desk, wording_paper.nothing_printed())
    if all(isinstance(order, _NOW) for order in orders):
        return step
    if not all(map(_may_be_written, orders)):
        return refused_with(turn.desk, wording_paper.not_from_paper(step.verdict))
    if paper.at is None:
        return refused_with(turn.desk, wording_paper.time_first())
    if step.verdict.tone is not Tone.ACCEPT:
        return step
    at, now = (each.astimezone(turn.rules.zone) for each in (paper.at, turn.scan.at))
    verdict = wording_desk.beside(step.verdict, wording_paper.entered(at, now, paper.entered_by))
    is_identified = any(isinstance(order, Identify) for order in step.orders)
    return replace(step, verdict=replace(verdict, way_out=wording_paper.EACH_TUBE) if is_identified else verdict)


def _agreed(before: Desk, after: Desk) -> tuple[Order, ...]:
    """What a YES would do, where that was just asked."""
    return after.matter.agreed.orders if after.matter is not None and after.matter != before.matter else ()


def _is_printed(order: Order) -> bool:
    return isinstance(order, Reprint) or (isinstance(order, Label | Divide | Pool) and not order.is_roll)


def _reworded(step: Step, verdict: Verdict) -> Step:
    """Nobody is here to say it: what was asked then stands on the sheet. A matter that waits is shown in the same words."""
    matter = step.desk.matter
    desk = replace(step.desk, matter=replace(matter, asked=verdict)) if matter is not None else step.desk
    return replace(step, desk=desk, verdict=verdict)


def _may_be_written(order: Order) -> bool:
    """A label printed now was on no tube then; and what was left in an opened container then, no record can say."""
    if isinstance(order, Label):
        return order.is_roll
    if isinstance(order, CustodyStep):
        return order.do in _STEPS
    if isinstance(order, Count) and order.opened:
        return False
    return isinstance(order, (*_HAPPENED, *_NOW))


def takes_digits(desk: Desk) -> bool:
    """Whether a digit's barcode says a time or a number now, which are nobody's secret."""
    is_timed = desk.paper is not None and desk.paper.at is None
    return (is_timed or desk.job is JobName.COUNT) and not is_asking(desk)
