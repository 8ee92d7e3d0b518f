"""A hand-off's list as it is now: it was read when the rack was scanned, and others work on its tubes, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.custody import words
from tracker.jobs.custody.work import Handing, Listed, Mark
from tracker.jobs.desk import Desk
from tracker.jobs.subjects import BareSubject
from tracker.specimens.facts import Specimen
from tracker.specimens.states import State
from tracker.specimens.subjects import HolderSubject

ACCEPTABLE = frozenset({State.RELEASED, State.ARRIVED})


def asked_about(desk: Desk, subject: BareSubject) -> tuple[str, ...]:
    """Which tubes a scan is about without naming them: all that wait, for YES and for a rack."""
    is_many = isinstance(subject, HolderSubject) or (
        isinstance(subject, CommandSubject) and subject.command is Command.YES
    )
    is_free = desk.matter is None and desk.latched is None
    if not is_many or not is_free or not isinstance(desk.work, Handing):
        return ()
    return tuple(each.number for each in desk.work.waiting)


def refreshed(desk: Desk, specimens: tuple[Specimen, ...]) -> Desk:
    """``desk`` with what waits as it is now; what somebody else has taken waits no more."""
    work = desk.work
    if not isinstance(work, Handing):
        return desk
    now = {each.number: each for each in specimens}
    return replace(desk, work=replace(work, listed=tuple(_as_now(each, now) for each in work.listed)))


def _as_now(each: Listed, now: Mapping[str, Specimen]) -> Listed:
    known = now.get(each.specimen.number)
    if known is None or each.mark is not Mark.WAITING:
        return each
    is_same = words.code_of(known) == words.code_of(each.specimen)
    if known.state in ACCEPTABLE and is_same:
        return replace(each, specimen=known)
    return Listed(known, Mark.GONE, f"{words.STATES[known.state]}, {words.holder_of(known)}")


def gone(work: Handing) -> str:
    """``no longer waiting: 26004412 82 (accepted, lab 02)``; empty where nothing is gone."""
    left = tuple(each for each in work.listed if each.mark is Mark.GONE)
    if not left:
        return ""
    said = ", ".join(f"{each.specimen.shown} ({each.why})" for each in left[:2])
    more = f" and {len(left) - 2} more" if len(left) > 2 else ""
    return f"no longer waiting: {said}{more}"
