"""Collect, at the patient's side: badge, requisition, two identifiers; then each tube's label, and the tube once it is full.

A swapped tube hurts a patient. So nothing is labelled or drawn before whoever acts has compared the patient's identifiers,
and no tube of another requisition is taken while one is open (CAP GEN.40491, NPSG.01.01.01).
"""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject, ItemSubject, PlaceSubject, ProductionSubject, UnknownSubject
from tracker.jobs import wording_desk, wording_places
from tracker.jobs.custody import (
    challenge,
    drawing,
    lapsing,
    racking,
    recollecting,
    stops,
    tube_labels,
    wanted,
    wording_challenge,
    wording_collect,
)
from tracker.jobs.custody.collecting import is_identified, undone, work_of
from tracker.jobs.custody.ending import by_of, refuses, sign_on_first, signed_on, works
from tracker.jobs.custody.finding import badge, found
from tracker.jobs.custody.job import CustodyJob, Scanned
from tracker.jobs.custody.reasons import NOT_DRAWN
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Turn, fresh, noted, refused_with
from tracker.jobs.verdict import Code, Verdict
from tracker.specimens.states import State
from tracker.specimens.subjects import (
    CustodianSubject,
    FreshSubject,
    HolderSubject,
    RequisitionSubject,
    SpecimenSubject,
)


def _begin(desk: Desk) -> Collecting:
    return Collecting()


def _scanned(turn: Turn, subject: Scanned) -> Step:
    """A quantity that was set is for the command that follows it, and for nothing else."""
    turn = replace(turn, desk=replace(turn.desk, quantity=None))
    match subject:
        case CustodianSubject():
            return _badge(turn, subject)
        case PlaceSubject():
            return _place(turn, subject)
        case _ if not by_of(turn.desk):
            return refuses(turn, sign_on_first())
        case RequisitionSubject():
            return _requisition(turn, subject)
        case _ if work_of(turn.desk).is_asking:
            return challenge.identify_first(turn, work_of(turn.desk))
        case _ if is_identified(turn.desk):
            return _at_the_side(turn, subject)
        case SpecimenSubject() if subject.specimen.state is not State.LABELLED:
            return found(turn, subject)
        case HolderSubject():
            return found(turn, subject)
        case SpecimenSubject() | FreshSubject() | ItemSubject() | ProductionSubject():
            return refuses(turn, wording_challenge.identify_first())
        case UnknownSubject():
            return refuses(turn, wording_challenge.not_known(subject.text))
        case _:
            return stops.nothing_to_do(turn, "This is no requisition.", wording_desk.SPECIMENS[JobName.COLLECT])


def _at_the_side(turn: Turn, subject: Scanned) -> Step:
    """The patient is identified. Whatever is scanned but a kind of tube, ADD-ON is over."""
    if not isinstance(subject, ItemSubject | ProductionSubject):
        now = replace(work_of(turn.desk), is_adding=False, is_offered=False)
        turn = replace(turn, desk=replace(turn.desk, work=now))
    match subject:
        case SpecimenSubject():
            return drawing.take(turn, subject)
        case FreshSubject():
            return tube_labels.bind(turn, subject)
        case ItemSubject():
            return wanted.held(turn, subject)
        case ProductionSubject():
            return wanted.second(turn, subject)
        case HolderSubject():
            return racking.place(turn, subject)
        case _:
            way_out = wording_collect.next_way(work_of(turn.desk))
            return stops.nothing_to_do(turn, "This is no tube, label or rack.", way_out)


def _badge(turn: Turn, subject: CustodianSubject) -> Step:
    """Another person has not compared this patient's identifiers: the requisition is closed, and scanned again."""
    work = work_of(turn.desk)
    if work.requisition is None or subject.person.code == by_of(turn.desk):
        way_out = _way(turn.desk, work) if by_of(turn.desk) else "Scan the requisition."
        said = replace(badge(subject), way_out=way_out)
        return signed_on(turn, subject, work, said)
    verdict = wording_challenge.signed_on_anew(subject.person.name, work)
    return signed_on(turn, subject, Collecting(), verdict)


def _way(desk: Desk, work: Collecting) -> str:
    if work.is_asking:
        return challenge.prompt(work).headline
    if is_identified(desk):
        return wording_collect.next_way(work)
    if not by_of(desk):
        return "Scan your badge, then the requisition."
    return "Scan the requisition." if desk.room is not None else wording_desk.SPECIMENS[JobName.COLLECT]


def _place(turn: Turn, subject: PlaceSubject) -> Step:
    """Where the tubes are taken from, and where they are drawn."""
    desk = fresh(turn.desk)
    if not subject.place.kind.holds_stock:
        return refused_with(desk, wording_places.no_stock_kept(subject.place))
    desk = replace(desk, room=subject.place)
    way_out = _way(desk, work_of(desk))
    return noted(desk, wording_places.place_set(JobName.COLLECT, subject.place, "in", way_out))


def _requisition(turn: Turn, subject: RequisitionSubject) -> Step:
    """Its challenge begins at once. While another one has open tubes nothing else is opened: tubes of two patients on one
    tray are how they are swapped."""
    work, requisition = work_of(turn.desk), subject.requisition
    if is_identified(turn.desk) and work.requisition is not None:
        if work.requisition.id == requisition.id:
            return works(turn, work, wording_collect.still_open(work)) if work.open_tubes else _finished(turn, work)
        if work.open_tubes:
            return refuses(turn, wording_collect.finish_first(work, requisition))
    opened = Collecting(
        requisition=requisition,
        challenge=subject.challenge,
        is_shared=subject.challenge.is_shared,
        revealed=subject.revealed,
        failures=work.failures,
        next_number=subject.next_number,
        containers=subject.containers,
        is_exempt=subject.is_exempt,
        is_written=turn.desk.paper is not None,
    )
    if not opened.open_tubes:
        return _finished(turn, opened)
    if subject.lapsed is not None:
        return lapsing.ask(turn, opened, subject.lapsed)
    return challenge.begin(turn, opened)


def _finished(turn: Turn, work: Collecting) -> Step:
    """Nothing is open: all was drawn, or some of it was given up."""
    if work.not_drawn:
        return recollecting.offer(turn, work)
    return works(turn, work, wording_collect.all_drawn(work))


def _commanded(turn: Turn, subject: CommandSubject) -> Step | None:
    work, command = work_of(turn.desk), subject.command
    if work.is_asking:
        return challenge.commanded(turn, work, subject)
    is_own = command in (Command.LABEL, Command.ADD_ON) or command in NOT_DRAWN
    if is_own and not by_of(turn.desk):
        return refuses(turn, sign_on_first())
    if command is Command.YES and by_of(turn.desk) and recollecting.is_offered(turn.desk):
        return recollecting.agree(turn)
    work = replace(work, is_offered=False) if is_own else work
    if is_identified(turn.desk):
        return _at_work(replace(turn, desk=replace(turn.desk, work=work)), work, subject)
    if command is Command.ADD_ON and work.challenge is not None:
        return challenge.begin(turn, replace(work, is_adding=True))
    return refuses(turn, wording_challenge.identify_first()) if is_own else None


def _at_work(turn: Turn, work: Collecting, subject: CommandSubject) -> Step | None:
    """QUANTITY counts lines and kinds here, and no packs: a bounced one would name another line."""
    command = subject.command
    if work.is_adding and command in (Command.NO, Command.UNDO):
        return wanted.leave_kind(turn)
    if command is Command.QUANTITY and turn.is_repeat:
        return Step(turn.desk, wording_desk.ignored_repeat(command, turn.rules.repeat_window_ms, None))
    if work.is_adding and command is Command.QUANTITY:
        return wanted.add_nth(turn, subject.quantity or 1)
    match command:
        case Command.LABEL:
            return tube_labels.print_all(turn)
        case Command.ADD_ON:
            return wanted.ask_kind(turn)
        case Command.NO if _may_leave(turn.desk):
            return works(turn, Collecting(), wording_collect.left(work))
        case _ if command in NOT_DRAWN:
            return wanted.not_drawn(turn, NOT_DRAWN[command])
        case _:
            return None


def _may_leave(desk: Desk) -> bool:
    """NO behind a refusal only acknowledges it, but for the one that says that NO leaves the requisition."""
    return desk.latched is None or desk.latched.code == Code.FINISH_FIRST


def _way_on(desk: Desk) -> str:
    work = work_of(desk)
    if work.requisition is not None:
        return _way(desk, work)
    return "Scan the requisition." if desk.room is not None else ""


def _yes(desk: Desk) -> str:
    return "draw what was not drawn" if by_of(desk) and recollecting.is_offered(desk) else ""


def _ending(turn: Turn) -> Verdict | None:
    work = work_of(turn.desk)
    is_begun = work.requisition is not None and bool(work.identified_by)
    return wording_collect.left_over(work) if is_begun and work.open_tubes else None


JOB = CustodyJob(
    begin=_begin,
    scanned=_scanned,
    commanded=_commanded,
    ending=_ending,
    yes=_yes,
    way=_way_on,
    undone=undone,
)
