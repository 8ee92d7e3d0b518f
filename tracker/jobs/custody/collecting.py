"""What is in hand at the patient's side, and how each step changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tracker.jobs.custody.ending import by_of
from tracker.jobs.custody.work import Collecting, Work
from tracker.jobs.desk import Desk, JobName
from tracker.jobs.subjects import CollectSubject
from tracker.specimens.facts import Container, Specimen, Spot
from tracker.specimens.requisition_facts import WantedTube
from tracker.specimens.states import State


def work_of(desk: Desk) -> Collecting:
    return desk.work if isinstance(desk.work, Collecting) else Collecting()


def in_hand(desk: Desk) -> str | None:
    """The house code of the requisition that is open at this desk."""
    work = work_of(desk)
    return work.requisition.code if desk.job is JobName.COLLECT and work.requisition is not None else None


def is_identified(desk: Desk) -> bool:
    """Whether whoever acts has compared the two identifiers of the patient whose requisition is open."""
    work, by = work_of(desk), by_of(desk)
    return work.requisition is not None and by != "" and work.identified_by == by


def is_asking(desk: Desk) -> bool:
    """Whether letters are expected: what is scanned or typed now may be part of a patient's answer."""
    return desk.job is JobName.COLLECT and work_of(desk).is_asking


def unidentified(desk: Desk) -> Desk:
    """``desk`` with no requisition open: what it knows of who was identified does not count, nor does a question that was
    asked at that patient's side. The requisition, scanned once more, asks."""
    if not isinstance(desk.work, Collecting):
        return desk
    return replace(desk, work=Collecting(failures=desk.work.failures), matter=None)


def refreshed(desk: Desk, subject: CollectSubject) -> Desk:
    """``desk`` with its requisition as it is now. Of a patient who is another one now, or whose data was corrected or
    erased, nobody has compared the identifiers."""
    work, now = work_of(desk), subject.requisition
    if work.requisition is None or in_hand(desk) != now.requisition.code:
        return desk
    before, after = work.requisition, now.requisition
    is_same = (before.patient_id, before.patient) == (after.patient_id, after.patient)
    fresh = replace(
        work,
        requisition=after,
        next_number=now.next_number,
        containers=now.containers or work.containers,
        stock=subject.stock,
        unprinted=subject.unprinted,
        is_written=desk.paper is not None,
    )
    return replace(desk, work=fresh if is_same else Collecting(failures=work.failures))


def undone(now: Work | None, before: Work | None) -> Work | None:
    """What is in hand after UNDO: the tubes as they were, while their requisition is still the one that is open."""
    if not isinstance(now, Collecting) or not isinstance(before, Collecting):
        return now
    if now.requisition is None or before.requisition is None or now.requisition.id != before.requisition.id:
        return now
    return replace(now, requisition=before.requisition, drawn=before.drawn)


def tube_with(work: Collecting, number: str) -> WantedTube | None:
    """The line that bears this label."""
    return next((tube for tube in work.tubes if tube.specimen is not None and tube.specimen.number == number), None)


def with_tube(work: Collecting, changed: WantedTube) -> Collecting:
    """``work`` with this line as it is now; a new line goes to its place in the order of draw."""
    others = tuple(tube for tube in work.tubes if tube.line != changed.line)
    tubes = tuple(sorted((*others, changed), key=lambda tube: (tube.container.draw_order, tube.line)))
    return replace(work, requisition=replace(work.opened, tubes=tubes))


def reopened(work: Collecting, given_up: Iterable[WantedTube]) -> Collecting:
    """These lines are wanted again; the label that one had is void."""
    for tube in given_up:
        work = with_tube(work, replace(tube, not_drawn="", specimen=None))
    return replace(work, is_offered=False)


def labelled(work: Collecting, tube: WantedTube, number: str, at: datetime) -> Collecting:
    """The line with its label. Its row's id comes with the next scan's facts, and is 0 until then."""
    specimen = Specimen(
        id=0,
        number=number,
        container=tube.container.name,
        container_code=tube.container.code,
        state=State.LABELLED,
        steps=1,
        custodian=None,
        spot=Spot(),
        since=at,
        labelled_at=at,
        collected_at=None,
        spun_at=None,
        received_at=None,
        tested_at=None,
        due_at=None,
        due_kind=None,
        missing_at=None,
        keep_until=None,
        requisition_code=work.opened.code,
        tests=tube.tests,
    )
    return with_tube(work, replace(tube, specimen=specimen))


def kinds(work: Collecting) -> tuple[Container, ...]:
    """What an add-on may be, in the order in which QUANTITY n counts them: the ordered kinds, then all others."""
    ordered = tuple(tube.container for tube in work.tubes)
    return tuple({each.id: each for each in (*ordered, *work.containers)}.values())


def tests_for(work: Collecting, kind: Container) -> tuple[str, ...]:
    """The tests of this requisition that are done from a container of this kind: what a label for it would bear."""
    return next((tube.tests for tube in work.tubes if tube.container.id == kind.id and tube.tests), ())


def count_drawn(work: Collecting) -> int:
    return sum(not tube.is_open and not tube.not_drawn for tube in work.tubes)
