"""THE law of custody: whatever is done by whomever, in whatever order, from two stations, with clocks that jump and a
program that fails in the middle, exactly one custodian answers for each collected specimen, what was refused changed
nothing, and what was acknowledged is stored."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.laboratory import (
    ANNE,
    BAG,
    BOX,
    FRIDGE,
    RACK,
    ROLL,
    STRANGER,
    THIRD_REQUISITION,
    Laboratory,
    open_laboratory,
)
from tests.specimens.model import PLACES, STAFF, Entry, Model, Trip, Tube
from tracker.barcodes import house
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import new_id
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.verifying import verify
from tracker.specimens.auditing import audit_custody
from tracker.specimens.custody import STEPS
from tracker.specimens.orders import (
    Arrive,
    CloseDay,
    Divide,
    Draw,
    Identify,
    Label,
    LoseShipment,
    NotDrawn,
    OpenShipment,
    PlaceHolder,
    Pool,
    Retract,
    SpecimensOrder,
    Step,
)
from tracker.specimens.services import perform
from tracker.specimens.states import RULES, Do, State, Whose, may

PEOPLE = st.sampled_from((*STAFF, *STAFF, STRANGER))
HOW = st.sampled_from(("plain", "plain", "plain", "fails_first", "again"))


SCENES = (
    (Do.RELEASE,),
    (Do.SPIN,),
    (Do.RELEASE, Do.ACCEPT),
    (Do.RELEASE, Do.ACCEPT, Do.TEST),
    (Do.TEST, Do.RELEASE),
    (Do.TEST, Do.TEST),
    (Do.RELEASE, Do.REJECT),
    (Do.RELEASE, Do.REJECT, Do.RELEASE, Do.ACCEPT, Do.TEST),
    (Do.RELEASE, Do.REJECT, Do.STORE, Do.RETRIEVE, Do.TEST),
    (Do.RELEASE, Do.REJECT, Do.LOSE, Do.FIND, Do.TEST),
    (Do.LOSE, Do.FIND),
    (Do.STORE,),
    (Do.STORE, Do.RETRIEVE),
    (Do.ACCEPT,),
    (Do.STORE, Do.DISPOSE),
)


class CrashError(Exception):
    """The program dies before it has committed."""


class CustodyMachine(RuleBasedStateMachine):
    """The real services on a real file beside the plain model."""

    furnished: Path

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.mkdtemp()
        path = Path(shutil.copy(self.furnished, Path(self.folder) / "tracker.db"))
        self.laboratory: Laboratory = open_laboratory(path)
        self.model = Model()
        self.rolled = list(ROLL)
        self.events: list[str] = []
        self.station = 0
        self.how = "plain"
        self.lines: dict[str, int] = {}
        self.furnishing = int(str(self.laboratory.value("SELECT count(*) FROM journal")))
        for by in STAFF:
            self.identify(by, is_match=True)
        for _ in range(3):
            self.label(ANNE)
            self.draw(len(self.lines) - 1, ANNE)

    @rule(station=st.integers(0, 1), how=HOW)
    def go_to(self, station: int, how: str) -> None:
        """Work goes on at this station; ``how`` says what befalls it."""
        self.station, self.how = station, how

    @rule(minutes=st.sampled_from((-600, -1, 1, 30, 70, 500, 4000)))
    def clock(self, minutes: int) -> None:
        self.laboratory.later(minutes=minutes)

    def attempt(self, order: SpecimensOrder, is_allowed: bool, told: Callable[[str], None]) -> None:
        """Either the order is carried out, and the model is told; or it is refused, and nothing has changed."""
        event_id = new_id()
        before = self.laboratory.everything()
        if not is_allowed:
            with pytest.raises(Refusal) as refused:
                self.laboratory.order(order, event_id=event_id, station=self.station)
            assert refused.value.hint
            assert self.laboratory.everything() == before
            return
        if self.how == "fails_first":
            self.fail(order, event_id)
            assert self.laboratory.everything() == before
        self.laboratory.order(order, event_id=event_id, station=self.station)
        self.events.append(event_id)
        told(event_id)
        if self.how == "again":
            after = self.laboratory.everything()
            with pytest.raises((Refusal, StoreError)):
                self.laboratory.order(order, event_id=event_id, station=self.station)
            assert self.laboratory.everything() == after

    def fail(self, order: SpecimensOrder, event_id: str) -> None:
        occasion = Occasion(event_id, stamp(self.laboratory.now), self.laboratory.today)
        with pytest.raises(CrashError), self.laboratory.database.writing() as connection:  # noqa: PT012 (all of it is rolled back)
            words = perform(connection, order, occasion, self.laboratory.rules)
            journal = self.laboratory.journals[self.station]
            journal.append(connection, event_id, "scan", occasion.at, {"changes": [words]})
            raise CrashError

    def pick(self, index: int, state: State | None = None) -> str:
        """One of the tubes; of those in ``state`` where there is one."""
        numbers = [n for n, tube in self.model.tubes.items() if tube.state is state] or list(self.model.tubes)
        return numbers[index % len(numbers)]

    def has_label(self) -> bool:
        return any(tube.state is State.LABELLED for tube in self.model.tubes.values())

    # Collecting

    @rule(by=PEOPLE, is_match=st.sampled_from((True, True, False)))
    def identify(self, by: str, is_match: bool) -> None:
        key = self.laboratory.id_of("requisition", THIRD_REQUISITION)
        mark = self.model.identified.add if is_match else self.model.identified.discard
        order = Identify(key, by, is_match, ("name", "birth date"))
        self.attempt(order, by in STAFF, lambda event_id: mark(by))

    @rule(by=PEOPLE)
    def label(self, by: str) -> None:
        line = len(self.lines) + 1
        number = house.specimen_code(self.rolled[0])
        key = self.laboratory.id_of("requisition", THIRD_REQUISITION)

        def told(event_id: str) -> None:
            self.rolled.pop(0)
            self.lines[number] = line
            self.model.write(event_id, Do.BIND, by, number, Tube(), self.laboratory.now)

        self.attempt(Label(key, line, number, by, is_roll=True), by in self.model.identified, told)

    @precondition(lambda self: self.has_label() or len(self.events) % 5 == 0)
    @rule(index=st.integers(0, 50), by=PEOPLE)
    def draw(self, index: int, by: str) -> None:
        number, now = self.pick(index, State.LABELLED), self.laboratory.now
        drawn = Tube(state=State.COLLECTED, custodian=by, keep=now + timedelta(days=2))
        is_allowed = by in self.model.identified and self.model.tubes[number].state is State.LABELLED
        self.attempt(
            Draw(number, by),
            is_allowed,
            lambda event_id: self.model.write(event_id, Do.COLLECT, by, number, drawn, now),
        )

    @precondition(lambda self: self.has_label() or len(self.events) % 9 == 0)
    @rule(index=st.integers(0, 50), by=PEOPLE)
    def give_up(self, index: int, by: str) -> None:
        number, now = self.pick(index), self.laboratory.now
        if number not in self.lines:
            return  # an aliquot was on no requisition's list
        key = self.laboratory.id_of("requisition", THIRD_REQUISITION)
        void = Tube(state=State.NOT_COLLECTED)
        is_allowed = by in STAFF and self.model.tubes[number].state is State.LABELLED
        self.attempt(
            NotDrawn(key, self.lines[number], "refused", by),
            is_allowed,
            lambda event_id: self.model.write(event_id, Do.NOT_COLLECT, by, number, void, now),
        )

    # Steps

    @rule(data=st.data(), is_sensible=st.sampled_from((True, True, True, False)))
    def step(self, data: st.DataObject, is_sensible: bool) -> None:
        """A step that suits the tube and comes from who may take it; or any step, by anybody, with anything left out."""
        draw = data.draw
        first = self.pick(draw(st.integers(0, 50)))
        tube = self.model.tubes[first]
        legal = sorted(do for do in STEPS if may(do, tube.state))
        do = draw(st.sampled_from(legal if is_sensible and legal else sorted(STEPS)))
        alike = [n for n, t in self.model.tubes.items() if (t.state, t.custodian) == (tube.state, tube.custodian)]
        more = draw(st.lists(st.sampled_from(alike if is_sensible else list(self.model.tubes)), max_size=2))
        numbers = (first, *more) if not is_sensible else tuple(dict.fromkeys((first, *more)))
        by = self.actor(draw, do, tube) if is_sensible else draw(PEOPLE)
        place = draw(st.sampled_from(PLACES[1:] if is_sensible and do is Do.STORE else PLACES))
        order = Step(
            do,
            numbers,
            by,
            place_id=self.laboratory.id_of("location", place) if place else None,
            holder_code=self.holder(draw, do),
            reason="reason" if is_sensible else draw(st.sampled_from(("reason", "", None))),
            condition="warm" if is_sensible else draw(st.sampled_from(("warm", None))),
            method="autoclave" if is_sensible else draw(st.sampled_from(("autoclave", None))),
            witness=draw(
                st.sampled_from([each for each in STAFF if each != by]) if is_sensible else st.none() | PEOPLE
            ),
            overrides=draw(st.sampled_from(((), ("retention",), ("rejected",)))),
        )
        now = self.laboratory.now
        is_allowed = self.model.may_step(order, now, place)
        self.attempt(order, is_allowed, lambda event_id: self.model.step(event_id, order, now, place))

    @rule(
        index=st.integers(0, 50),
        dos=st.sampled_from(SCENES),
        receiver=st.sampled_from(STAFF),
        is_undone=st.booleans(),
    )
    def scene(self, index: int, dos: tuple[Do, ...], receiver: str, is_undone: bool) -> None:
        """What a laboratory does all day, mis-scans included, so that what is rare is reached, too."""
        number, now = self.pick(index), self.laboratory.now
        for do in dos:
            giver = self.model.tubes[number].custodian
            by = giver if giver in STAFF and RULES[do].whose is Whose.CUSTODIAN else receiver
            holder = BOX if do is Do.STORE else None
            order = Step(do, (number,), by, holder_code=holder, reason="reason", method="autoclave")
            self.attempt(
                order,
                self.model.may_step(order, now, None),
                lambda event_id, order=order: self.model.step(event_id, order, now, None),  # type: ignore[misc]  # bound here
            )
        if is_undone:
            self.undo(1, None)

    def actor(self, draw: Callable[[st.SearchStrategy[str]], str], do: Do, tube: Tube) -> str:
        if tube.custodian in STAFF and RULES[do].whose is Whose.CUSTODIAN:
            return tube.custodian
        return draw(st.sampled_from([each for each in STAFF if each != tube.custodian]))

    def holder(self, draw: Callable[[st.SearchStrategy[str | None]], str | None], do: Do) -> str | None:
        """Most steps leave a tube where it stands."""
        if do in (Do.PLACE, Do.STORE):
            return draw(st.sampled_from((RACK, BOX, BAG, "", None)))
        return draw(st.sampled_from((None, None, None, RACK, ""))) if do in (Do.ACCEPT, Do.RETRIEVE) else None

    @precondition(lambda self: len(self.events) % 3 == 0)
    @rule(holder=st.sampled_from((RACK, BOX)), place=st.sampled_from(PLACES[1:]), by=PEOPLE)
    def carry(self, holder: str, place: str | None, by: str) -> None:
        now, to = self.laboratory.now, place or FRIDGE
        order = PlaceHolder(holder, self.laboratory.id_of("location", to), by)
        self.attempt(order, by in STAFF, lambda event_id: self.model.carry(event_id, holder, to, by, now))

    # Bags

    @rule(index=st.integers(0, 50))
    def pack(self, index: int) -> None:
        """What one person holds, into the bag: begun if need be."""
        tube = self.model.tubes[self.pick(index)]
        by = tube.custodian if tube.custodian in STAFF else ANNE
        is_free = self.model.live_trip() is None and not any(t.holder == BAG for t in self.model.tubes.values())

        def told(event_id: str) -> None:
            self.model.trips[self.laboratory.trip().id] = Trip(by or ANNE)

        if is_free or index % 5 == 0:
            self.attempt(OpenShipment(BAG, by or ANNE), is_free, told)
        order = Step(Do.PLACE, (self.pick(index),), by or ANNE, holder_code=BAG)
        now = self.laboratory.now
        is_allowed = self.model.may_step(order, now, None)
        self.attempt(order, is_allowed, lambda event_id: self.model.step(event_id, order, now, None))

    @precondition(lambda self: bool(self.model.trips))
    @rule(by=PEOPLE, next_state=st.sampled_from(("", "", "", "departed", "arrived", "lost")))
    def travel(self, by: str, next_state: str) -> None:
        """The last bag goes on its way, or is told to go anywhere."""
        key, now = max(self.model.trips), self.laboratory.now
        trip, inside = self.model.trips[key], self.model.in_trip(key)
        to = next_state or {"open": "departed", "departed": "arrived"}.get(trip.state, "departed")
        if to == "departed":
            who = (self.model.tubes[inside[0]].custodian if not next_state and inside else None) or by
            order = self.laboratory.departure(key, by=who)
            self.attempt(
                order,
                self.model.may_depart(key, who),
                lambda event_id: self.model.depart(event_id, key, who, now, order.expected_at),
            )
        elif to == "arrived":
            is_allowed = by in STAFF and trip.state == "departed"
            self.attempt(Arrive(key, by), is_allowed, lambda event_id: self.model.arrive(event_id, key, by, now))
        else:
            is_allowed = by in STAFF and trip.state in ("departed", "arrived")
            self.attempt(
                LoseShipment(key, by, "lost"),
                is_allowed,
                lambda event_id: self.model.lose_trip(event_id, key, by, now),
            )

    # Aliquots, undo, the end of the day

    @rule(index=st.integers(0, 50), second=st.none() | st.integers(0, 50), by=st.none() | PEOPLE)
    def fill(self, index: int, second: int | None, by: str | None) -> None:
        parents = [self.pick(index)] if second is None else [self.pick(index), self.pick(second)]
        owner = self.model.tubes[parents[0]].custodian
        who = by or (owner if owner in STAFF else None) or ANNE
        child, now = house.specimen_code(self.rolled[0]), self.laboratory.now
        do = Do.ALIQUOT if second is None else Do.POOL
        order: SpecimensOrder = (
            Divide(parents[0], child, who, is_roll=True)
            if second is None
            else Pool(tuple(parents), child, who, is_roll=True)
        )

        def told(event_id: str) -> None:
            self.rolled.pop(0)
            self.model.fill(event_id, do, parents, child, who, now)

        self.attempt(order, self.model.may_fill(parents, who), told)

    @rule(back=st.integers(0, 3), by=st.none() | st.none() | PEOPLE)
    def undo(self, back: int, by: str | None) -> None:
        """The last scan that can be taken back, by whoever did it; or any of the last, by anybody."""
        of = self.events[-min(back, len(self.events)) or -1]
        if back == 0:
            of = next((each for each in reversed(self.events) if self.model.may_retract(each, self.doer(each))), of)
        who = by or self.doer(of)
        self.attempt(
            Retract(of, who),
            self.model.may_retract(of, who),
            lambda event_id: self.model.retract(event_id, of, who),
        )

    def doer(self, event_id: str) -> str:
        touched = self.model.of_event(event_id)
        return next((entry.by for n in touched for entry in self.model.lives[n] if entry.event_id == event_id), ANNE)

    @precondition(lambda self: self.model.may_close(self.laboratory.now) or len(self.events) % 9 == 0)
    @rule(by=PEOPLE)
    def close_day(self, by: str) -> None:
        is_allowed = by in STAFF and self.model.may_close(self.laboratory.now)
        self.attempt(CloseDay(by), is_allowed, lambda event_id: None)

    # What holds at every moment

    @invariant()
    def every_tube_is_where_the_model_has_it(self) -> None:
        with self.laboratory.database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT s.number, s.state, s.custodian, p.code, h.code, s.slot, s.shipment_id, s.received_at,"
                " s.spun_at, s.tested_at, s.keep_until, s.missing_at, s.rejected_at, s.rejected_for, s.steps FROM specimen s"
                " LEFT JOIN location p ON p.id = s.place_id LEFT JOIN holder h ON h.id = s.holder_id"
            ).all()
            trips: dict[int, str] = dict(connection.exec_driver_sql("SELECT id, state FROM shipment").all())
            places: dict[str, str | None] = dict(
                connection.exec_driver_sql(
                    "SELECT h.code, p.code FROM holder h LEFT JOIN location p ON p.id = h.place_id"
                ).all()
            )
        assert {row[0] for row in found} == set(self.model.tubes)
        for number, *row in found:
            tube = self.model.tubes[number]
            times = [
                stamp(at) if at else None for at in (tube.received, tube.spun, tube.tested, tube.keep, tube.missing)
            ]
            rejected = [stamp(tube.rejected[0]), tube.rejected[1]] if tube.rejected else [None, None]
            expected = [tube.state, tube.custodian, tube.place, tube.holder, tube.slot, tube.trip]
            expected += [*times, *rejected]
            assert row == [*expected, len(self.model.lives[number])]
        assert trips == {key: trip.state for key, trip in self.model.trips.items()}
        assert {code: places[code] for code in self.model.places} == self.model.places

    @invariant()
    def exactly_one_custodian_answers_for_each_collected_specimen(self) -> None:
        with self.laboratory.database.reading() as connection:
            nobodys = connection.exec_driver_sql(
                "SELECT count(*) FROM specimen WHERE (custodian IS NULL) <> (state IN ('labelled', 'not_collected'))"
            ).scalar_one()
        assert nobodys == 0

    @invariant()
    def whoever_holds_a_rejected_specimen_holds_it_as_rejected(self) -> None:
        for number, life in self.model.lives.items():
            in_force: list[Entry] = []
            for entry in life:
                if entry.do is Do.RETRACT:
                    of = in_force[-1].event_id
                    in_force = [each for each in in_force if each.event_id != of]
                else:
                    in_force.append(entry)
            was_rejected = any(entry.do is Do.REJECT for entry in in_force)
            tube = self.model.tubes[number]
            assert was_rejected == (tube.rejected is not None)
            assert not (was_rejected and tube.state in (State.COLLECTED, State.ACCEPTED, State.RETRIEVED))

    @invariant()
    def what_was_acknowledged_is_stored(self) -> None:
        assert self.laboratory.value("SELECT count(*) FROM journal") == self.furnishing + len(self.events)

    def teardown(self) -> None:
        if not hasattr(self, "laboratory"):
            return
        with self.laboratory.database.reading() as connection:
            assert list(audit_custody(connection)) == []
            stored = {row[0] for row in connection.exec_driver_sql("SELECT event_id FROM journal")}
            assert set(self.events) <= stored
            assert verify(connection).findings == ()
        self.laboratory.database.close()
        shutil.rmtree(self.folder)


def test_one_custodian_at_every_moment_whatever_is_done(laboratory_file: Path) -> None:
    machine = type("Machine", (CustodyMachine,), {"furnished": laboratory_file})
    run_state_machine_as_test(machine, settings=settings(max_examples=30, stateful_step_count=40, deadline=None))
