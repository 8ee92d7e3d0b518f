"""The laws of the ledger: whatever is done in whatever order, the balances are the sum of what was posted."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.clinic import TODAY, Clinic, open_clinic
from tracker.errors import Refusal
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Order, Receive, Reverse, Transfer, Use, Waste
from tracker.journal.verifying import verify

LOTS = ("EARLY", "LATE")
SHELVES = ("A", "B", "Cart", "Wall")
OUTSIDE = ("@supplier", "@use", "@waste", "@difference")


class LedgerMachine(RuleBasedStateMachine):
    """The real ledger beside a plain Counter of (place, lot)."""

    furnished: Path

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.mkdtemp()
        self.clinic = open_clinic(Path(shutil.copy(self.furnished, Path(self.folder) / "tracker.db")))
        self.model: Counter[tuple[str, str]] = Counter()
        for place in SHELVES:
            for lot in LOTS:
                self.model[(place, lot)] = self.clinic.held(place, lot)
        self.before = Counter(self.model)
        self.done: dict[str, list[tuple[str, str, str, int]]] = {}

    def attempt(self, order: Order, moves: list[tuple[str, str, str, int]]) -> None:
        """Either all moves happen, or the ledger refuses because the model would have gone below zero on the way."""
        left = Counter(self.model)
        may = True
        for source, _, lot, quantity in moves:
            if source not in OUTSIDE:
                left[(source, lot)] -= quantity
                may = may and left[(source, lot)] >= 0
        if not may:
            with pytest.raises(Refusal) as refused:
                self.clinic.order(order)
            assert refused.value.code == "not_enough"
            return
        event_id = self.clinic.order(order)
        for source, target, lot, quantity in moves:
            self.model[(source, lot)] -= quantity
            self.model[(target, lot)] += quantity
        self.done[event_id] = moves

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=st.integers(1, 50))
    def receive(self, lot: str, place: str, quantity: int) -> None:
        item = self.clinic.items["Syringe 3 mL"]
        order = Receive(item, lot, None, self.clinic.places[place], quantity)
        self.attempt(order, [("@supplier", place, lot, quantity)])

    @rule(
        lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=st.integers(1, 50), is_waste=st.booleans()
    )
    def use_up(self, lot: str, place: str, quantity: int, is_waste: bool) -> None:
        ids = (self.clinic.items["Syringe 3 mL"], self.clinic.lots[lot], self.clinic.places[place], quantity)
        order = Waste(*ids, WasteReason.DAMAGED) if is_waste else Use(*ids)
        self.attempt(order, [(place, "@waste" if is_waste else "@use", lot, quantity)])

    @rule(
        parts=st.lists(
            st.tuples(
                st.sampled_from(LOTS), st.permutations(SHELVES).map(lambda places: places[:2]), st.integers(1, 40)
            ),
            min_size=1,
            max_size=3,
        )
    )
    def transfer(self, parts: list[tuple[str, list[str], int]]) -> None:
        order = Transfer(
            tuple(self.clinic.move(lot, places[0], places[1], quantity) for lot, places, quantity in parts)
        )
        self.attempt(order, [(places[0], places[1], lot, quantity) for lot, places, quantity in parts])

    @rule()
    def undo(self) -> None:
        for event_id in list(self.done)[-1:]:  # none at the beginning
            moves = self.done.pop(event_id)
            known = set(self.done)
            self.attempt(
                Reverse(event_id), [(target, source, lot, quantity) for source, target, lot, quantity in moves]
            )
            for made in set(self.done) - known:
                del self.done[made]
                with pytest.raises(Refusal) as twice:
                    self.clinic.order(Reverse(event_id))
                assert twice.value.code == "nothing_to_undo"
                with pytest.raises(Refusal):
                    self.clinic.order(Reverse(made))

    @invariant()
    def balances_are_the_models(self) -> None:
        for (place, lot), quantity in self.model.items():
            if place in SHELVES:
                assert self.clinic.held(place, lot) == quantity >= 0

    def teardown(self) -> None:
        if not hasattr(self, "clinic"):
            return
        with self.clinic.database.reading() as connection:
            assert list(audit_balances(connection)) == []
            assert list(audit_daily_use(connection)) == []
            assert list(audit_movements(connection)) == []
            assert verify(connection).findings == ()
        self.clinic.database.close()
        shutil.rmtree(self.folder)


def test_balances_are_the_sum_of_the_ledger_whatever_is_done(furnished_file: Path) -> None:
    machine = type("Machine", (LedgerMachine,), {"furnished": furnished_file})
    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=20, deadline=None))


def test_undoing_everything_brings_back_the_beginning(clinic: Clinic) -> None:
    before = _all(clinic)
    syringe, late = clinic.items["Syringe 3 mL"], clinic.lots["LATE"]
    done = [
        clinic.order(Receive(syringe, "NEW", TODAY.replace(year=2028), clinic.places["A"], 25)),
        clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 10), clinic.move("EARLY", "A", "Cart", 5)))),
        clinic.order(Use(syringe, late, clinic.places["Cart"], 3)),
        clinic.order(Waste(syringe, clinic.lots["GONE"], clinic.places["Cart"], 3, WasteReason.EXPIRED)),
    ]
    assert _all(clinic) != before
    for event_id in reversed(done):
        clinic.order(Reverse(event_id))
    assert _all(clinic) == before


def _all(clinic: Clinic) -> set[tuple[object, ...]]:
    with clinic.database.reading() as connection:
        return set(connection.exec_driver_sql("SELECT * FROM balance WHERE quantity > 0"))


def test_every_posting_takes_from_one_side_what_it_gives_to_the_other(clinic: Clinic) -> None:
    clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 10), clinic.move("EARLY", "A", "Wall", 5))))
    with clinic.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT from_id, to_id, quantity FROM posting").all()
    for source, target, quantity in rows:
        assert quantity > 0
        assert source != target
    assert clinic.held("B", "LATE") + clinic.held("Cart", "LATE") + clinic.held("Wall", "LATE") == 109


def test_what_one_portion_lacks_keeps_all_portions_from_moving(clinic: Clinic) -> None:
    before = _all(clinic)
    events = clinic.value("SELECT count(*) FROM journal")
    with pytest.raises(Refusal) as refused:
        clinic.order(Transfer((clinic.move("LATE", "B", "Cart", 10), clinic.move("EARLY", "B", "Cart", 11))))
    assert refused.value.code == "not_enough"
    assert "10" in refused.value.message
    assert _all(clinic) == before
    assert clinic.value("SELECT count(*) FROM journal") == events
    assert clinic.value("SELECT count(*) FROM movement WHERE kind = 'transfer'") == 0


@pytest.mark.parametrize("state", ["recalled", "quarantined"])
def test_a_lot_held_back_between_decision_and_commit_is_refused(clinic: Clinic, state: str) -> None:
    order = Transfer((clinic.move("LATE", "B", "Cart", 1),))
    use = Use(clinic.items["Syringe 3 mL"], clinic.lots["LATE"], clinic.places["B"], 1)
    receive = Receive(clinic.items["Syringe 3 mL"], "LATE", None, clinic.places["B"], 1)
    clinic.execute("UPDATE lot SET state = ? WHERE number = 'LATE'", (state,))
    for late in (order, use, receive):
        with pytest.raises(Refusal) as refused:
            clinic.order(late)
        assert refused.value.code == state
    clinic.order(Waste(clinic.items["Syringe 3 mL"], clinic.lots["LATE"], clinic.places["B"], 1, WasteReason.RECALLED))


def test_a_lot_is_good_on_its_expiry_day_and_not_on_the_next(clinic: Clinic) -> None:
    use = Use(clinic.items["Saline 0.9 %"], clinic.lots["SAL1"], clinic.places["Drawer"], 1)
    clinic.order(use, today=TODAY)
    with pytest.raises(Refusal) as refused:
        clinic.order(use, today=TODAY.replace(day=17))
    assert refused.value.code == "expired"


def test_receiving_never_overwrites_an_expiry_and_fills_in_a_missing_one(clinic: Clinic) -> None:
    syringe, shelf = clinic.items["Syringe 3 mL"], clinic.places["A"]
    known = "SELECT expiry FROM lot WHERE number = ?"
    with pytest.raises(Refusal) as refused:
        clinic.order(Receive(syringe, "LATE", TODAY.replace(year=2029), shelf, 5))
    assert refused.value.code == "lot_conflict"
    assert "2027-06-30" in refused.value.message
    assert "2029-11-16" in refused.value.message
    clinic.order(Receive(syringe, "LATE", None, shelf, 5))
    assert clinic.value(known, ("LATE",)) == "2027-06-30"
    clinic.order(Receive(syringe, "OPEN", None, shelf, 5))
    clinic.order(Receive(syringe, "OPEN", TODAY.replace(year=2028), shelf, 5))
    assert clinic.value(known, ("OPEN",)) == "2028-11-16"
    assert clinic.held("A", "LATE") == 5


def test_an_expired_lot_is_not_received(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        clinic.order(Receive(clinic.items["Syringe 3 mL"], "OLD", TODAY.replace(year=2025), clinic.places["A"], 5))
    assert refused.value.code == "expired"
    assert clinic.value("SELECT count(*) FROM lot WHERE number = 'OLD'") == 0


def test_stock_that_has_moved_on_cannot_be_undone(clinic: Clinic) -> None:
    done = clinic.order(Transfer((clinic.move("EARLY", "A", "Cart", 5),)))
    clinic.order(Use(clinic.items["Syringe 3 mL"], clinic.lots["EARLY"], clinic.places["Cart"], 3))
    with pytest.raises(Refusal) as refused:
        clinic.order(Reverse(done))
    assert refused.value.code == "not_enough"
    assert clinic.held("Cart", "EARLY") == 2


def test_what_never_moved_stock_cannot_be_undone(clinic: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        clinic.order(Reverse("0" * 32))
    assert refused.value.code == "nothing_to_undo"


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ("UPDATE balance SET quantity = quantity + 1 WHERE lot_id = 2", "balance"),
        ("DELETE FROM balance WHERE lot_id = 2", "balance"),
        ("INSERT INTO balance VALUES (9, 1, 2, 7)", "balance"),
        ("UPDATE posting SET quantity = quantity + 1 WHERE movement_id = 2", "movement_changed"),
        ("UPDATE posting SET to_id = 9 WHERE movement_id = 2", "movement_changed"),
        ("DELETE FROM posting WHERE movement_id = 2", "movement_changed"),
    ],
)
def test_the_audit_finds_what_was_changed_in_the_books(clinic: Clinic, attack: str, code: str) -> None:
    with clinic.database.reading() as connection:
        assert [*audit_balances(connection), *audit_movements(connection)] == []
    clinic.execute(attack)
    with clinic.database.reading() as connection:
        found = {difference.code for difference in (*audit_balances(connection), *audit_movements(connection))}
    assert code in found


def test_the_audit_finds_a_movement_cut_out_with_its_balances(clinic: Clinic) -> None:
    done = clinic.order(Use(clinic.items["Syringe 3 mL"], clinic.lots["LATE"], clinic.places["B"], 9))
    clinic.execute("DELETE FROM posting WHERE movement_id = (SELECT id FROM movement WHERE event_id = ?)", (done,))
    clinic.execute("DELETE FROM movement WHERE event_id = ?", (done,))
    clinic.execute("UPDATE balance SET quantity = 100 WHERE location_id = 8 AND lot_id = 2")
    with clinic.database.reading() as connection:
        assert list(audit_balances(connection)) == []
        assert [difference.code for difference in audit_movements(connection)] == ["event_without_movement"]
