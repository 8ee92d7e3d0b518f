"""Custody in plain Python: what the real services must agree with, step by step.

Written from the rules as the laboratory says them, with no database and no code of the services. Only the table of states
(:data:`tracker.specimens.states.RULES`) is shared: it is the rule itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.laboratory import ANNE, BAG, BEN, BOX, CARA, COURIER, FREEZER, FRIDGE, RACK
from tracker.specimens.orders import Step
from tracker.specimens.states import HELD, RETRACTABLE, RULES, Do, State, Whose

STAFF = (ANNE, BEN, CARA)
CAPACITY = {RACK: 6, BOX: 81}
KEPT = timedelta(days=2)
"""Blood counts are kept two days: all tubes of the model are those."""
_MISSING_AFTER = {State.COLLECTED: 120, State.RELEASED: 60, State.ARRIVED: 60} | dict.fromkeys(
    HELD - {State.COLLECTED}, 480
)
UNFIT_FOR = (Do.SPIN, Do.TEST, Do.ALIQUOT, Do.POOL)
UNDER_WAY = (State.DEPARTED, State.ARRIVED)


@dataclass(frozen=True)
class Tube:
    state: State = State.LABELLED
    custodian: str | None = None
    place: str | None = None
    holder: str | None = None
    slot: int | None = None
    trip: int | None = None
    received: datetime | None = None
    spun: datetime | None = None
    tested: datetime | None = None
    keep: datetime | None = None
    missing: datetime | None = None
    rejected: tuple[datetime, str] | None = None
    """When and why it was first found unfit; nothing but that step's own UNDO makes it fit again."""


@dataclass
class Trip:
    sender: str
    state: str = "open"
    has_arrived: bool = False


@dataclass(frozen=True)
class Entry:
    """One step in a tube's life: which scan did it, who, and how the tube was before."""

    event_id: str
    do: Do
    by: str
    before: Tube | None


@dataclass
class Model:
    tubes: dict[str, Tube] = field(default_factory=dict)
    lives: dict[str, list[Entry]] = field(default_factory=dict)
    identified: set[str] = field(default_factory=set)
    """Who has compared the patient's identifiers."""
    trips: dict[int, Trip] = field(default_factory=dict)
    """By shipment id; all of one bag."""
    places: dict[str, str | None] = field(default_factory=lambda: {RACK: None, BOX: FREEZER, BAG: None})

    def live_trip(self) -> int | None:
        return next((key for key, trip in self.trips.items() if trip.state in ("open", "departed", "arrived")), None)

    # What a step asks

    def may_step(self, order: Step, now: datetime, place: str | None) -> bool:
        numbers = order.numbers
        if order.by not in STAFF or len(set(numbers)) < len(numbers):
            return False
        tubes = [self.tubes[number] for number in numbers]
        return (
            all(self._is_legal(order, tube) for tube in tubes)
            and self._is_said(order)
            and (order.witness is not None or not any(self._needs_second(order, tube) for tube in tubes))
            and (order.do is not Do.DISPOSE or all(self._is_disposable(order, tube, now) for tube in tubes))
            and self._has_room(order, place)
        )

    def _is_legal(self, order: Step, tube: Tube) -> bool:
        rule = RULES[order.do]
        if tube.state not in rule.after or (order.do in UNFIT_FOR and tube.rejected):
            return False
        if rule.whose is Whose.CUSTODIAN and tube.state is not State.STORED and tube.custodian != order.by:
            return False
        return rule.whose is not Whose.OTHER or tube.custodian != order.by

    def _is_said(self, order: Step) -> bool:
        if order.do in (Do.REJECT, Do.LOSE, Do.DISPOSE, Do.TAKE_OVER) and not order.reason:
            return False
        if (order.do is Do.NOTE and not order.condition) or (order.do is Do.DISPOSE and not order.method):
            return False
        if order.do is Do.TAKE_OVER and order.witness is None:
            return False
        return order.witness is None or (order.witness != order.by and order.witness in STAFF)

    def _needs_second(self, order: Step, tube: Tube) -> bool:
        """Nobody declares lost what is in a colleague's hands, or finds what is in another name, alone."""
        if order.do is Do.FIND:
            return tube.custodian != order.by
        is_in_hands = tube.custodian in STAFF and tube.state not in UNDER_WAY
        return order.do is Do.LOSE and is_in_hands and tube.custodian != order.by

    def _is_disposable(self, order: Step, tube: Tube, now: datetime) -> bool:
        is_over = tube.rejected is not None or tube.keep is None or tube.keep <= now
        return is_over or ("retention" in order.overrides and order.witness is not None)

    def _has_room(self, order: Step, place: str | None) -> bool:
        holder, numbers = order.holder_code, order.numbers
        if holder == BAG and "rejected" not in order.overrides and any(self._is_sent_as_fit(n) for n in numbers):
            return False
        if holder == BAG and (self.live_trip() is None or self.trips[self.live_trip() or 0].state != "open"):
            return False
        if holder in CAPACITY:
            others = [n for n, tube in self.tubes.items() if tube.holder == holder and n not in numbers]
            if len(others) + len(numbers) > CAPACITY[holder]:
                return False
        if order.do is Do.PLACE:
            return holder is not None or place is not None
        if order.do is not Do.STORE:
            return True
        targets = {holder or None} if holder is not None else {self._kept(self.tubes[number]) for number in numbers}
        return all(self._may_store_in(target, place) for target in targets)

    def _is_sent_as_fit(self, number: str) -> bool:
        """An unfit tube that is not in the bag yet is packed only by whoever says that he knows it."""
        return self.tubes[number].rejected is not None and self.tubes[number].trip != self.live_trip()

    def _kept(self, tube: Tube) -> str | None:
        """The rack or box that it stays in; a bag is left."""
        return tube.holder if tube.holder in CAPACITY else None

    def _may_store_in(self, holder: str | None, place: str | None) -> bool:
        if holder is None:
            return place is not None
        if holder == BAG:
            return False
        stands = self.places[holder]
        return place is not None if stands is None else place in (None, stands)

    # What a step does

    def step(self, event_id: str, order: Step, now: datetime, place: str | None) -> None:
        for number in order.numbers:
            before = self.tubes[number]
            after = self._handed(order, self._stood(order, number, before), before, place)
            if order.do in (Do.ACCEPT, Do.REJECT, Do.FIND, Do.TAKE_OVER):
                after = replace(after, received=before.received or now)
            if order.do is Do.REJECT:
                after = replace(after, rejected=before.rejected or (now, order.reason or ""))
            if order.do is Do.SPIN:
                after = replace(after, spun=before.spun or now)
            if order.do is Do.TEST:
                after = replace(after, tested=before.tested or now, keep=(before.tested or now) + KEPT)
            self.write(event_id, order.do, order.by, number, after, now)
        self.reconcile()

    def _stood(self, order: Step, number: str, tube: Tube) -> Tube:
        holder = order.holder_code
        if holder:
            slot = None
            if holder in CAPACITY:
                slot = tube.slot if tube.holder == holder else self._next_slot(holder, order.numbers)
            return replace(tube, holder=holder, slot=slot, trip=self.live_trip() if holder == BAG else None)
        is_lost_on_the_way = order.do is Do.LOSE and tube.state in UNDER_WAY
        if holder == "" or order.do in (Do.RETRIEVE, Do.LOSE, Do.FIND, Do.DISPOSE, Do.TAKE_OVER):
            return replace(tube, holder=None, slot=None, trip=tube.trip if is_lost_on_the_way else None)
        if order.do in (Do.ACCEPT, Do.REJECT, Do.STORE):
            kept = self._kept(tube)
            return replace(tube, holder=kept, slot=tube.slot if kept else None, trip=None)
        return tube

    def _next_slot(self, holder: str, moving: Sequence[str]) -> int:
        """What is moved within the order takes the place after those that stand in it."""
        taken = {tube.slot for tube in self.tubes.values() if tube.holder == holder}
        return next(slot for slot in range(1, CAPACITY[holder] + 1) if slot not in taken)

    def _handed(self, order: Step, tube: Tube, before: Tube, place: str | None) -> Tube:
        custodian = before.custodian
        if order.do in (Do.ACCEPT, Do.REJECT, Do.FIND, Do.RETRIEVE, Do.TAKE_OVER, Do.DISPOSE):
            custodian = order.by
        if order.do is Do.STORE:
            if tube.holder is not None:
                self.places[tube.holder] = self.places[tube.holder] or place
                place = self.places[tube.holder]
            custodian = place
        if order.do is Do.LOSE and before.state in UNDER_WAY and before.trip is not None:
            custodian = self.trips[before.trip].sender
        state = RULES[order.do].to or before.state
        if before.rejected and state in (State.ACCEPTED, State.RETRIEVED):
            state = State.REJECTED
        put_into = order.do is Do.PLACE and tube.holder is not None
        stays = None if custodian != before.custodian or put_into else before.place
        return replace(
            tube,
            state=state,
            custodian=custodian,
            place=None if order.do in (Do.LOSE, Do.DISPOSE) else place or stays,
        )

    def write(
        self,
        event_id: str,
        do: Do,
        by: str,
        number: str,
        after: Tube,
        now: datetime,
        expected: datetime | None = None,
    ) -> None:
        before = self.tubes.get(number)
        is_tested_by_collector = (
            do is Do.TEST and before is not None and before.tested is None and after.state is State.COLLECTED
        )
        if is_tested_by_collector:
            after = replace(after, missing=now + timedelta(minutes=480))
        elif before is None or (before.state, before.custodian) != (after.state, after.custodian):
            missing = _missing(after.state, now, expected)
            if do is Do.LOSE and missing is not None and before is not None and before.missing is not None:
                missing = min(missing, before.missing)
            after = replace(after, missing=missing)
        self.tubes[number] = after
        self.lives.setdefault(number, []).append(Entry(event_id, do, by, before))

    def reconcile(self) -> None:
        for key, trip in self.trips.items():
            if trip.state in ("departed", "arrived") and not self.in_trip(key, *UNDER_WAY):
                trip.state = "reconciled"

    def in_trip(self, key: int, *states: State) -> list[str]:
        return [n for n, tube in self.tubes.items() if tube.trip == key and (not states or tube.state in states)]

    # Trips

    def may_depart(self, key: int, by: str) -> bool:
        tubes = [self.tubes[number] for number in self.in_trip(key)]
        is_held = all(tube.state in HELD and tube.custodian == by and not tube.rejected for tube in tubes)
        return self.trips[key].state == "open" and by in STAFF and bool(tubes) and is_held

    def depart(self, event_id: str, key: int, by: str, now: datetime, expected: datetime) -> None:
        for number in self.in_trip(key):
            after = replace(self.tubes[number], state=State.DEPARTED, custodian=COURIER, place=None)
            self.write(event_id, Do.DEPART, by, number, after, now, expected)
        self.trips[key].state, self.trips[key].sender = "departed", by

    def arrive(self, event_id: str, key: int, by: str, now: datetime) -> None:
        for number in self.in_trip(key, State.DEPARTED):
            self.write(event_id, Do.ARRIVE, by, number, replace(self.tubes[number], state=State.ARRIVED), now)
        self.trips[key].state, self.trips[key].has_arrived = "arrived", True

    def lose_trip(self, event_id: str, key: int, by: str, now: datetime) -> None:
        sender = self.trips[key].sender
        for number in self.in_trip(key, *UNDER_WAY):
            after = replace(self.tubes[number], state=State.LOST, custodian=sender, holder=None, slot=None, place=None)
            self.write(event_id, Do.LOSE, by, number, after, now)
        self.trips[key].state = "lost"

    # Racks carried, aliquots, steps taken back

    def carry(self, event_id: str, holder: str, place: str, by: str, now: datetime) -> None:
        self.places[holder] = place
        for number, tube in list(self.tubes.items()):
            if tube.holder == holder and tube.state is State.STORED and tube.custodian != place:
                self.write(event_id, Do.STORE, by, number, replace(tube, place=place, custodian=place), now)

    def may_fill(self, parents: Sequence[str], by: str) -> bool:
        tubes = [self.tubes[number] for number in parents]
        return (
            by in STAFF
            and len(set(parents)) == len(parents)
            and all(tube.state in HELD and tube.custodian == by and not tube.rejected for tube in tubes)
        )

    def fill(self, event_id: str, do: Do, parents: Sequence[str], child: str, by: str, now: datetime) -> None:
        tubes = [self.tubes[number] for number in parents]
        for number, tube in zip(parents, tubes, strict=True):
            self.write(event_id, do, by, number, tube, now)
        states = [tube.state for tube in tubes]
        worst = State.COLLECTED if State.COLLECTED in states else State.ACCEPTED
        received = [tube.received for tube in tubes if tube.received]
        spun = [tube.spun for tube in tubes if tube.spun]
        made = Tube(
            state=worst,
            custodian=by,
            received=max(received) if len(received) == len(tubes) else None,
            spun=max(spun) if len(spun) == len(tubes) else None,
            keep=max((tube.keep for tube in tubes if tube.keep), default=None),
        )
        self.write(event_id, do, by, child, made, now)

    def of_event(self, event_id: str) -> list[str]:
        return [n for n, life in self.lives.items() if any(entry.event_id == event_id for entry in life)]

    def may_retract(self, event_id: str, by: str) -> bool:
        numbers = self.of_event(event_id)
        lasts = [self.lives[number][-1] for number in numbers]
        if not numbers or by not in STAFF:
            return False
        if any(last.event_id != event_id or last.do not in RETRACTABLE or last.by != by for last in lasts):
            return False
        return all(
            last.before is not None and self._has_way_back(number, last.before, numbers)
            for number, last in zip(numbers, lasts, strict=True)
        )

    def _has_way_back(self, number: str, back: Tube, moving: Sequence[str]) -> bool:
        if back.holder is not None:
            if back.state is State.STORED and self.places[back.holder] != back.place:
                return False
            if back.slot is not None and any(
                (tube.holder, tube.slot) == (back.holder, back.slot)
                for other, tube in self.tubes.items()
                if other not in moving
            ):
                return False
        if back.trip is None:
            return True
        if self.live_trip() not in (None, back.trip):
            return False
        fits = ("departed", "arrived", "reconciled") if back.state in UNDER_WAY else ("open",)
        return self.trips[back.trip].state in fits

    def retract(self, event_id: str, of: str, by: str) -> None:
        for number in self.of_event(of):
            back = self.lives[number][-1].before
            assert back is not None
            self.lives[number].append(Entry(event_id, Do.RETRACT, by, self.tubes[number]))
            self.tubes[number] = back
            if back.trip is not None and self.trips[back.trip].state == "reconciled":
                self.trips[back.trip].state = "arrived" if self.trips[back.trip].has_arrived else "departed"

    # The end of the day

    def may_close(self, now: datetime) -> bool:
        fine = (State.STORED, State.LOST, State.DISPOSED, State.NOT_COLLECTED)
        return all(
            tube.state in fine or (tube.state is State.DEPARTED and tube.missing is not None and tube.missing > now)
            for tube in self.tubes.values()
        )


def _missing(state: State, now: datetime, expected: datetime | None) -> datetime | None:
    if state is State.LOST:
        return now
    if state is State.DEPARTED:
        return expected + timedelta(minutes=60) if expected else now
    minutes = _MISSING_AFTER.get(state)
    return now + timedelta(minutes=minutes) if minutes is not None else None


PLACES = (None, FRIDGE, FREEZER)
