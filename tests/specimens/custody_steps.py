"""Steps, by whomever and in whatever order, tried on the real services: a tube's, and a bag's."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from tests.laboratory import (
    ANNE,
    BAG,
    BOX,
    FRIDGE,
    RACK,
)
from tests.specimens.custody_collecting import Collecting
from tests.specimens.custody_machine import PEOPLE
from tests.specimens.model import PLACES, STAFF, Trip, Tube
from tracker.specimens.custody import STEPS
from tracker.specimens.orders import (
    Arrive,
    LoseShipment,
    OpenShipment,
    PlaceHolder,
    Step,
)
from tracker.specimens.states import RULES, Do, Whose, may

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


class Steps(Collecting):
    """What is done with a tube once it is collected."""

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


class Bags(Steps):
    """What is packed, and travels."""

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
