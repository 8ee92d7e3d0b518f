"""Whatever is done to stock and specimens, in whatever order, with a failure between any two steps of any service: four
things hold. Balances equal the ledger; the chain verifies; what was acknowledged is there; one custodian answers for each
specimen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from tests.faults.faulty import COMMIT, KINDS, WHEN, BugError, Plan, failing
from tests.specimens.test_custody_laws import CustodyMachine
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import new_id
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.facts import WasteReason
from tracker.inventory.month_ends import audit_month_ends
from tracker.inventory.orders import Count, Portion, Receive, Reverse, Transfer, Use, Waste
from tracker.jobs.orders import Order
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.verifying import verify
from tracker.people.permitting import Authority
from tracker.specimens.auditing import audit_custody
from tracker.specimens.orders import SpecimensOrder
from tracker.station.performing import Hand, perform

SHELVES = ("A", "B", "Cart", "Wall")
LOTS = ("EARLY", "LATE")
OUTSIDE = "outside"
Move = tuple[str, str, str, int]
"""From, to, lot, how many."""
MOST_STATEMENTS = 20
"""Few orders make more; what would fail later fails at its COMMIT."""


class ServicesMachine(CustodyMachine):
    """The services of specimens beside their plain model, and those of stock beside a plain Counter; both on a database
    whose statements fail when the machine says so."""

    tried: ClassVar[Counter[str]] = Counter()
    """How often an order failed, was carried out and was refused, over all runs."""

    @initialize(chance=st.randoms(use_true_random=False))
    def open(self, chance: Random) -> None:
        self.plan, self.chance = Plan(), chance
        super().open()
        read = self.laboratory.value
        self.places = {name: int(str(read("SELECT id FROM location WHERE name = ?", (name,)))) for name in SHELVES}
        self.lots = {number: int(str(read("SELECT id FROM lot WHERE number = ?", (number,)))) for number in LOTS}
        self.item = int(str(read("SELECT item_id FROM lot WHERE number = 'LATE'")))
        self.stock: Counter[tuple[str, str]] = Counter(
            {(place, lot): self.held(place, lot) for place in SHELVES for lot in LOTS}
        )
        self.moved: dict[str, tuple[Move, ...]] = {}
        self.laboratory.database = failing(self.laboratory.database, self.plan)

    def held(self, place: str, lot: str) -> int:
        found = self.laboratory.value(
            "SELECT quantity FROM balance WHERE location_id = ? AND lot_id = ?", (self.places[place], self.lots[lot])
        )
        return int(str(found or 0))

    def attempt(self, order: SpecimensOrder, is_allowed: bool, told: Callable[[str], None]) -> None:
        self.carry_out(order, is_allowed, told)

    def carry_out(self, order: Order, is_allowed: bool, told: Callable[[str], None]) -> None:
        """Either the order is carried out, and the model is told; or it is refused or fails, and nothing has changed.
        What has failed is handed in again, as the station does."""
        event_id, before, plan = new_id(), self.state(), self.plan
        if self.chance.random() < 0.6:
            at = self.chance.randint(COMMIT, MOST_STATEMENTS)
            when = "behind" if at == COMMIT else self.chance.choice(WHEN)
            plan.arm(at, when, self.chance.choice(KINDS), is_at_latest=True)
            with suppress(StoreError, BugError, MemoryError, Refusal):
                self.hand_in(order, event_id)
            plan.at = None
            self.tried["failed"] += plan.has_failed
        is_written = self.state() != before
        if is_written:
            assert not plan.has_failed or plan.has_reached_commit
            plan.has_failed = False
            self.done(event_id, told)
            self.again(order, event_id)
        elif is_allowed:
            self.hand_in(order, event_id)
            self.done(event_id, told)
        else:
            self.tried["refused"] += 1
            with pytest.raises(Refusal):
                self.hand_in(order, event_id)
            assert self.state() == before
        assert is_allowed or not is_written

    def done(self, event_id: str, told: Callable[[str], None]) -> None:
        self.tried["carried out"] += 1
        self.events.append(event_id)
        told(event_id)

    def again(self, order: Order, event_id: str) -> None:
        """Nobody was told, so that it is handed in once more: it is not carried out twice."""
        after = self.state()
        with pytest.raises((Refusal, StoreError)):
            self.hand_in(order, event_id)
        assert self.state() == after

    def hand_in(self, order: Order, event_id: str) -> None:
        """As the station does for a scan."""
        here = self.laboratory
        occasion = Occasion(event_id, stamp(here.now), here.today, is_now=True)
        with here.database.writing() as connection:
            changes: list[Value] = [perform(connection, order, occasion, here.rules, Hand(Authority(connection), ""))]
            here.journals[self.station].append(connection, event_id, "scan", occasion.at, {"changes": changes})

    def state(self) -> object:
        with self.laboratory.database.reading() as connection:
            balances = connection.exec_driver_sql("SELECT * FROM balance").all()
            movements = connection.exec_driver_sql("SELECT count(*) FROM movement").scalar()
        return self.laboratory.everything(), balances, movements

    # Stock

    def move(self, order: Order, moves: tuple[Move, ...]) -> None:
        left = Counter(self.stock)
        is_allowed = True
        for source, _, lot, quantity in moves:
            left[(source, lot)] -= quantity
            is_allowed = is_allowed and (source == OUTSIDE or left[(source, lot)] >= 0)
        self.carry_out(order, is_allowed, lambda event_id: self.tell(event_id, moves))

    def tell(self, event_id: str, moves: tuple[Move, ...]) -> None:
        self.moved[event_id] = moves
        for source, target, lot, quantity in moves:
            self.stock[(source, lot)] -= quantity
            self.stock[(target, lot)] += quantity

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=st.integers(1, 50))
    def receive(self, lot: str, place: str, quantity: int) -> None:
        order = Receive(self.item, lot, None, self.places[place], quantity)
        self.move(order, ((OUTSIDE, place, lot, quantity),))

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=st.integers(1, 30), is_use=st.booleans())
    def use_up(self, lot: str, place: str, quantity: int, is_use: bool) -> None:
        taken = (self.item, self.lots[lot], self.places[place], quantity)
        self.move(Use(*taken) if is_use else Waste(*taken, WasteReason.DAMAGED), ((place, OUTSIDE, lot, quantity),))

    @rule(lot=st.sampled_from(LOTS), places=st.permutations(SHELVES), quantity=st.integers(1, 30))
    def restock(self, lot: str, places: list[str], quantity: int) -> None:
        """One portion to one place and one to another: both or none."""
        moves = tuple((places[0], target, lot, quantity) for target in places[1:3])
        portions = (Portion(self.item, self.lots[lot], self.places[a], self.places[b], n) for a, b, _, n in moves)
        self.move(Transfer(tuple(portions)), moves)

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=st.integers(0, 60))
    def count(self, lot: str, place: str, quantity: int) -> None:
        more = quantity - self.stock[(place, lot)]
        source, target = (OUTSIDE, place) if more > 0 else (place, OUTSIDE)
        moves = ((source, target, lot, abs(more)),) if more else ()
        order = Count(self.item, self.lots[lot], self.places[place], quantity)
        self.carry_out(order, is_allowed=True, told=lambda event_id: self.tell(event_id, moves))

    @rule(back=st.integers(1, 4))
    def take_back(self, back: int) -> None:
        """One of the last movements, if what it moved is still where it was moved to."""
        if not self.moved:
            return
        of = list(self.moved)[-min(back, len(self.moved))]
        moves, known = self.moved.pop(of), set(self.moved)
        if moves:
            self.move(Reverse(of), tuple((target, source, lot, n) for source, target, lot, n in moves))
        for made in set(self.moved) - known:
            del self.moved[made]

    # What holds at every moment

    @invariant()
    def balances_equal_the_ledger_and_the_model(self) -> None:
        if not hasattr(self, "stock"):
            return
        for (place, lot), quantity in self.stock.items():
            if place != OUTSIDE:
                assert self.held(place, lot) == quantity >= 0
        with self.laboratory.database.reading() as connection:
            assert list(audit_balances(connection)) == []

    @invariant()
    def what_was_acknowledged_is_stored(self) -> None:
        if not hasattr(self, "events"):
            return
        with self.laboratory.database.reading() as connection:
            stored = set(connection.exec_driver_sql("SELECT event_id FROM journal").scalars())
            assert set(self.events) <= stored
            assert len(stored) == self.furnishing + len(self.events)
            assert verify(connection).findings == ()

    def teardown(self) -> None:
        if hasattr(self, "laboratory"):
            with self.laboratory.database.reading() as connection:
                for audit in (audit_daily_use, audit_month_ends, audit_movements, audit_custody):
                    assert list(audit(connection)) == []
        super().teardown()


def try_services(furnished: Path, runs: int, steps: int) -> Counter[str]:
    """So many runs of the machine; how often an order failed, was carried out, was refused. Raises where a law is broken."""
    tried: Counter[str] = Counter()
    machine = type("Machine", (ServicesMachine,), {"furnished": furnished, "tried": tried})
    run_state_machine_as_test(machine, settings=settings(max_examples=runs, stateful_step_count=steps, deadline=None))
    return tried


def test_four_things_hold_whatever_is_done_and_whatever_fails(laboratory_file: Path) -> None:
    tried = try_services(laboratory_file, runs=25, steps=40)
    assert min(tried["failed"], tried["carried out"], tried["refused"]) > 100
