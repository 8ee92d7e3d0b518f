"""Throwing stock away, with a reason from a closed list. The only way out for what is expired or recalled."""

from __future__ import annotations

from dataclasses import replace

from tracker.inventory.facts import Holding, Lot, WasteReason
from tracker.inventory.orders import Waste
from tracker.inventory.subjects import ItemSubject
from tracker.jobs import choosing, stops, wording, wording_questions, wording_stops
from tracker.jobs.desk import JobName, Step
from tracker.jobs.outcomes import Attempt, asked, posted, refused_with
from tracker.jobs.verdict import Code

SUGGESTED = {
    Code.EXPIRED: WasteReason.EXPIRED,
    Code.RECALLED: WasteReason.RECALLED,
    Code.OPENED_TOO_LONG: WasteReason.OPENED_TOO_LONG,
}


def waste(attempt: Attempt) -> Step:
    found = stops.absurd(attempt) or _which(attempt)
    if isinstance(found, Step):
        return found
    attempt = replace(attempt, subject=found)
    source = _source(attempt)
    if isinstance(source, Step):
        return source
    reason = attempt.desk.reason or _plain_reason(attempt)
    if reason is None:
        return _ask_reason(attempt, source)
    order = order_for(attempt, source, reason)
    return stops.repeat(attempt, (order,)) or post(attempt, source, reason)


def _plain_reason(attempt: Attempt) -> WasteReason | None:
    """What nobody has to say: the pack's own date is over. One scan pulls it."""
    stop = choosing.hard_stop(attempt.subject.lot, attempt.subject.code, attempt.turn.today)
    return WasteReason.EXPIRED if stop is Code.EXPIRED else None


def _holdings(attempt: Attempt) -> tuple[Holding, ...]:
    subject, room = attempt.subject, attempt.desk.room
    return choosing.within(subject.here, room) if room is not None else choosing.everywhere(subject)


def _which(attempt: Attempt) -> ItemSubject | Step:
    subject = attempt.subject
    if subject.lot is not None:
        return subject
    stop = stops.unknown_lot(attempt.desk, subject)
    if stop is not None:
        return stop
    lots = stops.candidates(subject, _holdings(attempt))
    if not lots:
        return _not_enough(attempt, 0)
    if len(lots) == 1 or not subject.item.tracks_lot:
        return replace(subject, lot=lots[0])
    return _ask_lot(attempt, lots)


def _ask_lot(attempt: Attempt, lots: tuple[Lot, ...]) -> Step:
    found = {lot.id: choosing.hard_stop(lot, None, attempt.turn.today) for lot in lots}
    dangers = {lot_id: code for lot_id, code in found.items() if code is not None}
    chosen = replace(attempt, subject=replace(attempt.subject, lot=lots[0]))
    source, reason = _source(chosen), attempt.desk.reason
    orders: tuple[Waste, ...] = ()
    if isinstance(source, Holding) and reason is not None:
        orders = (order_for(chosen, source, reason),)
    verdict = wording_questions.which_wasted_lot(attempt.subject, lots, dangers)
    return asked(attempt.desk, verdict, chosen.subject, attempt.quantity, orders=orders, overrides=attempt.overrides)


def _source(attempt: Attempt) -> Holding | Step:
    lot = attempt.subject.lot
    held = choosing.of_lot(_holdings(attempt), lot) if lot is not None else ()
    if attempt.desk.room is None and len(held) > 1:
        return refused_with(attempt.desk, wording_stops.in_several_places(attempt.subject))
    holding = choosing.holding_for(held, attempt.quantity)
    return holding if holding is not None else _not_enough(attempt, max((h.quantity for h in held), default=0))


def _not_enough(attempt: Attempt, held: int) -> Step:
    way_out = f"{wording.so_many(attempt.subject, held)}." if held else "Scan the room that it comes from."
    verdict = wording_stops.not_enough(attempt.subject, attempt.quantity, held, "here in one place", way_out)
    return refused_with(attempt.desk, verdict)


def _ask_reason(attempt: Attempt, source: Holding) -> Step:
    stop = choosing.hard_stop(attempt.subject.lot, attempt.subject.code, attempt.turn.today)
    reason = SUGGESTED.get(stop) if stop is not None else None
    if stop is Code.QUARANTINED and attempt.subject.recalls:
        reason = WasteReason.RECALLED
    orders = (order_for(attempt, source, reason),) if reason is not None else ()
    verdict = wording_questions.which_reason(attempt.subject, reason or "")
    return asked(attempt.desk, verdict, attempt.subject, attempt.quantity, orders=orders, overrides=attempt.overrides)


def order_for(attempt: Attempt, source: Holding, reason: WasteReason) -> Waste:
    opened = attempt.subject.opened.code if attempt.subject.opened is not None else ""
    item = attempt.subject.item
    return Waste(item.id, source.lot.id, source.place.id, attempt.quantity, reason, opened, item.is_controlled)


def post(attempt: Attempt, source: Holding, reason: WasteReason, scanned: int | None = None) -> Step:
    """``scanned`` is how much was in hand, where the books hold less of it."""
    verdict = wording.wasted(attempt.subject, attempt.quantity, source, reason, scanned or attempt.quantity)
    number = f"   lot {source.lot.number}" if source.lot.number else ""
    text = f"{wording.short_name(source.place)} → waste: {reason}{number}"
    return posted(attempt, order_for(attempt, source, reason), verdict, text, job=JobName.WASTE)
