"""What is asked stays asked until it is answered: by YES, by NO, or by the very scan that is asked for."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Waste
from tracker.inventory.subjects import (
    ItemSubject,
    PlaceSubject,
    ProductionSubject,
    PurchaseOrderSubject,
    UnknownSubject,
)
from tracker.jobs import choosing, delivery, items, stops, unknown, wording_desk, wording_stops
from tracker.jobs.desk import Question, Step
from tracker.jobs.outcomes import Attempt, Turn, fresh, noted, refused_with
from tracker.jobs.places import placed
from tracker.jobs.receive import missing, while_half
from tracker.jobs.verdict import Code

_ABOUT_OPENED = (Code.OPENED_FIRST, Code.OPEN_ALREADY)
"""Questions that the label of an opened container answers: that one is taken instead."""
Named = ItemSubject | ProductionSubject | PlaceSubject | UnknownSubject
"""What a scan can name besides commands, people and damage."""

REASONS = {
    Command.REASON_EXPIRED: WasteReason.EXPIRED,
    Command.REASON_DAMAGED: WasteReason.DAMAGED,
    Command.REASON_CONTAMINATED: WasteReason.CONTAMINATED,
    Command.REASON_OPENED: WasteReason.OPENED,
    Command.REASON_RECALLED: WasteReason.RECALLED,
    Command.REASON_LOST: WasteReason.LOST,
}


def named(turn: Turn, subject: Named) -> Step:
    """An item, a second barcode, a place or an unknown code: an answer to what is open, else a scan of its own."""
    question, half = turn.desk.question, turn.desk.half
    if question is not None:
        return _while_asked(turn, question, subject)
    if half is not None:
        return while_half(turn, half, subject)
    return unasked(turn, subject)


def unasked(turn: Turn, subject: Named) -> Step:
    match subject:
        case ItemSubject():
            return items.scanned(turn, subject)
        case ProductionSubject():
            return items.second(turn, subject)
        case PlaceSubject():
            return placed(fresh(turn.desk), subject)
        case UnknownSubject():
            return unknown.ask(fresh(turn.desk), subject)


def _while_asked(turn: Turn, question: Question, subject: Named) -> Step:
    half = turn.desk.half
    if half is not None and isinstance(subject, ProductionSubject):
        return while_half(turn, half, subject)
    if isinstance(question.subject, UnknownSubject):
        return _while_unknown(turn, question, question.subject, subject)
    answer = _same_pack(turn, question, question.subject, subject)
    return answer if answer is not None else refused_with(turn.desk, wording_desk.answer_first(question.asked))


def _while_unknown(turn: Turn, question: Question, asked_about: UnknownSubject, subject: Named) -> Step:
    """The item to bind to, the same code again, or anything else: then the unknown code is parked and work goes on."""
    cleared = replace(turn, desk=replace(turn.desk, question=None))
    if isinstance(subject, UnknownSubject) and subject.text == asked_about.text:
        return Step(replace(turn.desk, latched=None), question.asked)
    if unknown.is_made_known(turn, asked_about, subject):
        return unasked(cleared, subject)
    if question.code == Code.BIND_TO and isinstance(subject, ItemSubject):
        return unknown.bind(turn, asked_about, subject)
    others = replace(cleared, desk=replace(cleared.desk, quantity=None))
    return unknown.parked_before(turn, asked_about, unasked(others, subject))


def _same_pack(turn: Turn, question: Question, pack: ItemSubject, subject: Named) -> Step | None:
    """The scans that answer a question about a pack, besides YES and NO."""
    last = turn.desk.last
    match subject:
        case ProductionSubject():
            return _second(turn, question, pack, subject)
        case ItemSubject() if subject.opened is not None and question.code in _ABOUT_OPENED:
            return _again(turn, question, subject)
        case ItemSubject() if last is not None and turn.scan.data == last.data and subject.item.id == pack.item.id:
            return Step(replace(turn.desk, latched=None), question.asked)
        case ItemSubject(code=code) if subject.item.id == pack.item.id and code is not None and code.lot is not None:
            is_other_lot = subject.lot is None or pack.lot is None or subject.lot.id != pack.lot.id
            if question.code == Code.WHICH_LOT or (question.code == Code.NEWER_LOT and is_other_lot):
                return _again(turn, question, replace(subject, factor=pack.factor))
            return None
        case _:
            return None


def _second(turn: Turn, question: Question, pack: ItemSubject, second: ProductionSubject) -> Step | None:
    """The pack's second barcode: it may stop the pack, or name the lot that is asked for."""
    cleared = replace(turn, desk=replace(fresh(turn.desk), quantity=None))
    stop = stops.second_danger(Attempt(cleared, pack, question.quantity), second.code, second.lot)
    if stop is not None or not _may_learn_lot(question, pack):
        return stop
    clash = choosing.conflict(pack.code, second.code)
    if clash is not None:
        return refused_with(turn.desk, wording_stops.codes_disagree(pack.item, *clash))
    return _again(turn, question, choosing.completed(pack, second.code, second.lot))


def of_order(turn: Turn, question: Question, order: PurchaseOrderSubject) -> Step:
    """The order that the pack is of: its delivery is in hand from now on, and the pack is received against it."""
    opened = delivery.scanned(replace(turn, desk=fresh(turn.desk)), order)
    if opened.desk.delivery is None or not isinstance(question.subject, ItemSubject):
        return refused_with(turn.desk, opened.verdict)
    pack = replace(question.subject, delivery=order.order, awaited=())
    return items.carry(Attempt(replace(turn, desk=opened.desk), pack, question.quantity, question.overrides))


def _may_learn_lot(question: Question, pack: ItemSubject) -> bool:
    has_named = pack.code is not None and pack.code.lot is not None
    return not has_named and question.code != Code.REPEATED


def _again(turn: Turn, question: Question, subject: ItemSubject) -> Step:
    """The same pack, now known better: everything is asked anew but how many of it were scanned."""
    cleared = replace(turn, desk=replace(fresh(turn.desk), quantity=None))
    before = choosing.base_units(question.subject, 1) if isinstance(question.subject, ItemSubject) else 1
    return items.carry(Attempt(cleared, subject, choosing.base_units(subject, question.quantity // max(1, before))))


def answered(turn: Turn, question: Question, command: Command) -> Step:
    """A command while something is asked: the answer, or a refusal that says what is still asked."""
    if isinstance(question.subject, UnknownSubject):
        step = unknown.answer(turn, question.subject, command)
        return step if step is not None else refused_with(turn.desk, wording_desk.answer_first(question.asked))
    if command is Command.YES and _has_yes(question):
        return _yes(turn, question, question.subject)
    if command in (Command.NO, Command.UNDO):
        if question.code == Code.REPEATED:
            return noted(fresh(turn.desk), wording_desk.counted_once(question.subject.item.name))
        return noted(fresh(turn.desk), wording_desk.left_out(turn.desk, question.subject.item.name))
    if question.code == Code.WHICH_REASON and command in REASONS:
        return _with_reason(turn, question, question.subject, REASONS[command])
    return refused_with(turn.desk, wording_desk.answer_first(question.asked))


def _has_yes(question: Question) -> bool:
    """A reason is only suggested where the pack itself gives one."""
    return question.code != Code.WHICH_REASON or bool(question.orders)


def _yes(turn: Turn, question: Question, subject: ItemSubject) -> Step:
    """Carries out exactly what was asked: the job decides again on the same facts, with this question answered.

    So the next question of the same scan still comes, and a pack that has expired over midnight is still stopped.
    """
    overrides = (*question.overrides, question.code)
    desk, half = fresh(turn.desk), turn.desk.half
    if half is not None:
        return refused_with(desk, wording_stops.second_missing(half, missing(half)))
    if question.code == Code.WHICH_REASON:
        suggested = [order for order in question.orders if isinstance(order, Waste)]
        step = _with_reason(turn, question, subject, suggested[0].reason)
        return replace(step, desk=replace(step.desk, reason=turn.desk.reason))
    return items.carry(Attempt(replace(turn, desk=desk), subject, question.quantity, overrides))


def _with_reason(turn: Turn, question: Question, subject: ItemSubject, reason: WasteReason) -> Step:
    desk = replace(fresh(turn.desk), reason=reason)
    return items.carry(Attempt(replace(turn, desk=desk), subject, question.quantity, question.overrides))
