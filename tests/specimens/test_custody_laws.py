"""THE law of custody: whatever is done by whomever, in whatever order, from two stations, with clocks that jump and a
program that fails in the middle, exactly one custodian answers for each collected specimen, what was refused changed
nothing, and what was acknowledged is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.laboratory import (
    ANNE,
)
from tests.specimens.custody_machine import PEOPLE
from tests.specimens.custody_steps import Bags
from tests.specimens.model import STAFF, Entry
from tracker.barcodes import house
from tracker.journal.occasion import stamp
from tracker.journal.verifying import verify
from tracker.specimens.auditing import audit_custody
from tracker.specimens.orders import (
    CloseDay,
    Divide,
    Pool,
    SpecimensOrder,
)
from tracker.specimens.states import Do, State


class CustodyMachine(Bags):
    """All of it, with tubes filled from others and days that are closed; and what holds at every moment."""

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

    @precondition(lambda self: self.model.may_close(self.laboratory.now) or len(self.events) % 9 == 0)
    @rule(by=PEOPLE)
    def close_day(self, by: str) -> None:
        is_allowed = by in STAFF and self.model.may_close(self.laboratory.now)
        self.attempt(CloseDay(by), is_allowed, lambda event_id: None)

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
