"""Command barcodes, and the function keys beside them."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.count_facts import CaseHere
from tracker.inventory.facts import Place
from tracker.inventory.subjects import CommandSubject, UnknownSubject
from tracker.jobs import (
    damaging,
    delivery,
    incoming,
    paper,
    pull,
    unknown,
    wording_count,
    wording_damaging,
    wording_desk,
    wording_stops,
)
from tracker.jobs.custody import closing, dispatch
from tracker.jobs.custody.matter import Matter
from tracker.jobs.desk import Desk, Done, JobName, Step
from tracker.jobs.outcomes import Turn, beginning, fresh, noted, refused_with
from tracker.jobs.places import is_restockable
from tracker.jobs.questions import REASONS, answered
from tracker.jobs.receive import missing
from tracker.jobs.verdict import Verdict

JOBS = {
    Command.HOME: JobName.HOME,
    Command.RESTOCK: JobName.RESTOCK,
    Command.RECEIVE: JobName.RECEIVE,
    Command.USE: JobName.USE,
    Command.WASTE: JobName.WASTE,
    Command.TRANSFER: JobName.TRANSFER,
    Command.FIND: JobName.FIND,
    Command.COUNT: JobName.COUNT,
    Command.OPENED: JobName.OPENED,
    Command.PULL: JobName.PULL,
    Command.RETURN: JobName.RETURN,
    Command.BOARD: JobName.BOARD,
    Command.COLLECT: JobName.COLLECT,
    Command.HAND_OFF: JobName.HAND_OFF,
    Command.ACCEPT: JobName.ACCEPT,
    Command.SPIN: JobName.SPIN,
    Command.TEST: JobName.TEST,
    Command.ALIQUOT: JobName.ALIQUOT,
    Command.POOL: JobName.POOL,
    Command.PACK: JobName.PACK,
    Command.SHIP: JobName.SHIP,
    Command.ARRIVE: JobName.ARRIVE,
    Command.STORE: JobName.STORE,
    Command.RETRIEVE: JobName.RETRIEVE,
    Command.DISPOSE: JobName.DISPOSE,
}
_BESIDE = "It belongs beside a tube: open the specimen job first (COLLECT, ACCEPT, DISPOSE ...)."
SHARED_ROOM = frozenset(
    {
        JobName.RESTOCK,
        JobName.USE,
        JobName.WASTE,
        JobName.FIND,
        JobName.COUNT,
        JobName.OPENED,
        JobName.COLLECT,
    }
)
"""Jobs that a person does in one room: the room in hand goes with him from one to the other."""


def commanded(turn: Turn, subject: CommandSubject) -> Step:
    """Does what the command asks, once: a bumped scanner must not undo twice, nor answer the next question unread."""
    command = subject.command
    if turn.is_repeat and command is not Command.QUANTITY:
        window_ms = turn.rules.repeat_window_ms
        return Step(turn.desk, wording_desk.ignored_repeat(command, window_ms, turn.desk.question))
    if command in (Command.FROM_PAPER, Command.PAPER_DONE):
        return paper.commanded(turn, command)
    question = turn.desk.question
    if turn.desk.matter is not None and (command in JOBS or command is Command.DONE):
        return _left_unanswered(turn, turn.desk.matter, subject)
    step = dispatch.commanded(turn, subject)
    if step is not None:
        return step
    if question is None:
        return _while_half(turn, subject) or _plain(turn, subject)
    if isinstance(question.subject, UnknownSubject) and (command in JOBS or command is Command.DONE):
        cleared = replace(turn, desk=replace(turn.desk, question=None))
        return unknown.parked_before(turn, question.subject, _plain(cleared, subject))
    return answered(turn, question, command)


def _left_unanswered(turn: Turn, matter: Matter, subject: CommandSubject) -> Step:
    """Whoever goes on to something else has answered nothing: a question about one tube holds nobody at the station."""
    step = commanded(replace(turn, desk=fresh(turn.desk)), subject)
    said = wording_desk.beside(step.verdict, wording_desk.left_unanswered(matter.asked))
    latched = said if step.desk.latched == step.verdict else step.desk.latched
    return replace(step, desk=replace(step.desk, latched=latched), verdict=said)


def _while_half(turn: Turn, subject: CommandSubject) -> Step | None:
    """Leaving receive, or going home, with a pack unfinished would lose it."""
    half = turn.desk.half
    if half is None:
        return None
    if subject.command in (Command.NO, Command.UNDO):
        desk = replace(fresh(turn.desk), half=None, quantity=None)
        return noted(desk, wording_desk.left_out(turn.desk, half.item.name))
    if subject.command in JOBS or subject.command is Command.DONE:
        return refused_with(turn.desk, wording_stops.second_missing(half, missing(half)))
    return None


def _plain(turn: Turn, subject: CommandSubject) -> Step:
    command, desk = subject.command, fresh(turn.desk)
    match command:
        case Command.QUANTITY:
            quantity = max(1, subject.quantity or 1)
            return noted(replace(turn.desk, quantity=quantity), wording_desk.quantity_set(quantity))
        case Command.UNDO:
            return _undo(turn)
        case Command.DONE:
            signed = pull.done(turn, subject.duties) if turn.desk.job is JobName.PULL else None
            return signed if signed is not None else _done(turn, subject)
        case Command.LABEL:
            return noted(desk, wording_desk.label_asked())
        case Command.CLOSE_DAY:
            return closing.close_day(turn, subject.lost)
        case Command.YES if turn.desk.armed_sign:
            return pull.done(turn, subject.duties) or _done(turn, subject)
        case Command.NO if turn.desk.uncounted is not None:
            return _undo(turn)
        case Command.NO if damaging.holds(desk) and turn.desk.latched is None:
            return damaging.ended(desk)
        case Command.YES | Command.NO:
            return _answered(turn, desk, command)
        case Command.BIND | Command.NEW | Command.PARK:
            way_out = "Scan the unknown code first; these answer it."
            return refused_with(desk, wording_desk.nothing_asked(command, way_out))
        case _:
            if command in REASONS:
                return _reason(desk, command)
            if command in JOBS:
                return _switch(desk, JOBS[command], subject.count)
            return refused_with(desk, wording_desk.nothing_asked(command, _BESIDE))


def _answered(turn: Turn, desk: Desk, command: Command) -> Step:
    """YES or NO where the work asks nothing: to what stands on the screen, or to a paper's day."""
    if turn.desk.latched is not None:
        return noted(desk, wording_desk.read(turn.desk.latched, _offered(desk, command), dispatch.teaches(desk)))
    earlier = paper.the_day_before(turn) if command is Command.NO else None
    return earlier or refused_with(desk, wording_desk.nothing_asked(command, dispatch.teaches(desk)))


def _offered(desk: Desk, command: Command) -> str:
    """What the next YES does, said behind a YES or NO that acknowledged a refusal."""
    offered = dispatch.yes_words(desk)
    again = "YES once more" if command is Command.YES else "YES"
    return f"{again}: {offered}" if offered else ""


def _done(turn: Turn, subject: CommandSubject) -> Step:
    """Home, or the board for whoever works with specimens; what a specimen job leaves over is told and stays on."""
    desk = turn.desk
    job = JobName.BOARD if dispatch.is_custody(desk) and desk.job is not JobName.BOARD else JobName.HOME
    left = beginning(desk, job, desk.operator, desk.paper)
    over = dispatch.left_over(turn)
    said = (
        delivery.left_over(desk, subject.delivery)
        or incoming.left_over(desk, subject.shipment)
        or _left_to_count(desk, subject.count)
        or wording_desk.round_done(desk)
    )
    return refused_with(left, over) if over is not None else noted(left, said)


def _left_to_count(desk: Desk, count: CaseHere | None) -> Verdict | None:
    """What of an open count nobody has said yet, or must say again: it is easily taken for done."""
    if count is None or desk.room is None or desk.job is not JobName.COUNT or count.done == count.lines:
        return None
    return wording_count.left(count, desk.room)


def _switch(desk: Desk, job: JobName, count: CaseHere | None = None) -> Step:
    """Opens a job afresh; quantity, reason and places of the former job do not leak into it."""
    opened = replace(
        beginning(desk, job, desk.operator, desk.paper),
        room=_kept_room(desk, job),
        turned_away=desk.turned_away if job is JobName.RECEIVE else "",
    )
    if count is not None and opened.room is not None and desk.paper is None:
        return noted(opened, wording_count.job_with_count(count, opened.room))
    return noted(dispatch.opened(opened), wording_desk.job_opened(opened))


def _kept_room(desk: Desk, job: JobName) -> Place | None:
    if desk.room is None or desk.job not in SHARED_ROOM or job not in SHARED_ROOM:
        return None
    return None if job is JobName.RESTOCK and not is_restockable(desk.room) else desk.room


def _reason(desk: Desk, command: Command) -> Step:
    if damaging.holds(desk) and command is not Command.REASON_DAMAGED:
        return damaging.ended_by(desk, command)
    if desk.delivery is not None and command is Command.REASON_DAMAGED:
        return damaging.began(desk)
    if desk.job is not JobName.WASTE:
        return refused_with(desk, wording_desk.nothing_asked(command, "Reasons belong to waste: scan WASTE first."))
    reason = REASONS[command]
    return noted(replace(desk, reason=reason), wording_desk.reason_set(reason))


def _undo(turn: Turn) -> Step:
    """Takes back a quantity that was set, else the newest posted scan that has not been undone; each only once.

    Right behind a refusal it only acknowledges that, since "not this one" is meant: the refused scan posted nothing, and
    the one before it was well. What cannot be taken back stands, and what came before it stands with it.
    """
    desk = fresh(turn.desk)
    if turn.desk.latched is not None:
        newest = next((done for done in reversed(desk.history) if not done.is_undone), None)
        return noted(desk, wording_desk.nothing_was_posted(newest))
    if turn.desk.early is not None:
        return noted(desk, wording_desk.cancelled("second barcode", "not kept"))
    if turn.desk.uncounted is not None:
        return noted(replace(desk, quantity=None), wording_desk.cancelled(turn.desk.uncounted.item.name, "not counted"))
    if turn.desk.quantity is not None:
        return noted(
            replace(desk, quantity=None), wording_desk.cancelled(f"× {turn.desk.quantity}", "quantity taken back")
        )
    if turn.desk.recount is not None:
        return noted(replace(desk, recount=None), wording_desk.cancelled("The number", "nothing was booked by it"))
    if damaging.is_undone_first(turn):
        return damaging.ended(desk)
    for index in range(len(desk.history) - 1, -1, -1):
        done = desk.history[index]
        if not done.is_undone:
            if not done.undo:
                return refused_with(desk, wording_desk.stands(done))
            if _is_elsewhere(desk, done) and desk.armed_undo != done.scan_id:
                return noted(replace(desk, armed_undo=done.scan_id), wording_desk.undo_elsewhere(done))
            history = (*desk.history[:index], replace(done, is_undone=True), *desk.history[index + 1 :])
            work, orders = dispatch.undone(desk, done)
            said = wording_desk.undone(done)
            said = wording_damaging.still(said) if damaging.holds(desk) else said
            return Step(replace(desk, history=history, work=work), said, orders)
    return refused_with(desk, wording_desk.nothing_to_undo())


def _is_elsewhere(desk: Desk, done: Done) -> bool:
    """Whether a posting belongs to another job than the open one: it is then not what "undo" is said of.

    A dangerous pack is wasted in the middle of a round, and still belongs to it.
    """
    return done.job is not desk.job and not (done.job is JobName.WASTE and desk.job is not JobName.HOME)
