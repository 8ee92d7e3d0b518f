"""End of day, from any job: the day closes only where no tube is without an acknowledged place."""

from __future__ import annotations

from tracker.jobs.custody.ending import by_of, does, refuses, sign_on_first
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import CloseDay


def close_day(turn: Turn) -> Step:
    """Asks nothing: whether the day may close is known in the transaction alone, and refused there with the numbers."""
    by = by_of(turn.desk)
    if not by:
        return refuses(turn, sign_on_first())
    verdict = Verdict(
        Code.DAY_CLOSED,
        Tone.ACCEPT,
        "DAY CLOSED",
        turn.today.isoformat(),
        "every tube has its place",
    )
    order = CloseDay(by)
    return does(turn, (order,), verdict, turn.desk.work, item="the day", text="closed", count=0, may_undo=False)
