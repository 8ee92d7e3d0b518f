"""Whoever holds the database's key and changes one value of a row, in whatever column, is found by the deep examination."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.laboratory import ANNE, Laboratory
from tests.made_once import copied
from tracker.journal.occasion import stamp
from tracker.labelling.queue import QueuePen
from tracker.labelling.rolls import reserve_roll
from tracker.specimens.auditing import audit_custody
from tracker.specimens.orders import CloseDay
from tracker.specimens.patient_audit import audit_patients
from tracker.specimens.table_audit import audit_tables
from tracker.specimens.vault import Vault
from tracker.station.opening import clock_of, open_pen, vault_of
from tracker.store.connection import Connection
from tracker.store.database import Database

TABLES = (
    *("specimen", "custody_step", "shipment", "holder", "container", "test_kind", "partner", "tube_roll", "staff"),
    *("requisition", "requisition_test", "requisition_tube", "specimen_test", "specimen_lot"),
)
NOT_TOLD = {
    (table, "id"): "a row's own number means nothing; what points to it would point to nothing, or to another row"
    for table in ("specimen", "shipment", "holder", "container", "test_kind", "partner", "requisition", "staff")
}


@dataclass(frozen=True, slots=True)
class Clinic:
    database: Database
    vault: Vault


@pytest.fixture(scope="module")
def clinic(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """The demo clinic after its imports and a morning's scans, and a roll of tube labels."""
    settings = copied(demo_template, tmp_path_factory.mktemp("built") / "clinic")
    database, journal = open_pen(settings)
    with database.writing() as connection:
        now = clock_of(connection)()
        reserve_roll(connection, QueuePen(journal, stamp(now)), now.date(), 10)
    yield Clinic(database, vault_of(database, settings))
    database.close()


def differences(connection: Connection, clinic: Clinic) -> list[str]:
    audits = (audit_custody(connection), audit_tables(connection), audit_patients(connection, clinic.vault))
    return [each.message for audit in audits for each in audit]


def test_an_honest_clinic_is_as_its_journal_tells(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        assert differences(connection, clinic) == []


class _Undone(Exception):
    """Rolls a forgery back."""


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
    assert [column for column, found in tried.items() if True not in found] == [], "nothing could be changed there"


def _is_found(clinic: Clinic, table: str, column: str, *, is_empty: bool) -> bool | None:
    """Whether a change of a filled or an empty value shows; None where there is none to change."""
    found: bool | None = None
    with suppress(_Undone), clinic.database.writing() as connection:
        # The forger has the key: no constraint of ours holds him back.
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        try:
            if forged(connection, table, column, is_empty=is_empty):
                found = bool(differences(connection, clinic))
        finally:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        raise _Undone
    return found


def forged(connection: Connection, table: str, column: str, *, is_empty: bool) -> bool:
    keys = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})") if row[5]]
    rows = connection.exec_driver_sql(
        f"SELECT {', '.join(keys)}, {column} FROM {table} WHERE {column} IS {'' if is_empty else 'NOT'} NULL"
    ).all()
    where = " AND ".join(f"{key} = ?" for key in keys)
    change = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {where}"
    return any(
        connection.exec_driver_sql(change, (other, *key)).rowcount
        for *key, value in rows
        for other in _others(connection, table, column, value)
    )


def _others(connection: Connection, table: str, column: str, value: object) -> list[object]:
    """Values that the column could have instead."""
    for _, _, target, own, key, *_ in connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})").all():
        if own == column:
            key = key or "id"
            return [
                row[0]
                for row in connection.exec_driver_sql(f"SELECT {key} FROM {target} WHERE {key} IS NOT ?", (value,))
            ]
    (kind,) = (row[2] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})") if row[1] == column)
    if kind == "INTEGER":
        return [value + 77 if isinstance(value, int) else 77]
    return ["2099-01-01T00:00:00.000Z"]


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE closed_day SET day = '2026-01-01'",
        "UPDATE closed_day SET at = '2026-01-01T00:00:00.000Z'",
        "UPDATE closed_day SET done_by = 'B0000000141'",
        "DELETE FROM closed_day",
        "UPDATE closed_day SET latest_at = '2026-01-01T00:00:00.000Z'",
        "UPDATE closed_day SET latest_by = 'B0000000141'",
        "INSERT INTO closed_day SELECT '2026-01-01', at, done_by, latest_at, latest_by FROM closed_day",
    ],
)
def test_a_day_is_closed_as_the_journal_tells(laboratory: Laboratory, attack: str) -> None:
    laboratory.order(CloseDay(ANNE))
    assert not _about_days(laboratory)
    laboratory.order(CloseDay(ANNE))
    assert not _about_days(laboratory)
    laboratory.execute(attack)
    assert _about_days(laboratory)


def _about_days(laboratory: Laboratory) -> list[str]:
    with laboratory.database.reading() as connection:
        return [each.message for each in audit_tables(connection) if each.code.startswith("closed_day")]


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM requisition_tube WHERE requisition_id = 2 AND line = 1",
        "DELETE FROM requisition_test WHERE requisition_id = 2",
        "INSERT INTO tube_roll VALUES (99000000, 99999999)",
        "UPDATE test_kind SET needs_witness = 0, retention_days = 0",
        "UPDATE specimen SET missing_at = '2099-01-01T00:00:00.000Z' WHERE state = 'departed'",
        "INSERT INTO staff (badge, name) VALUES ('B0000000820', 'Somebody')",
    ],
)
def test_rows_taken_out_or_put_in_are_found(clinic: Clinic, attack: str) -> None:
    with suppress(_Undone), clinic.database.writing() as connection:
        assert connection.exec_driver_sql(attack).rowcount
        assert differences(connection, clinic)
        raise _Undone
