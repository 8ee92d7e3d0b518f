"""The law of recalls: in whatever order things happen, nothing recalled is usable and no unsigned recall is closed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.clinic import AT, Clinic, open_clinic
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.inventory import rows
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import (
    Count,
    GiveBack,
    Order,
    PutAside,
    Receive,
    Reverse,
    SignPulled,
    Transfer,
    UnsignPulled,
    Use,
    Waste,
)
from tracker.inventory.recall_auditing import audit_recalls
from tracker.inventory.recall_cases import close_case, open_case, release_lot
from tracker.inventory.recall_facts import cases, lots_of, rooms_of
from tracker.inventory.recall_signing import sign_room
from tracker.inventory.rows import ITEM
from tracker.journal.pen import Pen
from tracker.store.connection import Connection

LOTS = ("EARLY", "LATE", "HELD")
NEW = ("NEW", "new")
SHELVES = ("A", "B", "Cart", "Wall", "Drawer")
ROOMS = ("Storeroom", "Exam 1", "Exam 2")
SYRINGE = "Syringe 3 mL"
AMOUNTS = st.sampled_from([1, 4, 5, 10, 30, 100])


class RecallMachine(RuleBasedStateMachine):
    """Scans and recalls on the real ledger. What is recalled is told twice: by the tables, and by this plain set."""

    furnished: Path

    @initialize(first=st.sampled_from((None, "LATE", "EARLY")))
    def open_clinic(self, first: str | None) -> None:
        self.folder = tempfile.mkdtemp()
        self.clinic: Clinic = open_clinic(Path(shutil.copy(self.furnished, Path(self.folder) / "tracker.db")))
        self.scans: list[str] = []
        self.signed: list[UnsignPulled] = []
        self.meant: dict[str, str | None] = {}
        self.released: set[tuple[str, str]] = set()
        self.closed: set[str] = set()
        self.open_recall(first)

    def attempt(self, order: Order) -> None:
        with suppress(Refusal):
            self.scans.append(self.clinic.order(order))

    @rule(lot=st.sampled_from((*LOTS, *NEW)), place=st.sampled_from(SHELVES), quantity=AMOUNTS)
    def receive(self, lot: str, place: str, quantity: int) -> None:
        self.attempt(Receive(self.clinic.items[SYRINGE], lot, None, self.clinic.places[place], quantity))

    @rule(lot=st.sampled_from(LOTS), places=st.permutations(SHELVES), quantity=AMOUNTS)
    def transfer(self, lot: str, places: list[str], quantity: int) -> None:
        self.attempt(Transfer((self.clinic.move(lot, places[0], places[1], quantity),)))

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=AMOUNTS, how=st.sampled_from("uwcc"))
    def take(self, lot: str, place: str, quantity: int, how: str) -> None:
        ids = (self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[place])
        match how:
            case "u":
                self.attempt(Use(*ids, quantity))
            case "w":
                held = self.clinic.held(place, lot)
                self.attempt(Waste(*ids, held or quantity, WasteReason.RECALLED))
            case _:
                self.attempt(Count(*ids, quantity))

    @rule(lot=st.sampled_from(LOTS), room=st.sampled_from(ROOMS), quantity=AMOUNTS)
    def pull(self, lot: str, room: str, quantity: int) -> None:
        ids = (self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[room])
        self.attempt(PutAside(*ids, quantity))

    @rule(lot=st.sampled_from(LOTS), quantity=AMOUNTS)
    def give_back(self, lot: str, quantity: int) -> None:
        aside = self.clinic.value("SELECT min(location_id) FROM quarantine")
        if aside is not None:
            self.attempt(GiveBack(self.clinic.items[SYRINGE], self.clinic.lots[lot], int(str(aside)), quantity))

    @rule(index=st.integers(0, 1), room=st.sampled_from(ROOMS), missing=st.sampled_from([0, 5, 1000]))
    def sign_by_scanning(self, index: int, room: str, missing: int) -> None:
        if (number := self.number(index)) is not None:
            room_id = self.clinic.places[room]
            before = len(self.scans)
            self.attempt(SignPulled((number,), room_id, house.badge_code(7), missing))
            if len(self.scans) > before:
                self.signed.append(UnsignPulled(self.scans.pop(), (number,), room_id))

    @rule(index=st.integers(0, 30))
    def take_a_signature_back(self, index: int) -> None:
        if self.signed:
            with suppress(Refusal):
                self.clinic.order(self.signed.pop(index % len(self.signed)))

    @rule(index=st.integers(0, 30))
    def undo(self, index: int) -> None:
        if self.scans:
            self.attempt(Reverse(self.scans[index % len(self.scans)]))

    @rule(lot=st.sampled_from((None, *LOTS, *NEW)))
    def open_recall(self, lot: str | None) -> None:
        opened: list[str] = []

        def step(connection: Connection) -> None:
            found = connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.name = ?", (SYRINGE,)).one()
            opened.append(open_case(connection, self.pen(), rows.item(found), lot, "needle").number)

        if self.work(step):
            self.meant[opened[0]] = lot

    @rule(index=st.integers(0, 1), room=st.sampled_from(ROOMS), pulled=st.integers(0, 100))
    def sign(self, index: int, room: str, pulled: int) -> None:
        if (number := self.number(index)) is not None:
            self.work(lambda connection: sign_room(connection, self.pen(), number, room, pulled))

    @rule(index=st.integers(0, 1))
    def pull_all_and_sign(self, index: int) -> None:
        """A clinic that does what the list says."""
        if (number := self.number(index)) is None:
            return
        for lot in LOTS:
            for place in SHELVES:
                if self.clinic.held(place, lot) and self.is_meant(number, lot):
                    ids = (self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[place])
                    self.attempt(Waste(*ids, self.clinic.held(place, lot), WasteReason.RECALLED))
        for room in ROOMS:
            self.sign(index, room, 0)

    @rule(index=st.integers(0, 1))
    def close(self, index: int) -> None:
        if (number := self.number(index)) is not None and self.work(
            lambda connection: close_case(connection, self.pen(), number)
        ):
            self.closed.add(number)

    @rule(index=st.integers(0, 1), lot=st.sampled_from((*LOTS, *NEW)))
    def release(self, index: int, lot: str) -> None:
        if (number := self.number(index)) is not None and self.work(
            lambda connection: release_lot(connection, self.pen(), number, lot, "read the wrong line")
        ):
            self.released.add((number, lot))

    def pen(self) -> Pen:
        return Pen(self.clinic.journal, AT, house.badge_code(7))

    def number(self, index: int) -> str | None:
        return list(self.meant)[index % len(self.meant)] if self.meant else None

    def work(self, step: Callable[[Connection], object]) -> bool:
        try:
            with self.clinic.database.writing() as connection:
                step(connection)
        except Refusal:
            return False
        return True

    def is_meant(self, number: str, lot: str) -> bool:
        recalled = self.meant[number]
        return (number, lot) not in self.released and (recalled is None or recalled.upper() == lot.upper())

    @invariant()
    def nothing_recalled_is_usable(self) -> None:
        with self.clinic.database.reading() as connection:
            usable = connection.exec_driver_sql(
                "SELECT t.number FROM lot t JOIN item i ON i.id = t.item_id WHERE i.name = ? AND t.state = 'usable'",
                (SYRINGE,),
            ).scalars()
            for lot in list(usable):
                assert not [
                    number for number in self.meant if number not in self.closed and self.is_meant(number, lot)
                ], lot

    @invariant()
    def no_recall_is_closed_while_a_room_has_not_signed(self) -> None:
        with self.clinic.database.reading() as connection:
            for case in cases(connection):
                rooms = rooms_of(connection, case)
                assert case.is_open == (case.number not in self.closed)
                assert case.is_open or not any(room.must_sign for room in rooms)
                assert not [room for room in rooms if case.is_open and room.stands and not room.must_sign]
                assert all(lot.is_released or lot.state != "usable" for lot in lots_of(connection, case))
            assert list(audit_balances(connection)) == []
            assert list(audit_recalls(connection)) == []
            least = connection.exec_driver_sql("SELECT min(quantity) FROM balance").scalar_one()
            assert least >= 0
            assert not [each for each in audit_movements(connection) if each.code == "movement_changed"]

    def teardown(self) -> None:
        if hasattr(self, "clinic"):
            self.clinic.database.close()
            shutil.rmtree(self.folder)


def test_nothing_recalled_is_usable_and_no_unsigned_recall_is_closed_whatever_is_done(furnished_file: Path) -> None:
    machine = type("Machine", (RecallMachine,), {"furnished": furnished_file})
    run_state_machine_as_test(machine, settings=settings(max_examples=120, stateful_step_count=30, deadline=None))
