"""What the desk waits for, and what can be done at it now."""

from __future__ import annotations

from tracker.jobs.desk import STOCK_JOBS, Desk, JobName
from tracker.jobs.verdict import Code


def is_custody(desk: Desk) -> bool:
    """Whether a specimen job is open."""
    return desk.job not in STOCK_JOBS


def yes_words(desk: Desk) -> str:
    """What YES would do though nothing is asked (``accept the other 19``); empty for nothing."""
    if not is_custody(desk):
        return ""
    from tracker.jobs.custody.dispatch import yes_words as of_job

    return of_job(desk)


def has_yes(desk: Desk) -> bool:
    """Whether YES does something: it carries out what is asked or offered, or acknowledges a refusal."""
    if desk.matter is not None:
        return desk.matter.needs == "yes"
    if desk.question is not None:
        return bool(desk.question.orders) or _answers_unknown(desk)
    return desk.latched is not None or bool(yes_words(desk))


def _answers_unknown(desk: Desk) -> bool:
    """Whether YES says what an unknown code is: a package of ours, or the number of the paper in hand."""
    from tracker.inventory.subjects import UnknownSubject
    from tracker.jobs import document

    if desk.question is None or not isinstance(desk.question.subject, UnknownSubject):
        return False
    subject = desk.question.subject
    return subject.kin is not None or (desk.question.code == Code.UNKNOWN_CODE and document.may_be(desk, subject))


def is_asking(desk: Desk) -> bool:
    """Whether a patient's answer is being entered, letter by letter."""
    if desk.job is not JobName.COLLECT:
        return False
    from tracker.jobs.custody.collecting import is_asking as of_job

    return of_job(desk)


def may_order(desk: Desk) -> bool:
    """Whether COLLECT has nothing in hand: a requisition can be entered."""
    if desk.job is not JobName.COLLECT:
        return False
    from tracker.jobs.custody.collecting import in_hand

    return in_hand(desk) is None


def may_count(desk: Desk) -> bool:
    """Whether a number counts for the next scan: how many packs it stands for."""
    return not is_custody(desk) and desk.job not in (JobName.HOME, JobName.FIND)


def has_rack(desk: Desk) -> bool:
    """Whether a rack is being filled, of which another place may be chosen."""
    return desk.job is JobName.STORE and getattr(desk.work, "holder", None) is not None


def has_waiting(desk: Desk) -> bool:
    """Whether tubes of a hand-off wait to be accepted, of which one may not be there."""
    return desk.job in (JobName.HAND_OFF, JobName.ACCEPT, JobName.ARRIVE) and "accept" in yes_words(desk)


def is_stopped(desk: Desk) -> bool:
    """Whether something waits to be answered or acknowledged."""
    return desk.question is not None or desk.matter is not None or desk.latched is not None
