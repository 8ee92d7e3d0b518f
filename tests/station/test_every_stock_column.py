"""Whoever holds the database's key and changes one value of a row about stock, in whatever column of whatever table, is
found by the deep examination; what may change untold stands here with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clinic import Clinic
from tests.made_once import copied
from tests.specimens.test_every_column import TABLES as OF_THE_LABORATORY
from tests.specimens.test_every_column import forged
from tracker.hardware.scan import new_id
from tracker.inventory.count_cases import cancel_case, open_case
from tracker.inventory.count_closing import close_case, reverse_case
from tracker.inventory.count_lines import lines_of
from tracker.inventory.count_rules import CountRules
from tracker.inventory.entries import OfferRow, SupplierRow
from tracker.inventory.import_buying import import_offers, import_suppliers
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.orders import CountInCase, Damage, Order, Receive
from tracker.inventory.services import perform
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.pen import Pen
from tracker.station.examining_contents import audited
from tracker.station.opening import clock_of, open_pen
from tracker.store.connection import Connection

ROOT = Path(__file__).parents[2]
_OF_THE_LABORATORY = "tests/specimens/test_every_column.py::test_a_changed_value_is_found_in_whatever_column"
_ORPHANS = "tests/people/test_orphans.py::test_a_row_of_nothing_is_told_of"
_JOURNAL = "tests/journal/test_tampering.py::test_an_attack_on_the_tables_is_found"
_KEYS = "tests/journal/test_turning.py::test_tables_that_say_another_key_than_the_events_are_found"
_CHECKPOINTS = "tests/journal/test_checkpoints.py::test_nothing_is_signed_of_a_journal_that_is_not_as_it_was_written"
_RECALLS = "tests/inventory/test_recall_cases.py::test_a_recall_that_was_changed_by_hand_is_found"
_OPENED = "tests/inventory/test_opening_laws.py::test_a_container_that_somebody_changes_in_the_file_is_noticed"
_SHIPMENTS = "tests/inventory/test_stock_transfer_laws.py::test_"
HELD_BY = {
    **dict.fromkeys(OF_THE_LABORATORY, _OF_THE_LABORATORY),
    "patient": "tests/specimens/test_patient_care.py::test_a_patient_that_was_changed_behind_the_journals_back_is_found",
    "patient_identified": "tests/specimens/test_identified.py::test_a_right_to_draw_that_no_challenge_gave_is_found",
    "closed_day": "tests/specimens/test_every_column.py::test_a_day_is_closed_as_the_journal_tells",
    "specimen_parent": "tests/specimens/test_custody_audit.py::test_what_was_changed_in_the_books_is_found",
    **dict.fromkeys(("audit_review", "audit_review_end", "audit_review_line", "break_glass"), _ORPHANS),
    **dict.fromkeys(("licence", "licence_exemption", "role_permission"), _ORPHANS),
    **dict.fromkeys(("proof_reset_by_keys", "sign_in_tries"), _ORPHANS),
    "credential": "tests/cli/test_staff.py::test_the_doctor_holds_badges_and_proofs_against_the_journal",
    **dict.fromkeys(("journal", "journal_head"), _JOURNAL),
    **dict.fromkeys(("station", "station_key"), _KEYS),
    **dict.fromkeys(("leaf_run", "checkpoint"), _CHECKPOINTS),
    "merkle_node": "tests/journal/test_attacks.py::test_a_stored_subtree_that_is_not_that_of_the_events_is_found",
    "month_balance": "tests/inventory/test_month_ends.py::test_the_audit_finds_a_month_whose_end_was_changed",
    "count_left_out": "tests/inventory/test_count_classes.py"
    "::test_the_journal_tells_what_a_count_leaves_to_another_and_a_changed_share_shows",
    **dict.fromkeys(("opened", "opened_posting"), _OPENED),
    **dict.fromkeys(("recall_case", "recall_lot", "recall_room"), _RECALLS),
    "stock_transfer": f"{_SHIPMENTS}a_shipment_changed_behind_the_journals_back_is_named",
    "stock_transfer_movement": f"{_SHIPMENTS}a_movement_taken_off_its_shipment_is_named",
    "stock_transfer_plan": "tests/inventory/test_stock_drafted.py::test_a_draft_that_was_changed_by_hand_is_found",
}
"""Tables that another test tries, by that test's file and name."""
NOT_HELD = {
    "alembic_version": "the program's own: another number, and it does not open",
    "setting": "the clinic's name and day have their own question; the rest is the numbers given out",
    "scan": "what was read: what it came to is in the journal, and the text goes after three years",
    "print_job": "labels that wait: on record is what was printed",
    "parked": "codes that nobody has explained yet: what is bound is told",
    "count_reason": "why a line of an open count differs, until its closing has it in its result",
    "supplier_return": "a credit note's number: told in the journal, and held against it by nothing yet",
    "quarantine": "which room the program made one of: no event tells of it",
}
TABLES = (
    *("balance", "count_case", "count_entry", "count_grade", "count_place", "count_result", "delivery_damage"),
    *(
        "identifier",
        "item",
        "last_count",
        "location",
        "lot",
        "month_end",
        "movement",
        "offer",
        "package_level",
        "par_level",
    ),
    *("posting", "purchase_order", "purchase_order_line", "receipt", "supplier"),
    *("keeps_opened", "use_block"),
)
_NUMBER = "a row's own number means nothing; what points to it would point to nothing"
NOT_TOLD = {
    **{(table, "id"): _NUMBER for table in ("count_case", "count_entry", "item", "lot", "movement", "location")},
    **{(table, "id"): _NUMBER for table in ("package_level", "supplier", "purchase_order")},
    ("posting", "line"): "the order of a movement's lines means nothing",
    **dict.fromkeys((("use_block", "used"), ("use_block", "moved")), "a list of days, forged day by day below"),
    ("location", "is_store"): "a place in a store is one, too, and stays one when that is none any more",
    ("location", "name"): "of the ledger's accounts, which the program makes",
    ("location", "kind"): "of the ledger's accounts, which the program makes",
    ("location", "path"): "of the ledger's accounts, which the program makes",
    ("location", "parent_id"): "of the ledger's accounts, which the program makes",
    ("location", "room_id"): "of the ledger's accounts, which the program makes",
}


class _Undone(Exception):
    """Rolls a forgery back."""


class Desk:
    """A lead's morning in the demo clinic: orders, a delivery, counts, a shipment and an opened pack."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        with clinic.database.reading() as connection:
            self.at = stamp(clock_of(connection)())
            self.today = clock_of(connection)().date()
        self.pen = Pen(clinic.journal, self.at, "B0000000141")

    def order(self, *orders: Order) -> None:
        event_id = new_id()
        with self.clinic.database.writing() as connection:
            occasion = Occasion(event_id, self.at, self.today)
            changes: list[Value] = [perform(connection, each, occasion) for each in orders]
            body: dict[str, Value] = {"by": self.pen.by, "changes": changes, "day": self.today.isoformat()}
            self.clinic.journal.append(connection, event_id, "scan", self.at, body)

    def one(self, statement: str, *values: object) -> tuple[int, ...]:
        with self.clinic.database.reading() as connection:
            return tuple(connection.exec_driver_sql(statement, values).one())

    def offer(self) -> None:
        """Somebody offers what is used, at two prices."""
        with self.clinic.database.writing() as connection:
            known = connection.exec_driver_sql(
                "SELECT i.code, k.name FROM package_level k JOIN item i ON i.id = k.item_id ORDER BY k.id LIMIT 3"
            ).all()
            rows = [
                OfferRow("Stellwick", code, package, many, 990_000 * many, "S-1", 2)
                for code, package in known
                for many in (1, 5)
            ]
            import_suppliers(
                connection, [SupplierRow("Stellwick", 14, 50_000_000, "4711", 2)], self.pen, lambda *_: None
            )
            import_offers(connection, rows, self.pen, lambda *_: None)

    def buy(self) -> None:
        with self.clinic.database.writing() as connection:
            numbers = purchasing.make_drafts(
                connection, self.pen, propose(situations(connection, self.today), self.today)
            )
            for number in numbers[:2]:
                purchasing.send(connection, self.pen, number, may_be_below_minimum=True)
        item, place, line = self.one(
            "SELECT n.item_id, (SELECT max(b.location_id) FROM balance b JOIN location l ON l.id = b.location_id"
            " WHERE l.is_store = 1), n.line"
            " FROM purchase_order_line n JOIN purchase_order o ON o.id = n.order_id WHERE o.number = ?"
            " AND n.price_micros IS NOT NULL LIMIT 1",
            numbers[0],
        )
        until = self.today + timedelta(days=400)
        self.order(Receive(item, "NEW1", until, place, 5, numbers[0], line, document="DN-1"))
        self.order(Damage(item, 2, numbers[0]))
        with self.clinic.database.writing() as connection:
            purchasing.close(connection, self.pen, numbers[0])

    def count(self) -> None:
        for number, end in enumerate((None, "close", "reverse", "cancel")):
            place = self.one(
                "SELECT location_id, 0 FROM balance WHERE quantity > 0 GROUP BY 1 HAVING count(*) BETWEEN 2 AND 6"
                " ORDER BY 1 LIMIT 1 OFFSET ?",
                number,
            )[0]
            with self.clinic.database.writing() as connection:
                case = open_case(connection, self.pen, (place,))
                lines = lines_of(connection, case, CountRules())
            for each in lines:
                for _ in range(2):
                    self.order(
                        CountInCase(case.number, each.item.id, each.lot.id, each.place.id, each.held + 1, self.pen.by)
                    )
            with self.clinic.database.writing() as connection:
                other = Pen(self.clinic.journal, self.at, "B0000030405")
                if end in ("close", "reverse"):
                    close_case(connection, other, case.number, CountRules())
                if end == "reverse":
                    reverse_case(connection, other, case.number)
                if end == "cancel":
                    cancel_case(connection, other, case.number)


@pytest.fixture(scope="module")
def clinic(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    settings = copied(demo_template, tmp_path_factory.mktemp("built") / "clinic")
    database, journal = open_pen(settings)
    made = Clinic(settings.database, database, journal)
    desk = Desk(made)
    desk.offer()
    desk.buy()
    desk.count()
    yield made
    database.close()


def faults(connection: Connection) -> list[str]:
    return [each.words for each in audited(connection) if each.state == "fault"]


def test_an_honest_clinic_is_as_its_journal_tells(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        assert faults(connection) == []


def test_every_table_is_tried_here_or_named_with_the_reason_why_not(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        there = {
            name
            for schema, name, kind, *_ in connection.exec_driver_sql("PRAGMA table_list").all()
            if schema == "main" and kind == "table" and not name.startswith("sqlite_")
        }
    assert there == {*TABLES, *HELD_BY, *NOT_HELD}
    assert len(there) == len(TABLES) + len(HELD_BY) + len(NOT_HELD), "each once"


@pytest.mark.parametrize("named", sorted(set(HELD_BY.values())))
def test_a_test_that_is_named_for_a_table_is_in_the_file_that_is_named(named: str) -> None:
    file, _, name = named.partition("::")
    there = ast.parse((ROOT / file).read_text("utf-8")).body
    assert name in [each.name for each in there if isinstance(each, ast.FunctionDef)]


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_value_is_found_in_whatever_column(clinic: Clinic, table: str) -> None:
    with clinic.database.reading() as connection:
        columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    tried = {
        column: [_is_found(clinic, table, column, is_empty=is_empty) for is_empty in (False, True)]
        for column in columns
        if (table, column) not in NOT_TOLD
    }
    assert [column for column, found in tried.items() if False in found] == []
    assert any(True in found for found in tried.values()), "nothing could be changed there"


@pytest.mark.parametrize("column", ["used", "moved"])
def test_another_number_used_on_a_day_is_found(clinic: Clinic, column: str) -> None:
    found: list[str] = []
    with suppress(_Undone), clinic.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE use_block SET {column} = json_set({column}, '$[3]', 4711)")
        found = faults(connection)
        raise _Undone
    assert found != []


def _is_found(clinic: Clinic, table: str, column: str, *, is_empty: bool) -> bool | None:
    found: bool | None = None
    with suppress(_Undone), clinic.database.writing() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        try:
            if forged(connection, table, column, is_empty=is_empty):
                found = bool(faults(connection))
        finally:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        raise _Undone
    return found
