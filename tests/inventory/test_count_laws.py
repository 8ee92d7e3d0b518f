"""The laws of counts: whatever moves while a room is counted, the closing leaves what was counted and what moved since."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.clinic import AT, Clinic, open_clinic
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.inventory.auditing import audit_balances, audit_movements, ledger_digest
from tracker.inventory.count_auditing import audit_counts
from tracker.inventory.count_cases import cancel_case, open_case
from tracker.inventory.count_closing import close_case, reverse_case
from tracker.inventory.count_entries import say_none
from tracker.inventory.count_facts import CountCase, CountLine, LineState, Tally, judged
from tracker.inventory.count_lines import case_numbered, count_cases, lines_of
from tracker.inventory.count_places import places_named
from tracker.inventory.count_rules import GRADES, CountRules
from tracker.inventory.orders import Count, CountInCase, Order, Reverse, Transfer, Uncount, Use
from tracker.journal.pen import Pen
from tracker.store.connection import Connection

LOTS = ("EARLY", "LATE", "GONE")
SHELVES = ("A", "B", "Cart", "Wall", "Drawer")
ROOMS = ("Storeroom", "Exam 1", "Exam 2")
SYRINGE = "Syringe 3 mL"
AMOUNTS = st.sampled_from([0, 1, 3, 4, 5, 10, 100])
BADGES = (house.badge_code(7), house.badge_code(8))
RULES = CountRules(second_person_micros=0)


class CountMachine(RuleBasedStateMachine):
    """Scans and counts on the real ledger. What each shelf must hold after a closing is told by the lines before it."""

    furnished: Path

    @initialize(room=st.sampled_from(ROOMS))
    def open_clinic(self, room: str) -> None:
        self.folder = tempfile.mkdtemp()
        self.clinic: Clinic = open_clinic(Path(shutil.copy(self.furnished, Path(self.folder) / "tracker.db")))
        self.scans: list[str] = []
        self.said: list[str] = []
        self.open_count(room)

    def attempt(self, order: Order) -> None:
        with suppress(Refusal):
            scan = self.clinic.order(order)
            (self.said if isinstance(order, CountInCase) else self.scans).append(scan)

    def work(self, step: Callable[[Connection, Pen], object], by: str = BADGES[0]) -> bool:
        try:
            with self.clinic.database.writing() as connection:
                step(connection, Pen(self.clinic.journal, AT, by))
        except Refusal:
            return False
        return True

    @rule(lot=st.sampled_from(LOTS), places=st.permutations(SHELVES), quantity=AMOUNTS)
    def transfer(self, lot: str, places: list[str], quantity: int) -> None:
        if quantity:
            self.attempt(Transfer((self.clinic.move(lot, places[0], places[1], quantity),)))

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=AMOUNTS)
    def use(self, lot: str, place: str, quantity: int) -> None:
        if quantity:
            self.attempt(Use(self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[place], quantity))

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), quantity=AMOUNTS)
    def count_one(self, lot: str, place: str, quantity: int) -> None:
        self.attempt(Count(self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[place], quantity))

    @rule(index=st.integers(0, 30))
    def undo(self, index: int) -> None:
        if self.scans:
            self.attempt(Reverse(self.scans[index % len(self.scans)]))

    @rule(room=st.sampled_from((*ROOMS, "Northgate")), classes=st.sampled_from(["", "A", "C", "BC"]))
    def open_count(self, room: str, classes: str = "") -> None:
        self.work(lambda connection, pen: open_case(connection, pen, places_named(connection, (room,)), classes))

    @rule(price=st.sampled_from([None, 1_000_000]))
    def price(self, price: int | None) -> None:
        """What is used of it makes class A of an item that has a price, class C of one that has none."""
        self.clinic.execute("UPDATE item SET unit_cost_micros = ?", (price,))

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), number=AMOUNTS, by=st.sampled_from(BADGES))
    def say(self, lot: str, place: str, number: int, by: str) -> None:
        for case in self.open_numbers():
            ids = (self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[place])
            self.attempt(CountInCase(case, *ids, number, by))

    @rule(lot=st.sampled_from(LOTS), place=st.sampled_from(SHELVES), number=AMOUNTS, is_as_booked=st.booleans())
    def spot_check(self, lot: str, place: str, number: int, is_as_booked: bool) -> None:
        """One that waits for a lead: it opens a count, is kept in the one that is open, or is refused where another counts
        the item."""
        ids = (self.clinic.items[SYRINGE], self.clinic.lots[lot], self.clinic.places[place])
        before = self.digest()
        self.attempt(CountInCase("", *ids, number, BADGES[0], is_as_booked=is_as_booked))
        assert self.digest() == before

    @rule(index=st.integers(0, 30))
    def take_back(self, index: int) -> None:
        if self.said:
            with suppress(Refusal):
                self.clinic.order(Uncount(self.said[index % len(self.said)]))

    @rule(
        room=st.sampled_from(ROOMS),
        more=st.sampled_from([0, 0, 1, 5]),
        moves=st.lists(
            st.tuples(st.sampled_from(LOTS), st.permutations(SHELVES), st.sampled_from([1, 3, 4])),
            min_size=1,
            max_size=4,
        ),
        undone=st.integers(0, 8),
    )
    def count_while_it_moves_and_close(
        self, room: str, more: int, moves: list[tuple[str, list[str], int]], undone: int
    ) -> None:
        """``shelf`` is the room itself: what was seen there, and what was carried since. An undo of something older is no
        carrying: then the line must be seen again."""
        self.open_count(room)
        for number in self.open_numbers():
            shelf = self.see(number, more)
            first = len(self.scans)
            for lot, places, quantity in moves:
                before = len(self.scans)
                self.transfer(lot, places, quantity)
                for place, sign in ((places[0], -1), (places[1], 1)):
                    key = (self.clinic.places[place], self.clinic.items[SYRINGE], self.clinic.lots[lot])
                    if len(self.scans) > before and key in shelf:
                        shelf[key] += sign * quantity
            if undone < len(self.scans) and undone < first:
                self.attempt(Reverse(self.scans[-1 - undone] if undone >= len(moves) else self.scans[undone]))
            for line in self.lines(number):
                if line.state is LineState.COUNTED:
                    assert self.balance(line.key) + line.difference == shelf[line.key]
            shelf |= self.see(number, more)
            self.close(number)
            assert not self.is_open(number)
            for key, there in shelf.items():
                assert self.balance(key) == there

    def see(self, number: str, more: int) -> dict[tuple[int, int, int], int]:
        """Count all that is still asked, until nothing is: by the books, or ``more`` than they have."""
        shelf = {}
        for _ in range(2):
            for line in self.lines(number):
                if line.state is not LineState.COUNTED:
                    shelf[line.key] = self.balance(line.key) + more
                    order = CountInCase(number, line.item.id, line.lot.id, line.place.id, shelf[line.key], BADGES[1])
                    self.attempt(order)
        return shelf | {line.key: self.balance(line.key) + line.difference for line in self.lines(number)}

    def is_open(self, number: str) -> bool:
        return number in self.open_numbers()

    @rule(index=st.integers(0, 3))
    def none_here_and_close(self, index: int) -> None:
        numbers = self.open_numbers()
        if not numbers:
            return
        number = numbers[index % len(numbers)]
        for _ in range(2):
            for line in self.lines(number):
                if line.state is not LineState.COUNTED:
                    self.work(lambda connection, pen, key=line.key: say_none(connection, pen, number, key))  # type: ignore[misc]
        self.close(number)

    @rule(index=st.integers(0, 3))
    def cancel(self, index: int) -> None:
        numbers = self.open_numbers()
        if numbers:
            before = self.digest()
            self.work(lambda connection, pen: cancel_case(connection, pen, numbers[index % len(numbers)]))
            assert self.digest() == before

    @rule(index=st.integers(0, 5))
    def reverse(self, index: int) -> None:
        closed = [case.number for case in self.cases() if case.state == "closed" and case.reversed_at is None]
        if closed:
            self.work(lambda connection, pen: reverse_case(connection, pen, closed[index % len(closed)]))

    def close(self, number: str) -> None:
        """After the closing each shelf holds what was counted and what moved since; closed again, nothing changes; taken
        back, all is as before."""
        lines = self.lines(number)
        before = self.digest()
        if not self.work(lambda connection, pen: close_case(connection, pen, number, RULES), house.badge_code(9)):
            assert self.digest() == before
            assert not lines or any(line.state is not LineState.COUNTED for line in lines)
            return
        for line in lines:
            assert self.balance(line.key) == line.tally.counted + line.tally.later
        closed, journal = self.digest(), self.clinic.value("SELECT count(*) FROM journal")
        assert self.work(lambda connection, pen: close_case(connection, pen, number, RULES), house.badge_code(9))
        assert (self.digest(), self.clinic.value("SELECT count(*) FROM journal")) == (closed, journal)
        with suppress(_Probed), self.clinic.database.writing() as connection:
            reverse_case(connection, Pen(self.clinic.journal, AT, BADGES[0]), number)
            assert ledger_digest(connection) == before
            raise _Probed

    def lines(self, number: str) -> tuple[CountLine, ...]:
        with self.clinic.database.reading() as connection:
            return lines_of(connection, case_numbered(connection, number), RULES)

    def cases(self) -> list[CountCase]:
        with self.clinic.database.reading() as connection:
            return list(count_cases(connection))

    def open_numbers(self) -> list[str]:
        with self.clinic.database.reading() as connection:
            return [case.number for case in count_cases(connection) if case.is_open]

    def balance(self, key: tuple[int, int, int]) -> int:
        found = self.clinic.value(
            "SELECT quantity FROM balance WHERE location_id = ? AND item_id = ? AND lot_id = ?", key
        )
        return found if isinstance(found, int) else 0

    def digest(self) -> str:
        with self.clinic.database.reading() as connection:
            return ledger_digest(connection)

    @invariant()
    def all_records_tell_the_same(self) -> None:
        with self.clinic.database.reading() as connection:
            found = [*audit_balances(connection), *audit_movements(connection), *audit_counts(connection)]
            assert found == []
            least = connection.exec_driver_sql("SELECT min(quantity) FROM balance").scalar()
            assert least is None or least >= 0

    @invariant()
    def no_line_is_in_two_open_counts(self) -> None:
        found = [line.key for number in self.open_numbers() for line in self.lines(number)]
        assert len(found) == len(set(found))

    def teardown(self) -> None:
        if hasattr(self, "clinic"):
            self.clinic.database.close()
            shutil.rmtree(self.folder)


class _Probed(Exception):
    pass


def test_after_the_closing_each_shelf_holds_what_was_counted_and_what_moved_since(furnished_file: Path) -> None:
    machine = type("Machine", (CountMachine,), {"furnished": furnished_file})
    run_state_machine_as_test(machine, settings=settings(max_examples=60, stateful_step_count=25, deadline=None))


@given(st.integers(0, 1000), st.lists(st.integers(0, 1000), min_size=1, max_size=6), st.sampled_from(GRADES))
def test_a_number_said_twice_ends_the_counting_and_the_books_number_does_where_nobody_contradicts(
    expected: int, said: list[int], grade: str
) -> None:
    def tally(counted: int) -> Tally:
        return Tally(counted, expected, BADGES[0], AT, "")

    rules = CountRules()
    tallies = [tally(each) for each in said]
    assert judged([*tallies, tallies[-1]], grade, rules) == (LineState.COUNTED, None)
    assert judged([tally(expected)], grade, rules) == (LineState.COUNTED, None)
    assert judged([], grade, rules)[0] is LineState.TO_COUNT
    once = judged([tally(said[0])], grade, rules)[0]
    is_near = abs(said[0] - expected) <= rules.tolerance(grade, expected)
    assert once is (LineState.COUNTED if is_near else LineState.AGAIN)
