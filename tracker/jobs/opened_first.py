"""A pack's own barcode where one of its kind stands open: what is open goes first, and may be the very pack in hand."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Place
from tracker.inventory.opening import Opened
from tracker.inventory.orders import Use
from tracker.jobs import choosing, opened_again, wording_opened
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Attempt, asked
from tracker.jobs.verdict import Code


def within(containers: tuple[Opened, ...], room: Place | None) -> tuple[Opened, ...]:
    """Those that stand in the very place, or anywhere in the room."""
    if room is None:
        return containers
    below = f"{room.path} · "
    if room.room_id == room.id:
        return tuple(each for each in containers if each.place.room_id == room.id)
    return tuple(each for each in containers if each.place.id == room.id or each.place.path.startswith(below))


def unopened(attempt: Attempt) -> int:
    """How much of the pack's lot stands unopened in the place in hand."""
    lot = attempt.subject.lot
    held = choosing.of_lot(attempt.subject.here, lot) if lot is not None else ()
    inside = within(attempt.subject.containers, attempt.desk.room)
    return sum(each.quantity for each in held) - sum(
        each.quantity for each in inside if lot is not None and each.lot.id == lot.id
    )


def instead(attempt: Attempt) -> Step | None:
    """What is done instead of using an unopened pack; None where none stands open.

    Where all that is left of the lot is open, the barcode in hand is an opened container's: the one that is over first.
    """
    subject, turn = attempt.subject, attempt.turn
    inside = within(subject.containers, attempt.desk.room)
    of_lot = [each for each in inside if subject.lot is not None and each.lot.id == subject.lot.id]
    if of_lot and unopened(attempt) < attempt.quantity:
        return opened_again.act(replace(attempt, subject=replace(subject, opened=of_lot[0])), of_lot[0])
    usable = [each for each in inside if not each.is_over(turn.now, turn.today) and not _is_stopped(each, attempt)]
    if not usable or Code.OPENED_FIRST in attempt.overrides:
        return None
    verdict = wording_opened.opened_first(subject, usable[0], turn.rules.zone)
    return asked(
        attempt.desk, verdict, subject, attempt.quantity, orders=_unopened_use(attempt), overrides=attempt.overrides
    )


def _unopened_use(attempt: Attempt) -> tuple[Use, ...]:
    """What YES carries out."""
    subject, lot = attempt.subject, attempt.subject.lot
    held = choosing.of_lot(subject.here, lot) if lot is not None else ()
    holding = choosing.holding_for(held, attempt.quantity)
    if holding is None:
        return ()
    return (Use(subject.item.id, holding.lot.id, holding.place.id, attempt.quantity),)


def _is_stopped(each: Opened, attempt: Attempt) -> bool:
    return choosing.hard_stop(each.lot, None, attempt.turn.today) is not None
