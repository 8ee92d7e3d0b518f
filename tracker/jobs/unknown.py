"""Codes that nothing in the catalogue bears: bound, made new, parked or left, and the work goes on."""

from __future__ import annotations

from dataclasses import replace

from tracker.aim import split_aim
from tracker.barcodes.commands import Command
from tracker.barcodes.understanding import is_surely_gs1
from tracker.inventory.orders import Bind, Park, Unbind, Unpark
from tracker.inventory.subjects import ItemSubject, Subject, UnknownSubject
from tracker.jobs import choosing, document, wording, wording_desk, wording_unknown
from tracker.jobs.desk import Desk, Step
from tracker.jobs.items import carry
from tracker.jobs.outcomes import Attempt, Turn, asked, fresh, noted, refused_with, remembered
from tracker.jobs.verdict import Code, Tone

BINDABLE = frozenset({"item", "unknown"})


def ask(desk: Desk, subject: UnknownSubject) -> Step:
    """Asks what to do with it; a place, badge or specimen of another house is told as such and never bound."""
    if subject.kind not in BINDABLE:
        return refused_with(desk, wording_unknown.wrong_kind(subject))
    if subject.code is None and _is_garbled(subject.text):
        return refused_with(desk, wording_unknown.not_bindable(subject))
    verdict = wording_unknown.unknown_code(subject)
    if document.may_be(desk, subject):
        verdict = wording_unknown.or_document(verdict, desk.job)
    return asked(desk, verdict, subject)


def _is_garbled(text: str) -> bool:
    """Whether a known code may be hidden in it: bound, the scanner's wrong setting would become an item for ever."""
    _, data = split_aim(text)
    return data != data.strip(" ") or is_surely_gs1(data)


def answer(turn: Turn, subject: UnknownSubject, command: Command) -> Step | None:
    """What a command does to an open question about an unknown code; None where it is no answer to it.

    A quantity was set for this pack: it stays for the answer that goes on with it, and goes with it otherwise.
    """
    desk, without = fresh(turn.desk), replace(fresh(turn.desk), quantity=None)
    match command:
        case Command.YES if subject.kin is not None:
            return bind(turn, subject, replace(subject.kin, other_lot=subject.kin.lot))
        case Command.YES if document.may_be(turn.desk, subject):
            return document.keep(turn, subject)
        case Command.BIND:
            return asked(desk, wording_unknown.bind_to(subject), subject)
        case Command.NEW:
            return Step(replace(turn.desk, latched=None), wording_unknown.new_item(subject))
        case Command.PARK:
            step = Step(without, wording_unknown.parked(subject), (Park(subject.text),))
            return remembered(turn, step, subject, Unpark(turn.scan.id), "parked")
        case Command.NO | Command.UNDO:
            return noted(without, wording_desk.cancelled(wording.shortened(subject.text), "neither bound nor parked"))
        case _:
            return None


def bind(turn: Turn, unknown: UnknownSubject, known: ItemSubject) -> Step:
    """Binds the unknown code to the item just scanned, then carries the unknown scan out as that item.

    A well-formed code is bound by its GTIN or HIBC primary: lot and serial belong to one pack, those to all. What the
    known code says about a lot belongs to another pack and is not used.
    """
    code = unknown.code
    text = (code.gtin or code.hibc if code is not None else None) or unknown.text
    subject = replace(known, code=None, lot=None)
    if code is not None:
        subject = choosing.completed(subject, code, known.other_lot)
    desk = replace(fresh(turn.desk), quantity=None)
    quantity = choosing.base_units(subject, turn.desk.quantity or 1)
    inner = carry(Attempt(replace(turn, desk=desk), subject, quantity))
    bound = wording_unknown.bound(text, known.item.name, known.factor, known.item.base_unit)
    verdict = inner.verdict
    if verdict.tone is Tone.NOTE and verdict.code == Code.FOUND:
        verdict = bound
    else:
        verdict = replace(verdict, detail=wording.joined("code bound", verdict.detail))
    step = Step(inner.desk, verdict, (Bind(text, known.item.id, known.factor), *inner.orders))
    return remembered(turn, step, unknown, Unbind(text), f"bound to {known.item.name}")


def parked_before(turn: Turn, unknown: UnknownSubject, inner: Step) -> Step:
    """``inner`` is the scan that came instead of an answer: the unknown code is parked, so that it is never lost."""
    note = f"{wording.shortened(unknown.text, 24)} parked"
    verdict = replace(inner.verdict, detail=wording.joined(inner.verdict.detail, note))
    step = Step(inner.desk, verdict, (Park(unknown.text), *inner.orders))
    return remembered(turn, step, unknown, Unpark(turn.scan.id), "parked")


def is_made_known(turn: Turn, unknown: UnknownSubject, subject: Subject) -> bool:
    """Whether the very code that was asked about has meanwhile got its item, through the form for a new one."""
    return isinstance(subject, ItemSubject) and turn.scan.data == unknown.text
