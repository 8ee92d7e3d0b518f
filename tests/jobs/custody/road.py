"""A bag's way as facts: what the records would say of tubes, bags and trips is followed beside the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.jobs.custody.bench import CMA, LAB, LEAD, NOON, RACK, TODAY, person, tube
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.inventory.orders import Park
from tracker.inventory.subjects import CommandSubject, UnknownSubject
from tracker.jobs.advancing import advance
from tracker.jobs.desk import Desk, Rules
from tracker.jobs.subjects import Subject
from tracker.jobs.verdict import Tone, Verdict
from tracker.specimens.facts import Partner, Party, PartyKind, Specimen, Spot
from tracker.specimens.holder_facts import Holder, HolderKind, Shipment, ShipmentState
from tracker.specimens.orders import Arrive, Depart, LoseShipment, OpenShipment, Retract
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import RULES, Do, State, is_allowed, is_anothers
from tracker.specimens.subjects import (
    CustodianSubject,
    HolderSubject,
    PartnerSubject,
    ShipmentSubject,
    SpecimenSubject,
)

DRIVER = person(9, "driver 09")
BAG = Holder(10, house.holder_code(10), "B17", HolderKind.BAG, 0, 0, None, "")
OTHER_BAG = Holder(11, house.holder_code(11), "B18", HolderKind.BAG, 0, 0, None, "")
BOX = Holder(12, house.holder_code(12), "X2", HolderKind.BOX, 2, 5, None, "")
SWIFT = Partner(house.partner_code(1), "Swift Courier", PartyKind.COURIER, None, 30)
REFERENCE = Partner(house.partner_code(2), "Reference lab", PartyKind.LABORATORY, "05D0642827", 80)
EASTGATE = Partner(house.partner_code(3), "Eastgate clinic", PartyKind.SITE, None, 25)
SEAL = "SL-004711"

PEOPLE = {each.code: each for each in (CMA, LAB, LEAD, DRIVER)}
PARTNERS = {each.code: each for each in (SWIFT, REFERENCE, EASTGATE)}
HOLDERS = {each.code: each for each in (RACK, BAG, OTHER_BAG, BOX)}
PARTIES = {**PEOPLE, **{each.code: Party(each.code, each.name, each.kind) for each in PARTNERS.values()}}


def trip_code(n: int = 1) -> str:
    return house.shipment_code(n)


@dataclass
class Road:
    """Scans at one desk, and the records that its orders would leave: a refusal of the services is a failed assertion."""

    tubes: dict[str, Specimen] = field(default_factory=dict)
    trips: list[Shipment] = field(default_factory=list)
    desk: Desk = field(default_factory=Desk)
    rules: Rules = field(default_factory=Rules)
    orders: list[object] = field(default_factory=list)
    at_minutes: float = 0.0
    before: dict[str, dict[str, Specimen]] = field(default_factory=dict)
    """The tubes as they were before each scan that changed them: what a RETRACT brings back."""

    @classmethod
    def of(cls, *tubes: Specimen, rules: Rules | None = None) -> Road:
        return cls({each.number: each for each in tubes}, rules=rules or Rules())

    # what is known

    def trip_of(self, bag: Holder) -> Shipment | None:
        under_way = (ShipmentState.OPEN, ShipmentState.DEPARTED, ShipmentState.ARRIVED)
        return next((each for each in self.trips if each.holder.id == bag.id and each.state in under_way), None)

    def inside(self, bag: Holder) -> tuple[Specimen, ...]:
        return tuple(each for each in self.tubes.values() if each.spot.holder_code == bag.code)

    def subject(self, code: str) -> Subject:
        if code in self.tubes:
            return SpecimenSubject(self.tubes[code], "D., J. ••/80")
        if code in HOLDERS:
            return HolderSubject(HOLDERS[code], self.inside(HOLDERS[code]), self.trip_of(HOLDERS[code]))
        if code in PARTNERS:
            return PartnerSubject(PARTNERS[code])
        if code in PEOPLE:
            return CustodianSubject(PEOPLE[code])
        for trip in self.trips:
            if trip.code == code:
                on_it = tuple(each for each in self.tubes.values() if each.spot.shipment_code == code)
                return ShipmentSubject(trip, on_it)
        return UnknownSubject(code, "shipment" if code.startswith("T") else "unknown")

    def states(self) -> list[State]:
        return [each.state for each in self.tubes.values()]

    def custodians(self) -> list[str]:
        return [each.custodian.name if each.custodian else "nobody" for each in self.tubes.values()]

    # what is scanned

    def scan(self, *codes: str) -> Verdict:
        for code in codes:
            verdict = self._advance(code, self.subject(code))
        return verdict

    def say(self, *commands: Command, quantity: int | None = None) -> Verdict:
        for command in commands:
            verdict = self._advance(house.command_code(command, quantity), CommandSubject(command, quantity))
        return verdict

    def line(self, n: int) -> Verdict:
        return self.say(Command.QUANTITY, quantity=n)

    def wait(self, minutes: float) -> None:
        self.at_minutes += minutes

    def _advance(self, code: str, subject: Subject) -> Verdict:
        self.at_minutes += 0.1
        scan = Scan(code, source="serial:/dev/ttyACM0", at=NOON + timedelta(minutes=self.at_minutes))
        step = advance(self.desk, subject, scan, today=TODAY, rules=self.rules)
        self.desk = step.desk
        parked = tuple(order for order in step.orders if isinstance(order, Park))
        if len(step.orders) > len(parked):
            assert step.verdict.tone is Tone.ACCEPT
            self.before[scan.id] = dict(self.tubes)
        for order in (each for each in step.orders if each not in parked):
            self.orders.append(order)
            self._carry_out(order)
        return step.verdict

    # what the services would do

    def _carry_out(self, order: object) -> None:
        match order:
            case OpenShipment():
                bag = HOLDERS[order.holder_code]
                assert self.trip_of(bag) is None
                assert not self.inside(bag)
                self.trips.append(_trip(len(self.trips) + 1, bag, PEOPLE[order.by]))
            case CustodyOrder():
                self._step(order)
            case Depart():
                self._depart(order)
            case Arrive():
                self._arrive(order)
            case LoseShipment():
                trip = self._trip(order.shipment_id)
                lost = [each for each in self._on(trip) if each.state in (State.DEPARTED, State.ARRIVED)]
                self._lose(lost, trip.sender)
                self._put(replace(trip, state=ShipmentState.LOST, reason=order.reason))
            case Retract():
                self.tubes = dict(self.before[order.event_id])
            case _:
                raise AssertionError(order)

    def _step(self, order: CustodyOrder) -> None:
        for number in order.numbers:
            old = self.tubes[number]
            assert is_allowed(order.do, old.state, old.custodian.code if old.custodian else None, order.by)
            is_alone = order.witness in (None, order.by)
            whose = old.custodian.code if old.custodian else None
            assert not (is_alone and is_anothers(order.do, old.state, whose, order.by))
            spot = old.spot
            if order.do in (Do.ACCEPT, Do.REJECT, Do.FIND, Do.TAKE_OVER):
                spot = Spot()
            if order.holder_code is not None:
                spot = self._spot_in(order.holder_code)
            custodian = PARTIES[order.to] if order.to is not None else self._answering(order, old)
            state = RULES[order.do].to or old.state
            self.tubes[number] = replace(old, state=state, custodian=custodian, spot=spot)
        self._reconcile()

    def _answering(self, order: CustodyOrder, old: Specimen) -> Party | None:
        """Whoever had it; what is lost on the way is its sender's again."""
        if order.do is not Do.LOSE or old.state not in (State.DEPARTED, State.ARRIVED):
            return old.custodian
        return next(trip.sender for trip in self.trips if trip.code == old.spot.shipment_code)

    def _spot_in(self, code: str) -> Spot:
        if not code:
            return Spot()
        trip = self.trip_of(HOLDERS[code])
        assert trip is not None
        assert trip.state is ShipmentState.OPEN
        return Spot(holder_code=code, holder=HOLDERS[code].name, shipment_code=trip.code)

    def _depart(self, order: Depart) -> None:
        trip = self._trip(order.shipment_id)
        assert trip.state is ShipmentState.OPEN
        assert self._on(trip)
        for each in self._on(trip):
            assert is_allowed(Do.DEPART, each.state, each.custodian.code if each.custodian else None, order.by)
            assert each.transport is order.transport or "temperature" in order.overrides
            self.tubes[each.number] = replace(each, state=State.DEPARTED, custodian=PARTIES[order.courier])
        self._put(
            replace(
                trip,
                state=ShipmentState.DEPARTED,
                target=PARTIES[order.target],
                courier=PARTIES[order.courier],
                transport=order.transport,
                seal=order.seal,
                expected_at=order.expected_at,
            )
        )

    def _arrive(self, order: Arrive) -> None:
        trip = self._trip(order.shipment_id)
        assert trip.state is ShipmentState.DEPARTED
        assert (order.is_seal_whole is None) == (not trip.seal or order.confirmed_by is not None)
        for each in self._on(trip):
            if each.state is State.DEPARTED:
                self.tubes[each.number] = replace(each, state=State.ARRIVED)
        self._put(replace(trip, state=ShipmentState.ARRIVED))

    def _lose(self, specimens: Iterable[Specimen], sender: Party) -> None:
        for each in specimens:
            spot = Spot(shipment_code=each.spot.shipment_code)
            self.tubes[each.number] = replace(each, state=State.LOST, custodian=sender, spot=spot)

    def _reconcile(self) -> None:
        for trip in self.trips:
            waits = any(each.state in (State.DEPARTED, State.ARRIVED) for each in self._on(trip))
            if trip.state in (ShipmentState.DEPARTED, ShipmentState.ARRIVED) and not waits:
                self._put(replace(trip, state=ShipmentState.RECONCILED))

    def _trip(self, shipment_id: int) -> Shipment:
        return self.trips[shipment_id - 1]

    def _on(self, trip: Shipment) -> list[Specimen]:
        return [each for each in self.tubes.values() if each.spot.shipment_code == trip.code]

    def _put(self, trip: Shipment) -> None:
        self.trips[trip.id - 1] = trip


def _trip(n: int, bag: Holder, sender: Party) -> Shipment:
    return Shipment(
        id=n,
        code=trip_code(n),
        holder=bag,
        state=ShipmentState.OPEN,
        sender=sender,
        target=None,
        transport=None,
        seal="",
        courier=None,
        opened_at=NOON,
        departed_at=None,
        expected_at=None,
        arrived_at=None,
        reason="",
    )


def packed(count: int = 3, *, rules: Rules | None = None) -> Road:
    """A bag with tubes of CMA 07 in it, packed by him at this desk."""
    road = Road.of(*(tube(n) for n in range(1, count + 1)), rules=rules)
    road.say(Command.PACK)
    road.scan(CMA.code, BAG.code, *road.tubes)
    return road


def departed(
    count: int = 3, *, target: Partner = EASTGATE, seal: str = "", courier: str = SWIFT.code, rules: Rules | None = None
) -> Road:
    """The same, sent off."""
    road = packed(count, rules=rules)
    road.say(Command.SHIP)
    road.scan(BAG.code, target.code, *([seal] if seal else []), courier)
    assert set(road.states()) == {State.DEPARTED}
    road.wait(20)
    return road


def arrived(count: int = 3) -> Road:
    """The same, received by lab 02, nothing of it accepted yet."""
    road = departed(count)
    road.say(Command.ARRIVE)
    road.scan(LAB.code, BAG.code)
    return road
