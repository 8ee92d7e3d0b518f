"""End of day, from any job: the day closes only where no tube is without an acknowledged place."""

from __future__ import annotations

from tracker.jobs.custody.ending import by_of, does, refuses, sign_on_first
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import CloseDay

_SHOWN = 5


def close_day(turn: Turn, lost: tuple[str, ...]) -> Step:
    """Asks nothing: whether the day may close is known in the transaction alone, and refused there with the numbers.

    What is declared ``lost`` keeps no day open, and is named: it has no place.
    """
    by = by_of(turn.desk)
    if not by:
        return refuses(turn, sign_on_first())
    verdict = Verdict(
        Code.DAY_CLOSED,
        Tone.ACCEPT,
        "DAY CLOSED",
        turn.today.isoformat(),
        "every other tube has its place" if lost else "every tube has its place",
        f"{len(lost)} LOST: {_first(lost)}" if lost else "",
        "They stay on the list of what is missing until they are found." if lost else "",
    )
    order = CloseDay(by)
    return does(turn, (order,), verdict, turn.desk.work, item="the day", text="closed", count=0, may_undo=False)


def _first(numbers: tuple[str, ...]) -> str:
    first = ", ".join(f"{each[:8]} {each[8:]}" for each in numbers[:_SHOWN])
    return first if len(numbers) <= _SHOWN else f"{first} and {len(numbers) - _SHOWN} more"
