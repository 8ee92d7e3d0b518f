"""A lab bench as facts: three people, a fridge, a rack of 2 × 3, tubes in any state; and a shift that scans them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.inventory.facts import Place, PlaceKind
from tracker.inventory.subjects import CommandSubject, PlaceSubject
from tracker.jobs.advancing import advance
from tracker.jobs.commands import JOBS
from tracker.jobs.desk import Desk, JobName, Rules, Step
from tracker.jobs.orders import Order
from tracker.jobs.subjects import Subject
from tracker.specimens.facts import DueKind, Party, PartyKind, Specimen, Spot
from tracker.specimens.holder_facts import Holder, HolderKind
from tracker.specimens.states import State
from tracker.specimens.storage import next_free_slot, slot_name
from tracker.specimens.subjects import CustodianSubject, FreshSubject, HolderSubject, SpecimenSubject

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ANNE = Party(house.badge_code(11), "Anne A.", PartyKind.PERSON)
BEN = Party(house.badge_code(12), "Ben B.", PartyKind.PERSON)
FRIDGE = Place(21, house.location_code(21), "Fridge 1", PlaceKind.CABINET, "Lab · Fridge 1", 20, False)
FREEZER = Place(22, house.location_code(22), "Freezer", PlaceKind.CABINET, "Lab · Freezer", 20, False)
SITE = Place(1, house.location_code(1), "Northgate", PlaceKind.SITE, "Northgate", None, False)
SUPPLIER = Place(2, house.location_code(2), "Suppliers", PlaceKind.SUPPLIER, "Suppliers", None, False)
FRIDGE_PARTY = Party(FRIDGE.code, FRIDGE.path, PartyKind.PLACE)
COLUMNS = 3


def holder(name: str = "R4", place: Place | None = FRIDGE, kind: HolderKind = HolderKind.RACK) -> Holder:
    number = sum(map(ord, name))
    rows, columns = (0, 0) if kind is HolderKind.BAG else (2, COLUMNS)
    return Holder(
        number,
        house.holder_code(number),
        name,
        kind,
        rows,
        columns,
        place.id if place else None,
        place.path if place else "",
        place.code if place else None,
    )


R4, HOMELESS = holder(), holder("R5", None)


def tube(number: int = 1, state: State = State.ACCEPTED, whose: Party | None = ANNE, **more: object) -> Specimen:
    """An EDTA tube that was collected an hour ago, and has been in its state for half an hour."""
    specimen = Specimen(
        id=number,
        number=house.specimen_code(26_000_000 + number),
        container="EDTA lavender",
        container_code="LAV",
        state=state,
        steps=3,
        custodian=FRIDGE_PARTY if state is State.STORED else None if state is State.LABELLED else whose,
        spot=Spot(FRIDGE.id, FRIDGE.path) if state is State.STORED else Spot(),
        since=NOON - timedelta(minutes=30),
        labelled_at=NOON - timedelta(hours=1),
        collected_at=NOON - timedelta(hours=1),
        spun_at=None,
        received_at=None,
        tested_at=None,
        due_at=NOON + timedelta(hours=3),
        due_kind=DueKind.TEST,
        missing_at=None,
        keep_until=None,
        requisition_code=None,
        tests=("CBC",),
    )
    return replace(specimen, **more) if more else specimen  # type: ignore[arg-type]  # any field, by its name


def in_slot(specimen: Specimen, slot: int, of: Holder = R4) -> Specimen:
    place_id, place = (FRIDGE.id, FRIDGE.path) if specimen.state is State.STORED else (None, "")
    return replace(specimen, spot=Spot(place_id, place, of.code, of.name, slot, slot_name(slot, of.columns)))


def rack(*specimens: Specimen, of: Holder = R4) -> HolderSubject:
    taken = {each.spot.slot for each in specimens if each.spot.slot}
    return HolderSubject(of, specimens, None, next_free_slot(of.rows, of.columns, taken))


def seen(specimen: Specimen, next_number: int | None = 26_500_001) -> SpecimenSubject:
    return SpecimenSubject(specimen, "D., J. ••/80", next_number=next_number)


def label(number: int = 900) -> FreshSubject:
    return FreshSubject(house.specimen_code(26_000_000 + number))


def badge(person: Party) -> CustodianSubject:
    return CustodianSubject(person)


def say(command: Command, quantity: int | None = None) -> CommandSubject:
    return CommandSubject(command, quantity)


class Bench:
    """One workstation's scans in order, five seconds apart; what is scanned twice is the same text twice."""

    def __init__(self, job: JobName = JobName.HOME, person: Party | None = ANNE) -> None:
        self.desk = Desk()
        self.at = NOON
        self.orders: list[Order] = []
        self.scans = 0
        if job is not JobName.HOME:
            self.say(next(command for command, opened in JOBS.items() if opened is job))
        if person is not None:
            self.scan(badge(person))

    def say(self, command: Command, quantity: int | None = None) -> Step:
        return self.scan(say(command, quantity))

    def scan(self, subject: Subject | Specimen | Place, *, after_ms: int = 5000) -> Step:
        if isinstance(subject, Specimen):
            subject = seen(subject)
        elif isinstance(subject, Place):
            subject = PlaceSubject(subject)
        self.scans += 1
        self.at += timedelta(milliseconds=after_ms)
        scan = Scan(text_of(subject), source="usb:1", at=self.at, id=f"{self.scans:032x}")
        step = advance(self.desk, subject, scan, today=TODAY, rules=Rules())
        self.desk = step.desk
        self.orders.extend(step.orders)
        return step


def text_of(subject: Subject) -> str:
    """What the code itself says: it stays, whatever the facts have become since."""
    match subject:
        case SpecimenSubject():
            return subject.specimen.number
        case HolderSubject():
            return subject.holder.code
        case FreshSubject():
            return subject.number
        case CustodianSubject():
            return subject.person.code
        case PlaceSubject():
            return subject.place.code
        case _:
            return repr(subject)
