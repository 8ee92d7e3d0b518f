"""One scan, one answer: any tube, rack, bag or requisition, scanned anywhere, says where it is and with whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from tracker.inventory.subjects import ItemSubject, PlaceSubject, ProductionSubject, UnknownSubject
from tracker.jobs import wording, wording_places
from tracker.jobs.custody import words
from tracker.jobs.custody.ending import signed_on
from tracker.jobs.custody.job import Scanned
from tracker.jobs.custody.words import named, numbers
from tracker.jobs.desk import Step
from tracker.jobs.outcomes import Turn, fresh, noted
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Specimen
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.states import State
from tracker.specimens.subjects import (
    CustodianSubject,
    FreshSubject,
    HolderSubject,
    PartnerSubject,
    RequisitionSubject,
    ShipmentSubject,
    SpecimensSubject,
    SpecimenSubject,
)


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
            return _holder(turn, subject)
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
    sent = _sent(subject.shipment, now) if subject.shipment is not None else ""
    parts = (with_whom, sent, words.keeps(specimen, now), subject.patient)
    detail = " · ".join(part for part in parts if part)
    found = _found(words.tube(specimen), words.state(specimen), detail)
    if not specimen.is_missing(now) or specimen.missing_at is None:
        return found
    overdue = f"overdue {words.span(now - specimen.missing_at)}"
    way_out = "Start looking with whoever had it last. In your hands? ACCEPT it."
    return replace(found, word="MISSING", aside=overdue, detail=f"{words.state(specimen)} · {detail}", way_out=way_out)


def _sent(shipment: Shipment, now: datetime) -> str:
    """``to Reference lab, LATE by 2 h 10 m, manifest T0000000000191``: whom to ask, and for what."""
    return ", ".join(
        part for part in (f"to {named(shipment.target)}", _expected(shipment, now), _manifest(shipment)) if part
    )


def _expected(shipment: Shipment, now: datetime) -> str:
    if shipment.expected_at is None or shipment.arrived_at is not None:
        return ""
    left = shipment.expected_at - now
    return f"LATE by {words.span(-left)}" if left < timedelta() else f"expected in {words.span(left)}"


def _manifest(shipment: Shipment) -> str:
    return f"manifest {shipment.code}"


def _requisition(subject: RequisitionSubject) -> Verdict:
    requisition = subject.requisition
    left = sum(tube.is_open for tube in requisition.tubes)
    aside = f"{words.tubes(left)} to draw" if left else "all drawn"
    stat = "STAT   " if requisition.is_stat else ""
    tests = ", ".join(requisition.tests)
    return _found(f"{stat}{requisition.patient}   {tests}", aside, f"ordered by {requisition.provider}")


def _holder(turn: Turn, subject: HolderSubject) -> Verdict:
    holder, inside = subject.holder, subject.specimens
    size = holder.rows * holder.columns
    aside = f"{len(inside)} of {size}" if size else words.tubes(len(inside))
    released = sum(each.state is State.RELEASED for each in inside)
    parts = (
        *_trip(subject.shipment, turn.now),
        f"stands in {holder.place}" if holder.place else "",
        _hands(inside, turn.now) if subject.shipment is None else "",
        f"{released} released, not accepted" if released else "",
        words.rejected_of(inside),
    )
    return _found(holder.shown, aside, " · ".join(part for part in parts if part))


def _trip(shipment: Shipment | None, now: datetime) -> Iterator[str]:
    """How far a bag has come, with whom and since when; by when it is expected, its seal and its manifest."""
    if shipment is None:
        return
    yield f"{shipment.state.value}, to {named(shipment.target)}"
    began = shipment.arrived_at or shipment.departed_at or shipment.opened_at
    who = f"with {shipment.courier.name}" if shipment.courier else f"in the name of {shipment.sender.name}"
    yield f"{who}, for {words.span(max(now - began, timedelta()))}"
    yield _expected(shipment, now)
    yield f"seal {shipment.seal}" if shipment.seal else ""
    yield _manifest(shipment)


def _hands(inside: tuple[Specimen, ...], now: datetime) -> str:
    """In whose names the tubes are, and for how long nothing has been done with any of them."""
    names = list(dict.fromkeys(named(each.custodian) for each in inside if each.custodian is not None))
    if not names:
        return ""
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    latest = max(each.since for each in inside)
    return f"with {names[0]}{others}, for {words.span(max(now - latest, timedelta()))}"


def _shipment(turn: Turn, subject: ShipmentSubject) -> Verdict:
    shipment = subject.shipment
    late = _expected(shipment, turn.now)
    parts = (
        f"from {shipment.sender.name} to {named(shipment.target)}",
        f"with {shipment.courier.name}" if shipment.courier else "",
        f"seal {shipment.seal}" if shipment.seal else "",
        numbers(subject.specimens),
        words.rejected_of(subject.specimens),
    )
    headline = f"{shipment.code}   {words.tubes(len(subject.specimens))}"
    return _found(headline, late or shipment.state.value, " · ".join(part for part in parts if part))
