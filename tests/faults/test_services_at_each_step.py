"""What is done by hand and not by a scan fails at each of its statements: the database is as before to the last row, and
the same done again succeeds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from tests.clinic import KEY, STATION_KEY
from tests.faults.faulty import KINDS, WHEN, BugError, Plan, failing
from tests.laboratory import (
    ANNE,
    NOW,
    REQUISITION,
    STAT_REQUISITION,
    VAULT_KEY,
    Laboratory,
    open_laboratory,
)
from tracker.barcodes import house
from tracker.demo import TABLES
from tracker.errors import StoreError
from tracker.exchange.importing import KINDS as KINDS_OF_TABLES
from tracker.exchange.importing import Kind, import_file
from tracker.inventory import count_cases, recall_cases
from tracker.inventory.catalogue import NewItem, create_item
from tracker.inventory.queries import item_by_id
from tracker.journal.checkpoints import make_checkpoint
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal
from tracker.people.staff import enrol
from tracker.specimens import patient_care
from tracker.specimens.entries import NewRequisition
from tracker.specimens.ordering import create_requisition
from tracker.specimens.patients import Patient
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection
from tracker.store.database import Database, create_database

Work = Callable[[Connection, Pen, Laboratory], object]


def open_recall(connection: Connection, pen: Pen, here: Laboratory) -> None:
    item_id = connection.exec_driver_sql("SELECT item_id FROM lot WHERE number = 'LATE'").scalar_one()
    recall_cases.open_case(connection, pen, item_by_id(connection, item_id), "LATE", "the maker's letter")


def open_count(connection: Connection, pen: Pen, here: Laboratory) -> None:
    place = connection.exec_driver_sql("SELECT id FROM location WHERE name = 'Storeroom'").scalar_one()
    case = count_cases.open_case(connection, pen, [place])
    count_cases.cancel_case(connection, pen, case.number)


def correct(connection: Connection, pen: Pen, here: Laboratory) -> None:
    patient = Patient("Doe", "Janet", date(1980, 3, 5), "MRN-4711")
    key = patient_care.patient_of_requisition(connection, REQUISITION)
    patient_care.correct(connection, here.vault, pen, key, patient)


def erase(connection: Connection, pen: Pen, here: Laboratory) -> None:
    key = patient_care.patient_of_requisition(connection, STAT_REQUISITION)
    patient_care.erase(connection, here.vault, pen, key, "asked for it")


def reveal(connection: Connection, pen: Pen, here: Laboratory) -> None:
    key = patient_care.patient_of_requisition(connection, REQUISITION)
    patient_care.reveal(connection, here.vault, pen, key, "a call from the ward")


def order_tests(connection: Connection, pen: Pen, here: Laboratory) -> None:
    new = NewRequisition(Patient("Poe", "Edna", date(1970, 1, 2)), ("CBC", "PT"), "Dr. Q")
    create_requisition(connection, here.vault, pen, new)


def enter_item(connection: Connection, pen: Pen, here: Laboratory) -> None:
    create_item(connection, pen, NewItem("TB-1", "Tourniquet", "each", tracks_lot=False, tracks_expiry=False), None)


def checkpoint(connection: Connection, pen: Pen, here: Laboratory) -> None:
    make_checkpoint(connection, pen.journal, stamp(here.now), "asked")


WORKS: dict[str, Work] = {
    "a new colleague": lambda connection, pen, here: enrol(connection, pen, house.badge_code(50), "D. Dee"),
    "a new item": enter_item,
    "a recall": open_recall,
    "a count": open_count,
    "an order of tests": order_tests,
    "a patient corrected": correct,
    "a patient erased": erase,
    "a patient shown": reveal,
    "a checkpoint": checkpoint,
}


def content(database: Database) -> str:
    """A digest of every row of every table."""
    total = hashlib.sha256()
    with database.reading() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        ).scalars()
        for name in list(names):
            total.update(f"{name}\n".encode())
            rows = sorted(repr(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}"))
            total.update("\n".join(rows).encode())
    return total.hexdigest()


@pytest.mark.parametrize("name", WORKS)
def test_whatever_is_done_by_hand_is_done_whole_or_not_at_all(name: str, home: Path) -> None:
    here, plan = open_laboratory(home / "tracker.db"), Plan()
    failed = failing(here.database, plan)
    before, failures = content(here.database), 0
    for at in range(1000):
        plan.arm(at, WHEN[at % 2], KINDS[at // 2 % len(KINDS)])
        with suppress(StoreError, BugError, MemoryError), failed.writing() as connection:
            WORKS[name](connection, Pen(here.journals[0], stamp(NOW), ANNE), here)
        if not plan.has_failed:
            break
        failures += 1
        assert content(here.database) == before
    assert failures >= 4, "BEGIN, something, the journal, COMMIT"
    assert content(here.database) != before
    with here.database.reading() as connection:
        assert verify(connection).findings == ()
    here.database.close()


def test_a_table_is_imported_whole_or_not_at_all(tmp_path: Path) -> None:
    """The demo's own, one after the other, each failing at its first statements and at ever later ones."""
    database, plan = create_database(tmp_path / "tracker.db", KEY), Plan()
    with database.writing() as connection:
        pen = Pen(open_journal(connection, "front-desk", STATION_KEY), stamp(NOW))
    failed, vault, failures = failing(database, plan), Vault(VAULT_KEY), 0
    for kind, path in TABLES:
        before, at, step = content(database), 0, 1
        while True:
            plan.arm(at, WHEN[at % 2], KINDS[at // 2 % len(KINDS)])
            with suppress(StoreError, BugError, MemoryError):
                import_file(failed, pen, _kind(kind), path, lambda done, total: None, vault=vault)
            if not plan.has_failed:
                break
            assert content(database) == before, f"{kind}, statement {at}"
            at, step, failures = at + step, at + 1, failures + 1
        plan.arm(None)
        assert content(database) != before, kind
    assert failures > 5 * len(TABLES)
    database.close()


def _kind(name: str) -> Kind:
    return next(known for known in KINDS_OF_TABLES if known == name)
