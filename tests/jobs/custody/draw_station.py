"""A draw station as facts: three patients' requisitions, their tubes, a room's stock; and what its records would say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import ItemCode, Standard
from tracker.hardware.scan import Scan
from tracker.inventory.facts import Holding, Item, Lot, LotState, Place, PlaceKind
from tracker.inventory.orders import Park, Reverse, Unpark, Use, Waste
from tracker.inventory.subjects import CommandSubject, ItemSubject, PlaceSubject, ProductionSubject
from tracker.jobs.advancing import advance, requisition_in_hand
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk, JobName, Rules, Step
from tracker.jobs.orders import Order
from tracker.jobs.subjects import BareSubject, CollectSubject
from tracker.jobs.verdict import Verdict
from tracker.specimens.facts import Container, Party, PartyKind, Specimen, Spot
from tracker.specimens.holder_facts import Holder, HolderKind
from tracker.specimens.orders import AddOn, Draw, Identify, Label, NotDrawn, Reopen, Reprint, Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.requisition_facts import Challenge, Question, Requisition, Revealed, WantedTube
from tracker.specimens.states import Do, State
from tracker.specimens.subjects import (
    CustodianSubject,
    FreshSubject,
    HolderSubject,
    RequisitionSubject,
    SpecimenSubject,
)

T = TypeVar("T")
TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SCANNER = "serial:/dev/ttyACM0"

CMA = Party(house.badge_code(7), "CMA 07", PartyKind.PERSON)
NURSE = Party(house.badge_code(8), "nurse 08", PartyKind.PERSON)
LAB_DRAW = Place(40, house.location_code(40), "Lab draw", PlaceKind.ROOM, "Lab draw", 40, is_store=False)
RACK = Holder(1, house.holder_code(4), "R4", HolderKind.RACK, 2, 3, None, "")

EDTA_ITEM, SST_ITEM, CITRATE_ITEM = (
    Item(number, house.item_code(number), name, "each", tracks_lot=True, tracks_expiry=True)
    for number, name in ((201, "EDTA tube 4 mL"), (202, "SST tube 5 mL"), (203, "Citrate tube 2.7 mL"))
)
ITEMS = {each.id: each for each in (EDTA_ITEM, SST_ITEM, CITRATE_ITEM)}
CITRATE = Container(1, "CIT", "Citrate light blue", 20, 2700, CITRATE_ITEM.id)
SST = Container(2, "SST", "SST gold", 30, 5000, SST_ITEM.id)
EDTA = Container(3, "EDTA", "EDTA lavender", 50, 4000, EDTA_ITEM.id)
CUP = Container(4, "CUP", "Urine cup", 0, 120_000, None)
KINDS = (CUP, CITRATE, SST, EDTA)


def lot(number: str, expiry: date = date(2027, 9, 30), state: LotState = LotState.USABLE) -> Lot:
    return Lot(sum(map(ord, number)), number, expiry, state)


E_NEAR, E_FAR = lot("E100", date(2027, 1, 31)), lot("E200", date(2027, 8, 31))
RECALLED, EXPIRED = lot("R77", state=LotState.RECALLED), lot("X13", date(2026, 11, 1))


@dataclass(frozen=True)
class Person:
    """A patient. ``clear`` is what no verdict, desk or history may hold."""

    masked: str
    answers: tuple[str, str]
    clear: str


DOE, ROE, POE = (
    Person("D., J. ••/80", ("DQX", "0731"), "Dqxavier"),
    Person("R., M. ••/71", ("RWZ", "1231"), "Rwzeller"),
    Person("P., A. ••/62", ("PKV", "0930"), "Pkvoss"),
)
ASKS = ("the first 3 letters of the family name", "month and day of birth, 4 digits (March 5 is 0305)")


def wanted(line: int, container: Container) -> WantedTube:
    return WantedTube(line, container, ("CBC",), 2000, is_add_on=False, specimen=None, not_drawn="")


def requisition(n: int, person: Person, *containers: Container) -> Requisition:
    tubes = tuple(wanted(line, each) for line, each in enumerate(containers, 1))
    return Requisition(
        n, house.requisition_code(n), "", person.masked, n, NOON - timedelta(hours=1), "Dr. Lee", False, ("CBC",), tubes
    )


def pack(
    item: Item,
    of: Lot | None = None,
    *,
    says: str | None = None,
    expiry: date | None = None,
    here: tuple[Holding, ...] = (),
) -> ItemSubject:
    """A tube's own barcode, which names its lot, or none."""
    number = says if says is not None else of.number if of is not None else None
    code = ItemCode(Standard.GS1, gtin="09501101530003", lot=number, expiry=expiry)
    return ItemSubject(item, 1, "each", code, of, here=here)


@dataclass
class DrawStation:
    """Scans go to a desk; what its orders do is kept here, as the records would. ``tells`` False: a station that hands over
    nothing but what was scanned."""

    requisitions: dict[str, Requisition] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    stock: dict[tuple[int, int], tuple[Lot, int]] = field(default_factory=dict)
    desk: Desk = field(default_factory=lambda: Desk(job=JobName.COLLECT))
    rack: dict[int, str] = field(default_factory=dict)
    tells: bool = True
    revealed: tuple[Revealed, ...] = ()
    is_shared: bool = False
    next_number: int = 26_004_412
    at: datetime = NOON
    scans: int = 0
    orders: list[Order] = field(default_factory=list)
    done: dict[str, tuple[Order, ...]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def order(self, n: int, person: Person, *containers: Container) -> str:
        made = requisition(n, person, *containers)
        self.requisitions[made.code], self.people[made.id] = made, person
        return made.code

    def hold(self, item: Item, of: Lot, quantity: int) -> None:
        self.stock[item.id, of.id] = (of, quantity)

    def left(self, item: Item, of: Lot) -> int:
        return self.stock[item.id, of.id][1]

    def label(self, code: str, line: int) -> str:
        """The number on the label of this line's tube."""
        specimen = self.tube(code, line).specimen
        assert specimen is not None
        return specimen.number

    def tube(self, code: str, line: int) -> WantedTube:
        return next(each for each in self.requisitions[code].tubes if each.line == line)

    def numbers(self) -> set[str]:
        return {each.specimen.number for now in self.requisitions.values() for each in now.tubes if each.specimen}

    # Scanning

    def badge(self, person: Party = CMA) -> Verdict:
        return self.scan(CustodianSubject(person), person.code)

    def room(self) -> Verdict:
        return self.scan(PlaceSubject(LAB_DRAW), LAB_DRAW.code)

    def requisition(self, code: str) -> Verdict:
        return self.scan(self.requisition_subject(code), code)

    def spell(self, text: str, *, after_ms: int = 400) -> Verdict:
        """The letters one by one, faster than the window within which other codes count once."""
        for character in text:
            said = self.scan(CommandSubject(Command.SPELL, None, character), house.spelling_code(character), after_ms)
        return said

    def identify(self, code: str, person: Person) -> Verdict:
        self.requisition(code)
        return self.spell("".join(person.answers))

    def say(self, command: Command, quantity: int | None = None) -> Verdict:
        return self.scan(CommandSubject(command, quantity), house.command_code(command, quantity))

    def tube_label(self, number: str) -> Verdict:
        return self.scan(self.specimen_subject(number), number)

    def fresh(self, n: int) -> Verdict:
        number = house.specimen_code(n)
        return self.scan(FreshSubject(number), number)

    def place(self) -> Verdict:
        return self.scan(self.rack_subject(), RACK.code)

    def requisition_subject(self, code: str) -> RequisitionSubject:
        now = self.requisitions[code]
        asked = tuple(Question(ask, answer) for ask, answer in zip(ASKS, self.people[now.id].answers, strict=True))
        return RequisitionSubject(now, Challenge(asked, self.is_shared), self.next_number, KINDS, self.revealed)

    def specimen_subject(self, number: str) -> SpecimenSubject:
        for each in self.requisitions.values():
            for tube in each.tubes:
                if tube.specimen is not None and tube.specimen.number == number:
                    return SpecimenSubject(tube.specimen, each.patient)
        raise AssertionError("no such label")

    def rack_subject(self) -> HolderSubject:
        inside = (
            replace(self.specimen_subject(number).specimen, spot=Spot(slot=slot)) for slot, number in self.rack.items()
        )
        return HolderSubject(RACK, tuple(inside))

    def scan(self, subject: BareSubject, data: str, after_ms: int = 3000) -> Verdict:
        self.scans += 1
        self.at += timedelta(milliseconds=after_ms)
        scan = Scan(data, source=SCANNER, at=self.at, id=f"{self.scans:032x}")
        step = advance(self.desk, self._told(subject), scan, today=TODAY, rules=Rules())
        self.desk = step.desk
        self.steps.append(step)
        for order in step.orders:
            self.orders.append(order)
            self._carry_out(order)
        self.done[scan.id] = step.orders
        return step.verdict

    def _told(self, subject: BareSubject) -> BareSubject | CollectSubject:
        code = requisition_in_hand(self.desk)
        if code is None or not self.tells:
            return subject
        ids = {each.container.item_id for each in self.requisitions[code].tubes if each.is_open}
        stock = tuple(self._item(item) for item in ITEMS.values() if item.id in ids)
        return CollectSubject(subject, self.requisition_subject(code), stock)

    def _item(self, item: Item) -> ItemSubject:
        held = tuple(
            Holding(LAB_DRAW, of, count) for (item_id, _), (of, count) in self.stock.items() if item_id == item.id
        )
        return ItemSubject(item, 1, "each", None, None, here=held if self.desk.room is not None else ())

    # The records

    def _carry_out(self, order: Order) -> None:
        match order:
            case Label():
                self._label(order)
            case Draw():
                tube = self._of_number(order.number)
                assert tube.state is State.LABELLED
                self._put(replace(tube, state=State.COLLECTED, collected_at=self.at, since=self.at))
            case Reprint():
                assert all(self._of_number(number).state is State.LABELLED for number in order.numbers)
            case NotDrawn():
                self._line(order.requisition_id, order.line, not_drawn=order.reason)
            case Reopen():
                assert self.tube(self._by_id(order.requisition_id).code, order.line).not_drawn
                self._reopen(order)
            case AddOn():
                now = self._by_id(order.requisition_id)
                kind = next(each for each in KINDS if each.id == order.container_id)
                line = max((each.line for each in now.tubes), default=0) + 1
                tube_ = WantedTube(line, kind, (), 0, is_add_on=True, specimen=None, not_drawn="")
                tubes = sorted((*now.tubes, tube_), key=lambda each: (each.container.draw_order, each.line))
                self.requisitions[now.code] = replace(now, tubes=tuple(tubes))
            case Use() | Waste():
                of, count = self.stock[order.item_id, order.lot_id]
                assert count >= order.quantity
                self.stock[order.item_id, order.lot_id] = (of, count - order.quantity)
            case CustodyOrder(do=Do.PLACE):
                self.rack.update(zip(order.slots, order.numbers, strict=True))
            case Retract():
                self._retract(self.done[order.event_id])
            case Reverse():
                for use in self.done[order.scan_id]:
                    if isinstance(use, Use | Waste):
                        of, count = self.stock[use.item_id, use.lot_id]
                        self.stock[use.item_id, use.lot_id] = (of, count + use.quantity)
            case _:
                assert isinstance(order, Identify | Park | Unpark | CustodyOrder)

    def _label(self, order: Label) -> None:
        now = self._by_id(order.requisition_id)
        tube = self.tube(now.code, order.line)
        assert tube.specimen is None
        if not order.is_roll:
            self.next_number = max(self.next_number, int(order.number[:8]) + 1)
        made = Specimen(
            id=int(order.number),
            number=order.number,
            container=tube.container.name,
            container_code=tube.container.code,
            state=State.LABELLED,
            steps=1,
            custodian=None,
            spot=Spot(),
            since=self.at,
            labelled_at=self.at,
            collected_at=None,
            spun_at=None,
            received_at=None,
            tested_at=None,
            due_at=None,
            due_kind=None,
            missing_at=None,
            keep_until=None,
            requisition_code=now.code,
        )
        self._line(now.id, order.line, specimen=made)

    def _reopen(self, order: Reopen) -> None:
        now = self._by_id(order.requisition_id)
        again = tuple(
            replace(each, not_drawn="", specimen=None) if each.line == order.line else each for each in now.tubes
        )
        self.requisitions[now.code] = replace(now, tubes=again)

    def _retract(self, orders: tuple[Order, ...]) -> None:
        for order in orders:
            if isinstance(order, Draw):
                self._put(replace(self._of_number(order.number), state=State.LABELLED, collected_at=None))
            if isinstance(order, CustodyOrder) and order.do is Do.PLACE:
                self.rack = {slot: number for slot, number in self.rack.items() if number not in order.numbers}

    def _of_number(self, number: str) -> Specimen:
        return self.specimen_subject(number).specimen

    def _put(self, specimen: Specimen) -> None:
        assert specimen.requisition_code is not None
        now = self.requisitions[specimen.requisition_code]
        line = next(each.line for each in now.tubes if each.specimen and each.specimen.number == specimen.number)
        self._line(now.id, line, specimen=specimen)

    def _line(
        self, requisition_id: int, line: int, *, specimen: Specimen | None = None, not_drawn: str | None = None
    ) -> None:
        now = self._by_id(requisition_id)
        tubes = tuple(
            replace(
                each,
                specimen=specimen if specimen is not None else each.specimen,
                not_drawn=not_drawn if not_drawn is not None else each.not_drawn,
            )
            if each.line == line
            else each
            for each in now.tubes
        )
        self.requisitions[now.code] = replace(now, tubes=tubes)

    def _by_id(self, requisition_id: int) -> Requisition:
        return next(each for each in self.requisitions.values() if each.id == requisition_id)


def identified(*containers: Container) -> tuple[DrawStation, str]:
    """CMA 07 in the lab's draw room, at the side of the patient, whose identifiers agree."""
    station = DrawStation()
    code = station.order(1, DOE, *containers)
    station.badge()
    station.room()
    station.identify(code, DOE)
    return station, code


def labelled(*containers: Container) -> tuple[DrawStation, str]:
    station, code = identified(*containers)
    station.say(Command.LABEL)
    return station, code


def second_barcode(of: Lot) -> ProductionSubject:
    return ProductionSubject(ItemCode(Standard.GS1, lot=of.number), of)


def of(kind: type[T], station: DrawStation) -> list[T]:
    return [each for each in station.orders if isinstance(each, kind)]


def in_hand(station: DrawStation) -> Requisition:
    """The requisition as the desk has it."""
    work = station.desk.work
    assert isinstance(work, Collecting)
    assert work.requisition is not None
    return work.requisition
