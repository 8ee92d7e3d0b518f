"""One scan, one answer: any tube, rack, bag or requisition, scanned anywhere, says where it is and with whom."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from tracker.inventory.facts import ItemSubject, PlaceSubject, ProductionSubject, UnknownSubject
from tracker.jobs import wording, wording_places
from tracker.jobs.custody import words
from tracker.jobs.custody.ending import signed_on
from tracker.jobs.custody.job import Scanned
from tracker.jobs.custody.words import named, numbers
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn, fresh, noted
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import (
    CustodianSubject,
    FreshSubject,
    HolderSubject,
    PartnerSubject,
    RequisitionSubject,
    ShipmentSubject,
    SpecimensSubject,
    SpecimenSubject,
)
from tracker.specimens.states import State


def found(turn: Turn, subject: SpecimensSubject) -> Step:
    """The answer, with nothing changed. A badge signs on, as everywhere."""
    if isinstance(subject, CustodianSubject):
        return signed_on(turn, subject, turn.desk.work, badge(subject))
    return noted(fresh(turn.desk), answer(turn, subject))


def told(turn: Turn, subject: Scanned) -> Verdict | None:
    """The answer to whatever a scan can name in a specimen job; None for what is in no books."""
    match subject:
        case ItemSubject():
            return wording.found(subject, turn.today)
        case PlaceSubject():
            return wording_places.contents(subject)
        case ProductionSubject() | UnknownSubject():
            return None
        case _:
            return answer(turn, subject)


def answer(turn: Turn, subject: SpecimensSubject) -> Verdict:
    match subject:
        case SpecimenSubject():
            return _specimen(turn, subject)
        case FreshSubject():
            headline = f"{subject.number[:8]} {subject.number[8:]}   a label of our rolls"
            return _found(headline, "not used yet", "", "Scan it in COLLECT, at the patient's side.")
        case RequisitionSubject():
            return _requisition(subject)
        case HolderSubject():
            return _holder(subject)
        case ShipmentSubject():
            return _shipment(turn, subject)
        case PartnerSubject():
            clia = f"CLIA {subject.partner.clia}" if subject.partner.clia else ""
            return _found(subject.partner.name, subject.partner.kind.value, clia)
        case CustodianSubject():
            return badge(subject)
        case _:
            assert_never(subject)


def badge(subject: CustodianSubject) -> Verdict:
    outstanding = f"{words.tubes(len(subject.released))} released, not accepted" if subject.released else ""
    held = f"{words.tubes(subject.held)} in this name" if subject.held else ""
    return Verdict(Code.SIGNED_ON, Tone.NOTE, "SIGNED ON", subject.person.name, held, outstanding)


def _found(headline: str, aside: str = "", detail: str = "", way_out: str = "") -> Verdict:
    return Verdict(Code.FOUND, Tone.NOTE, "FOUND", headline, aside, detail, way_out)


def _specimen(turn: Turn, subject: SpecimenSubject) -> Verdict:
    specimen, now = subject.specimen, turn.now
    where = words.holder_of(specimen)
    with_whom = f"with {where}, {words.since(specimen, now)}" if specimen.custodian else words.since(specimen, now)
    parts = (words.keeps(specimen, now), subject.patient)
    detail = " · ".join((with_whom, *(part for part in parts if part)))
    found = _found(words.tube(specimen), words.state(specimen), detail)
    if not specimen.is_missing(now) or specimen.missing_at is None:
        return found
    overdue = f"overdue {words.span(now - specimen.missing_at)}"
    way_out = "Not in your hands? Start looking with whoever had it last. In your hands? ACCEPT it."
    return replace(found, word="MISSING", aside=overdue, detail=f"{words.state(specimen)} · {detail}", way_out=way_out)


def _requisition(subject: RequisitionSubject) -> Verdict:
    requisition = subject.requisition
    left = sum(tube.is_open for tube in requisition.tubes)
    aside = f"{words.tubes(left)} to draw" if left else "all drawn"
    stat = "STAT   " if requisition.is_stat else ""
    tests = ", ".join(requisition.tests)
    return _found(f"{stat}{requisition.patient}   {tests}", aside, f"ordered by {requisition.provider}")


def _holder(subject: HolderSubject) -> Verdict:
    holder, inside = subject.holder, subject.specimens
    size = holder.rows * holder.columns
    aside = f"{len(inside)} of {size}" if size else words.tubes(len(inside))
    parts = [holder.place] if holder.place else []
    if subject.shipment is not None:
        parts.append(f"{subject.shipment.state.value}, to {named(subject.shipment.target)}")
    released = sum(each.state is State.RELEASED for each in inside)
    parts += [f"{released} released, not accepted"] if released else []
    parts += [unfit] if (unfit := words.rejected_of(inside)) else []
    return _found(holder.shown, aside, " · ".join(parts))


def _shipment(turn: Turn, subject: ShipmentSubject) -> Verdict:
    shipment = subject.shipment
    late = ""
    if shipment.expected_at is not None and shipment.arrived_at is None:
        left = shipment.expected_at - turn.now
        late = f"LATE by {words.span(-left)}" if left.total_seconds() < 0 else f"expected in {words.span(left)}"
    parts = (
        f"from {shipment.sender.name} to {named(shipment.target)}",
        f"with {shipment.courier.name}" if shipment.courier else "",
        numbers(subject.specimens),
        words.rejected_of(subject.specimens),
    )
    headline = f"{shipment.code}   {words.tubes(len(subject.specimens))}"
    return _found(headline, late or shipment.state.value, " · ".join(part for part in parts if part))
