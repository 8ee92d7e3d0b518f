"""Tubes as facts, and a bench that scans them: what the records would say is followed in a dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.advancing import advance
from tracker.jobs.desk import Desk, Rules
from tracker.jobs.subjects import Subject
from tracker.jobs.verdict import Tone, Verdict
from tracker.specimens.facts import DueKind, Party, PartyKind, Specimen, Spot
from tracker.specimens.holder_facts import Holder, HolderKind
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import RULES, Do, State
from tracker.specimens.subjects import CustodianSubject, HolderSubject, SpecimenSubject

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def person(number: int, name: str) -> Party:
    return Party(house.badge_code(number), name, PartyKind.PERSON)


CMA, LAB, LEAD = person(7, "CMA 07"), person(2, "lab 02"), person(1, "lead 01")
PEOPLE = {each.code: each for each in (CMA, LAB, LEAD)}
RACK = Holder(1, house.holder_code(4), "R4", HolderKind.RACK, 8, 12, None, "")


def tube(
    n: int,
    state: State = State.COLLECTED,
    custodian: Party | None = CMA,
    *,
    due_in: timedelta | None = timedelta(hours=3),
    holder: Holder | None = None,
) -> Specimen:
    number = house.specimen_code(26_000_000 + n)
    return Specimen(
        id=n,
        number=number,
        container="EDTA lavender",
        container_code="EDTA",
        state=state,
        steps=2,
        custodian=custodian,
        spot=Spot(holder_code=holder.code if holder else None, holder=holder.name if holder else "", slot=n),
        since=NOON - timedelta(minutes=30),
        labelled_at=NOON - timedelta(minutes=35),
        collected_at=NOON - timedelta(minutes=30),
        spun_at=None,
        received_at=None,
        tested_at=None,
        due_at=NOON + due_in if due_in is not None else None,
        due_kind=DueKind.TEST if due_in is not None else None,
        missing_at=None,
        keep_until=None,
        requisition_code=house.requisition_code(1),
    )


@dataclass
class Bench:
    """Scans go to a desk; what its orders do to a tube is kept in ``tubes``, as the records would."""

    tubes: dict[str, Specimen] = field(default_factory=dict)
    racks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    desk: Desk = field(default_factory=Desk)
    scans: int = 0
    at: datetime = NOON
    orders: list[object] = field(default_factory=list)

    @classmethod
    def of(cls, *tubes: Specimen, in_rack: bool = False) -> Bench:
        made = cls({each.number: each for each in tubes})
        if in_rack:
            made.racks[RACK.code] = tuple(made.tubes)
        return made

    def subject(self, code: str) -> Subject:
        if code in self.tubes:
            return SpecimenSubject(self.tubes[code], "D., J. ••/80")
        if code in self.racks:
            return HolderSubject(RACK, tuple(self.tubes[number] for number in self.racks[code]))
        released = tuple(
            each
            for each in self.tubes.values()
            if each.state is State.RELEASED and each.custodian is not None and each.custodian.code == code
        )
        return CustodianSubject(PEOPLE[code], released)

    def scan(self, code: str, subject: Subject | None = None) -> Verdict:
        self.at += timedelta(seconds=3)
        return self._advance(code, subject if subject is not None else self.subject(code))

    def bounce(self, code: str) -> Verdict:
        """The same scan again at once, as a scanner's trigger gives it."""
        self.at += timedelta(milliseconds=200)
        return self._advance(code, self.subject(code))

    def say(self, command: Command, quantity: int | None = None) -> Verdict:
        self.at += timedelta(seconds=3)
        return self._advance(house.command_code(command, quantity), CommandSubject(command, quantity))

    def _advance(self, code: str, subject: Subject) -> Verdict:
        self.scans += 1
        scan = Scan(code, source="serial:/dev/ttyACM0", at=self.at)
        step = advance(self.desk, subject, scan, today=TODAY, rules=Rules())
        self.desk = step.desk
        for order in step.orders:
            self.orders.append(order)
            if isinstance(order, CustodyOrder):
                self._take(order)
        assert not step.orders or step.verdict.tone is Tone.ACCEPT
        return step.verdict

    def _take(self, order: CustodyOrder) -> None:
        for number in order.numbers:
            before = self.tubes[number]
            rule = RULES[order.do]
            assert before.state in rule.after, f"{order.do} after {before.state}"
            custodian = PEOPLE[order.to] if order.to is not None else before.custodian
            self.tubes[number] = replace(before, state=rule.to or before.state, custodian=custodian)

    def held_by(self, holder: Party) -> int:
        return sum(each.custodian == holder for each in self.tubes.values())


def rack_of(count: int) -> Bench:
    return Bench.of(*(tube(n, holder=RACK) for n in range(1, count + 1)), in_rack=True)


def does(orders: Iterable[object]) -> list[Do]:
    return [order.do for order in orders if isinstance(order, CustodyOrder)]
