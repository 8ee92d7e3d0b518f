"""What every specimen job has: how it begins, what a scan does in it, and what must be said before it is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.inventory.subjects import CommandSubject, ItemSubject, PlaceSubject, ProductionSubject, UnknownSubject
from tracker.jobs.custody.work import Work
from tracker.jobs.desk import Desk, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Verdict
from tracker.specimens.subjects import SpecimensSubject

Scanned = SpecimensSubject | PlaceSubject | ItemSubject | ProductionSubject | UnknownSubject
"""What a scan can name in a specimen job, besides commands and damage. A badge is a CustodianSubject here."""


def _nothing(desk: Desk) -> str:
    return ""


def _as_before(now: Work | None, before: Work | None) -> Work | None:
    return before


def no_work(desk: Desk) -> None:
    """A job that has nothing in hand between two scans."""


def no_command(turn: Turn, subject: CommandSubject) -> Step | None:
    """A job without commands of its own."""
    return None


def nothing_left(turn: Turn) -> Verdict | None:
    """A job that leaves nothing over."""
    return None


@dataclass(frozen=True, slots=True)
class CustodyJob:
    """One job. All are pure functions of the turn."""

    begin: Callable[[Desk], Work | None]
    """The work in hand when the job is opened; a person who is signed on is in it already."""
    scanned: Callable[[Turn, Scanned], Step]
    commanded: Callable[[Turn, CommandSubject], Step | None]
    """What a command does in this job; None where it is none of its own."""
    ending: Callable[[Turn], Verdict | None]
    """What DONE must tell: tubes that are left over. None where nothing is."""
    yes: Callable[[Desk], str] = _nothing
    """What YES would do now where nothing is asked (``accept the other 19``); empty for nothing."""
    undone: Callable[[Work | None, Work | None], Work | None] = _as_before
    """The work in hand once UNDO has taken a scan back; the second is what was in hand before that scan."""
    way: Callable[[Desk], str] = _nothing
    """What comes next with what is in hand; empty where nothing is."""
    needs_badge: bool = True
    """Whether nothing but a badge and commands is taken before somebody has signed on."""
