"""One scan in, one step out. Pure: the same desk, subject and scan always give the same step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tracker.barcodes import personal
from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.inventory.subjects import (
    CommandSubject,
    FaultySubject,
    ItemSubject,
    PersonSubject,
    PlaceSubject,
    ProductionSubject,
    PurchaseOrderSubject,
    RecallSubject,
    StockTransferSubject,
    UnknownSubject,
)
from tracker.inventory.where import Where
from tracker.jobs import delivery, incoming, paper, pull, session, signing, wording_desk
from tracker.jobs.commands import commanded
from tracker.jobs.count import numbered
from tracker.jobs.custody import collecting, dispatch, listing
from tracker.jobs.desk import Desk, JobName, LastScan, Rules, Signer, Step
from tracker.jobs.outcomes import Turn
from tracker.jobs.questions import named, of_order
from tracker.jobs.settling import settle
from tracker.jobs.subjects import BareSubject, CollectSubject, ListedSubject, Subject
from tracker.jobs.verdict import Code, Tone, Verdict


def where(desk: Desk, rules: Rules | None = None) -> Where:
    """What the next scan's facts must be resolved for, asked with the desk as it is before that scan."""
    asked = desk.question.subject if desk.question is not None else None
    other = asked.code if isinstance(asked, UnknownSubject) else desk.early
    pack = asked if isinstance(asked, ItemSubject) else desk.half or desk.posted
    return Where(
        is_pulling=desk.job is JobName.PULL,
        order=desk.delivery.number if desk.delivery is not None else None,
        transfer=desk.shipment.number if desk.shipment is not None else None,
        target_id=desk.target.id if desk.target is not None else None,
        room_id=desk.room.id if desk.room is not None else None,
        item_id=pack.item.id if pack is not None else None,
        lot_number=other.lot if other is not None else None,
        counts=(rules or Rules()).counts,
        is_counting=desk.job is JobName.COUNT,
        is_opening=desk.job is JobName.OPENED,
        is_without_order=desk.job is JobName.RECEIVE and desk.delivery is None and desk.shipment is None,
    )


def advance(
    desk: Desk,
    subject: Subject,
    scan: Scan,
    *,
    today: date,
    rules: Rules,
    floor: datetime | None = None,
    signed: tuple[Signer, ...] = (),
) -> Step:
    """What ``scan``, which names ``subject``, leads to at this desk; ``signed`` are the signatures given for it.

    Never raises for anything scanned: whatever cannot be done is a verdict. ``today`` is the clinic's date, ``floor`` the
    time that it is at least, where its clock was set back.
    """
    if isinstance(subject, CollectSubject):
        desk, subject = collecting.refreshed(desk, subject), subject.subject
    elif isinstance(subject, ListedSubject):
        desk, subject = listing.refreshed(desk, subject.specimens), subject.subject
    is_private = dispatch.is_private(subject, desk) and not _is_digit(subject, desk)
    if is_private:
        subject, scan = _hidden(subject), replace(scan, data="")
    turn = Turn(desk, scan, today, rules, floor)
    step = session.gated(turn, subject) or paper.timed(turn, subject)
    if step is None:
        step = paper.judged(turn, numbered(turn, subject) or dispatch.reminded(_dispatch(turn, subject)))
        step = signing.held_back(turn, step, signed, session.person_of(subject)) if rules.asks_pin else step
    last = None if is_private else _last(desk, subject, scan)
    return replace(step, desk=replace(_armed(desk, step), last=last), is_private=is_private)


def _armed(before: Desk, step: Step) -> Desk:
    """What the step has armed is done by the next scan that says so, and by none after it; a command that came twice in a
    moment is no scan between."""
    if step.verdict.code == Code.REPEATED and step.verdict.tone is Tone.NOTE:
        return step.desk
    undo = "" if step.desk.armed_undo == before.armed_undo else step.desk.armed_undo
    sign = 0 if step.desk.armed_sign == before.armed_sign else step.desk.armed_sign
    return replace(step.desk, armed_undo=undo, armed_sign=sign)


def requisition_in_hand(desk: Desk) -> str | None:
    """The requisition (its house code) that the next scan's facts must be read with: :class:`CollectSubject`."""
    return collecting.in_hand(desk)


def list_in_hand(desk: Desk, subject: BareSubject) -> tuple[str, ...]:
    """The numbers of the listed tubes that this scan's facts must be read with: :class:`ListedSubject`. None for most."""
    return listing.asked_about(desk, subject)


def _is_digit(subject: BareSubject, desk: Desk) -> bool:
    """A digit's barcode where a time or a number is said: part of nobody's answer."""
    is_spelt = isinstance(subject, CommandSubject) and subject.command is Command.SPELL
    return is_spelt and paper.takes_digits(desk)


def _hidden(subject: BareSubject) -> BareSubject:
    """A damaged letter is asked for again without being quoted; what names a patient says so, and quotes nothing."""
    if not isinstance(subject, FaultySubject) or subject.code in personal.UNQUOTED:
        return subject
    return replace(
        subject, text="", message="This letter did not come through.", hint="Scan or type it again.", because=""
    )


def _last(desk: Desk, subject: BareSubject, scan: Scan) -> LastScan | None:
    """What a repeat is measured against: a damaged read that is then read well is none, nor is a pack's second
    barcode seen between two sights of its first."""
    is_passed_over = isinstance(subject, FaultySubject | ProductionSubject)
    return desk.last if is_passed_over else LastScan(scan.data, scan.device, scan.at)


def _dispatch(turn: Turn, subject: BareSubject) -> Step:
    desk = turn.desk
    match subject:
        case FaultySubject():
            return _refuse_faulty(desk, wording_desk.faulty(subject))
        case PersonSubject() if desk.job is JobName.PULL and desk.question is None and desk.unsettled is None:
            return pull.signed_on(turn, subject)
        case PersonSubject():
            return _sign_on(desk, subject)
        case _ if desk.unsettled is not None and desk.latched is not None:
            return settle(turn, desk.unsettled, desk.latched, subject)
        case CommandSubject():
            return commanded(turn, subject)
        case PurchaseOrderSubject() if desk.question is not None and desk.question.code == Code.AWAITED:
            return of_order(turn, desk.question, subject)
        case PurchaseOrderSubject():
            return delivery.scanned(turn, subject)
        case RecallSubject():
            return pull.chosen(turn, subject)
        case StockTransferSubject():
            return incoming.scanned(turn, subject)
        case _ if dispatch.is_custody(desk):
            return dispatch.scanned(turn, subject)
        case ItemSubject() | ProductionSubject() | PlaceSubject() | UnknownSubject():
            return named(turn, subject)
        case _:
            return dispatch.elsewhere(turn, subject)


def _refuse_faulty(desk: Desk, verdict: Verdict) -> Step:
    """What is already open stays open; a dangerous pack keeps its own refusal on the latch."""
    return Step(desk if desk.unsettled is not None else replace(desk, latched=verdict), verdict)


def _sign_on(desk: Desk, person: PersonSubject) -> Step:
    latched = desk.latched if desk.unsettled is not None else None
    return Step(replace(desk, operator=person, latched=latched), wording_desk.signed_on(person))
