"""The laws of stock between sites: whatever is sent, received, closed or cancelled, nothing comes or goes unseen."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

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

from tests.clinic import Clinic, open_clinic
from tests.inventory.several_sites import pen_of, shipments, with_sites
from tracker.errors import Refusal
from tracker.inventory import daily_use
from tracker.inventory import stock_transfer_acts as acts
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.orders import Portion, Reverse, Transfer
from tracker.inventory.stock_transfer_auditing import audit_stock_transfers
from tracker.inventory.stock_transfer_facts import TransferState
from tracker.journal.pen import Pen
from tracker.store.connection import Connection

LOTS = st.sampled_from(["EARLY", "LATE"])
SHELVES = st.sampled_from(["A", "B", "South store", "East store"])
QUANTITIES = st.integers(1, 60)
NUMBERS = st.integers(0, 40)


Act = Callable[[Connection, Pen, str], object]


def refusal(work: Callable[[], object]) -> str:
    """The code with which it was refused; empty where it was done."""
    try:
        work()
    except Refusal as refused:
        return refused.code
    return ""


class RoadMachine(RuleBasedStateMachine):
    """The real services; of the model only sums are kept."""

    furnished: Path

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.mkdtemp()
        self.clinic = with_sites(open_clinic(Path(shutil.copy(self.furnished, Path(self.folder) / "tracker.db"))))
        self.whole = self.summed()
        self.lost: Counter[int] = Counter()
        self.scans: list[str] = []

    def summed(self) -> Counter[int]:
        with self.clinic.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT lot_id, sum(quantity) FROM balance GROUP BY 1").all()
        return Counter({lot: quantity for lot, quantity in rows if quantity})

    def attempt(self, portion: Portion) -> None:
        """A movement, or its refusal for a stated reason."""
        code = refusal(lambda: self.scans.append(self.clinic.order(Transfer((portion,)))))
        assert code in {"", "not_enough", "transfer_elsewhere", "transfer_closed", "transfer_cancelled"}

    def act(self, number: int, what: Act, codes: set[str]) -> None:
        """One of the desk's acts on some shipment, or its refusal for a stated reason."""
        found = shipments(self.clinic)
        if not found:
            return

        def work() -> None:
            with self.clinic.database.writing() as connection:
                what(connection, pen_of(self.clinic), found[number % len(found)].number)

        assert refusal(work) in {"", "transfer_closed", "transfer_cancelled"} | codes

    @rule(lot=LOTS, source=SHELVES, to=SHELVES, quantity=QUANTITIES)
    def move(self, lot: str, source: str, to: str, quantity: int) -> None:
        if source != to:
            self.attempt(self.clinic.move(lot, source, to, quantity))

    @rule(lot=LOTS, number=NUMBERS, to=SHELVES, quantity=QUANTITIES)
    def arrive(self, lot: str, number: int, to: str, quantity: int) -> None:
        found = shipments(self.clinic)
        if found:
            item, place_id = self.clinic.items["Syringe 3 mL"], found[number % len(found)].place.id
            self.attempt(Portion(item, self.clinic.lots[lot], place_id, self.clinic.places[to], quantity))

    @precondition(lambda self: self.scans)
    @rule(number=NUMBERS)
    def undo(self, number: int) -> None:
        scan = self.scans[number % len(self.scans)]
        code = refusal(lambda: self.clinic.order(Reverse(scan)))
        assert code in {"", "not_enough", "nothing_to_undo", "transfer_closed", "transfer_cancelled", "transfer_left"}

    @rule(number=NUMBERS, is_lost=st.booleans())
    def close(self, number: int, is_lost: bool) -> None:
        def closed(connection: Connection, pen: Pen, shipment: str) -> None:
            for each in acts.close(connection, pen, shipment, is_lost=is_lost):
                self.lost[each.lot.id] += each.on_the_way

        self.act(number, closed, {"transfer_short"})

    @rule(number=NUMBERS)
    def cancel(self, number: int) -> None:
        self.act(number, acts.cancel, {"transfer_arrived"})

    @rule(number=NUMBERS)
    def send(self, number: int) -> None:
        self.act(number, acts.send, {"transfer_sent", "transfer_empty"})

    @invariant()
    def nothing_is_gained_or_lost_unseen(self) -> None:
        if not hasattr(self, "whole"):
            return
        now = self.summed()
        now.update(self.lost)
        assert now == self.whole
        with self.clinic.database.reading() as connection:
            at = daily_use.sites(connection)
            held = connection.exec_driver_sql("SELECT location_id, sum(quantity) FROM balance GROUP BY 1").all()
        in_sites = sum(quantity for place, quantity in held if place in at)
        on_the_way = sum(each.on_the_way for each in shipments(self.clinic))
        assert in_sites + on_the_way == sum(self.summed().values())
        for each in shipments(self.clinic):
            assert all(line.on_the_way >= 0 for line in each.lots)
            assert each.state is TransferState.OPEN or each.on_the_way == 0

    def teardown(self) -> None:
        if not hasattr(self, "clinic"):
            return
        with self.clinic.database.reading() as connection:
            assert list(audit_balances(connection)) == []
            assert list(audit_movements(connection)) == []
            assert list(audit_daily_use(connection)) == []
            assert list(audit_stock_transfers(connection)) == []
        self.clinic.database.close()
        shutil.rmtree(self.folder)


def test_sites_and_what_is_on_the_way_are_the_ledger(furnished_file: Path) -> None:
    class Machine(RoadMachine):
        furnished = furnished_file

    run_state_machine_as_test(Machine, settings=settings(max_examples=50, stateful_step_count=20, deadline=None))


def audited(clinic: Clinic) -> list[str]:
    with clinic.database.reading() as connection:
        return [each.code for each in audit_stock_transfers(connection)]


def test_a_shipment_changed_behind_the_journals_back_is_named(clinic: Clinic) -> None:
    sites = with_sites(clinic)
    sites.order(Transfer((sites.move("LATE", "B", "South store", 4),)))
    assert audited(sites) == []
    sites.execute("UPDATE stock_transfer SET to_site_id = ?", (sites.places["Eastgate"],))
    assert audited(sites) == ["stock_transfer_changed"]


def test_a_movement_taken_off_its_shipment_is_named(clinic: Clinic) -> None:
    sites = with_sites(clinic)
    sites.order(Transfer((sites.move("LATE", "B", "South store", 4),)))
    sites.execute("DELETE FROM stock_transfer_movement")
    assert audited(sites) == ["stock_transfer_movement"]
