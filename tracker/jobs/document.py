"""The supplier's paper: the number on a delivery note or a credit note, said once and kept for every pack until DONE.

Nothing tells such a number from a code that nobody has entered, so that it is asked: YES answers "unknown code" with it.
"""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.subjects import UnknownSubject
from tracker.jobs import wording_delivery
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn, fresh, noted

LONGEST = 40


def may_be(desk: Desk, subject: UnknownSubject) -> bool:
    """Whether an unknown code may be the number of the paper in hand: no trade item's, and of one line."""
    text = subject.text
    return (
        desk.job in (JobName.RECEIVE, JobName.RETURN)
        and subject.kind == "unknown"
        and subject.code is None
        and subject.kin is None
        and len(text) <= LONGEST
        and text.isprintable()
    )


def keep(turn: Turn, subject: UnknownSubject) -> Step:
    desk = replace(fresh(turn.desk), document=subject.text)
    return noted(desk, wording_delivery.document(desk.job, subject.text))
