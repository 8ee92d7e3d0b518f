"""A dangerous pack in hand: nothing goes on until it has been thrown away, set aside or taken back."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding
from tracker.inventory.subjects import CommandSubject, ItemSubject
from tracker.jobs import choosing, wording, wording_desk
from tracker.jobs.desk import Desk, JobName, Step
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted
from tracker.jobs.subjects import Subject
from tracker.jobs.verdict import Code, Verdict
from tracker.jobs.waste import SUGGESTED, post


def settle(turn: Turn, pack: ItemSubject, latched: Verdict, subject: Subject) -> Step:
    """WASTE throws the pack away, YES sets it aside, UNDO or NO take the scan back; all else is refused aloud.

    A quarantined pack is being held for somebody: it may be set aside, but not thrown away.
    """
    command = subject.command if isinstance(subject, CommandSubject) else None
    if command is Command.WASTE and latched.code in SUGGESTED:
        return _throw_away(turn, pack, Code(latched.code))
    if command is Command.YES:
        aside = wording.NOT_DONE.get(turn.desk.job, "not used")
        return noted(fresh(turn.desk), wording_desk.acknowledged("SET ASIDE", latched.headline, aside))
    if command in (Command.UNDO, Command.NO):
        return noted(fresh(turn.desk), wording_desk.left_out(turn.desk, latched.headline))
    return Step(turn.desk, wording_desk.settle_first(latched))


def _throw_away(turn: Turn, pack: ItemSubject, why: Code) -> Step:
    desk, reason = fresh(turn.desk), SUGGESTED[why]
    held = _where_held(turn.desk, pack)
    if not held:
        detail = "the books hold none of it here: nothing to take off"
        return noted(desk, wording_desk.acknowledged("THROWN AWAY", pack.item.name, detail))
    scanned = turn.desk.unsettled_quantity
    source = choosing.holding_for(held, scanned) or max(held, key=lambda holding: holding.quantity)
    attempt = Attempt(replace(turn, desk=desk), pack, min(scanned, source.quantity))
    return post(attempt, source, reason, scanned)


def _where_held(desk: Desk, pack: ItemSubject) -> tuple[Holding, ...]:
    """Where the ledger has this lot: in the room in hand, then in the stores. A delivery's pack is in no place yet."""
    if pack.opened is not None:
        return (Holding(pack.opened.place, pack.opened.lot, pack.opened.quantity),)
    if pack.lot is None or desk.job is JobName.RECEIVE:
        return ()
    room_id = desk.room.room_id if desk.room is not None else None
    same_room = tuple(h for h in pack.elsewhere if room_id is not None and h.place.room_id == room_id)
    found: dict[int, Holding] = {}
    for group in (pack.here, same_room, pack.stock):
        for holding in choosing.of_lot(group, pack.lot):
            found.setdefault(holding.place.id, holding)
    return tuple(found.values())
