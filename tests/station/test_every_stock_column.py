"""Whoever holds the database's key and changes one value of a row about stock, in whatever column of whatever table, is
found by the deep examination; what may change untold stands here with its reason."""

from __future__ import annotations

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

_PEOPLES = "of people: its own audit, and tests.people"
_ITSELF = "the journal verifies itself: tests.journal"
_OTHERS = "the laboratory's: tests.specimens.test_every_column, and the audit of patients"
ELSEWHERE = {
    **dict.fromkeys((*OF_THE_LABORATORY, "patient", "patient_identified", "closed_day", "specimen_parent"), _OTHERS),
    **dict.fromkeys(("audit_review", "audit_review_end", "audit_review_line", "break_glass", "credential"), _PEOPLES),
    **dict.fromkeys(
        ("licence", "licence_exemption", "role_permission", "proof_reset_by_keys", "sign_in_tries"), _PEOPLES
    ),
    **dict.fromkeys(
        ("journal", "journal_head", "leaf_run", "merkle_node", "station", "station_key", "checkpoint"), _ITSELF
    ),
    "alembic_version": "the program's own: another number, and it does not open",
    "setting": "the clinic's name and day have their own question; the rest is the numbers given out",
    "scan": "what was read: what it came to is in the journal, and the text goes after three years",
    "print_job": "labels that wait: on record is what was printed",
    "parked": "codes that nobody has explained yet: what is bound is told",
    "use_block": "held against the ledger: tests.inventory.test_daily_use",
    "month_balance": "held against the ledger: tests.inventory.test_month_ends",
    "count_left_out": "tests.inventory.test_count_shares",
    "count_reason": "why a line of an open count differs, until its closing has it in its result",
    "quarantine": "which room the program made one of: no event tells of it",
    "supplier_return": "tests.inventory.test_recall_cases",
    "keeps_opened": "tests.inventory.test_opening",
    **dict.fromkeys(("opened", "opened_posting"), "tests.inventory.test_opening_audit"),
    **dict.fromkeys(("recall_case", "recall_lot", "recall_room"), "tests.inventory.test_recall_auditing"),
    **dict.fromkeys(
        ("stock_transfer", "stock_transfer_movement", "stock_transfer_plan"), "tests.inventory.test_stock_transfers"
    ),
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
)
_NUMBER = "a row's own number means nothing; what points to it would point to nothing"
NOT_TOLD = {
    **{(table, "id"): _NUMBER for table in ("count_case", "count_entry", "item", "lot", "movement", "location")},
    **{(table, "id"): _NUMBER for table in ("package_level", "supplier", "purchase_order")},
    ("posting", "line"): "the order of a movement's lines means nothing",
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
    assert there - set(TABLES) == there & set(ELSEWHERE)
    assert set(TABLES) <= there


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
