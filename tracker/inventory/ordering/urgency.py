"""Which of what is to be ordered threatens most: vital items first, then what runs out soonest."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from tracker.inventory.ordering.facts import Line


def days_left(line: Line) -> float | None:
    """For how many days the usable stock lasts at today's pace; None where no pace is known."""
    return line.usable / line.level.per_day if line.level.per_day > 0 else None


def by_urgency(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that lack something; by name where nothing else parts them."""
    return tuple(sorted((line for line in lines if line.lacks), key=_urgency))


def _urgency(line: Line) -> tuple[bool, bool, float, float, str]:
    days = days_left(line)
    share = line.usable / line.level.quantity if line.level.quantity else 0.0
    of = line.situation
    return (of.criticality != "V", line.usable > 0, inf if days is None else days, share, of.item.name)
