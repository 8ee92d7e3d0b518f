"""The schema in the file is the one that the program believes in, and every connection has the settings it relies on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import SQLModel

import tracker.inventory.asking_tables
import tracker.inventory.count_share_tables
import tracker.inventory.count_tables
import tracker.inventory.delivery_tables
import tracker.inventory.opening_tables
import tracker.inventory.ordering_tables
import tracker.inventory.quarantine_tables
import tracker.inventory.recall_tables
import tracker.inventory.stock_transfer_tables
import tracker.inventory.tables
import tracker.people.review_tables
import tracker.people.sign_in_tables
import tracker.specimens.tables  # noqa: F401 (all fill the metadata)
import tracker.store.migrations.versions as versions_folder
from tests.clinic import KEY, Clinic
from tracker.errors import StoreError
from tracker.store.database import Database, open_database
from tracker.store.engine import APPLICATION_ID, open_engine, sqlite_version
from tracker.store.migrating import HEAD, VERSIONS, migrate

_SQL_TYPES = {"INTEGER": "INTEGER", "TEXT": "TEXT", "VARCHAR": "TEXT", "BLOB": "BLOB"}


def test_every_migration_in_the_folder_is_known_to_the_program() -> None:
    files = sorted(path.stem for path in Path(str(versions_folder.__file__)).parent.glob("[0-9]*.py"))
    assert tuple(name.partition("_")[0] for name in files) == VERSIONS


def test_the_classes_agree_with_the_migrated_tables(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        for table in SQLModel.metadata.tables.values():
            rows = connection.exec_driver_sql(f"PRAGMA table_info('{table.name}')").all()
            in_file = {row[1]: (row[2], bool(row[3]) or bool(row[5]), bool(row[5])) for row in rows}
            in_class = {
                column.name: (
                    _SQL_TYPES[str(column.type).partition("(")[0]],
                    not column.nullable,
                    column.primary_key,
                )
                for column in table.columns
            }
            assert in_class == in_file, table.name
            keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list('{table.name}')").all()
            assert {(row[3], row[2]) for row in keys} >= {
                (key.parent.name, key.column.table.name) for key in table.foreign_keys
            }, table.name


def test_every_table_is_strict(clinic: Clinic) -> None:
    with clinic.database.reading() as connection:
        tables = connection.exec_driver_sql("PRAGMA table_list").all()
    # A full-text index is SQLite's own: a virtual table, and the shadow tables in which it keeps it.
    ours = [row for row in tables if row[0] == "main" and row[2] == "table"]
    loose = {row[1] for row in ours if not row[5]} - {"sqlite_schema", "alembic_version"}
    assert loose == set()


def test_the_driver_brings_an_sqlite_without_the_wal_reset_fault() -> None:
    assert sqlite_version() >= (3, 51, 3)


def test_every_pooled_connection_has_the_settings_that_durability_rests_on(clinic: Clinic) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000}
    with clinic.database.reading() as first, clinic.database.reading() as second, clinic.database.writing() as third:
        for connection in (first, second, third):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            assert found == expected
            assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID


def test_a_row_may_not_point_to_nothing(clinic: Clinic) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        clinic.execute("INSERT INTO par_level VALUES (9999, 9999, 1)")


def test_a_movement_without_its_journal_event_cannot_be_committed(clinic: Clinic) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        clinic.execute("INSERT INTO movement (event_id, kind, at) VALUES ('nobody', 'use', '')")


def test_a_migration_that_fails_in_the_middle_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "half.db", KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parked (in_the_way TEXT)")
    with pytest.raises(Exception, match="already exists"):
        migrate(engine)
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
    engine.dispose()
    assert list(tables) == ["parked"]


def test_migrating_what_is_up_to_date_changes_nothing(clinic: Clinic) -> None:
    before = clinic.value("PRAGMA schema_version")
    migrate(clinic.database.engine)
    assert clinic.value("PRAGMA schema_version") == before
    assert clinic.value("SELECT version_num FROM alembic_version") == HEAD


def test_a_view_sees_one_state_while_others_write(clinic: Clinic) -> None:
    with clinic.database.reading() as view:
        count = "SELECT count(*) FROM staff"
        before = view.exec_driver_sql(count).scalar()
        clinic.execute("INSERT INTO staff (badge, name) VALUES ('B2', 'later')")
        assert view.exec_driver_sql(count).scalar() == before
    assert clinic.value(count) == before + 1


def test_reopening_needs_no_migration(clinic_file: Path) -> None:
    database: Database = open_database(clinic_file, KEY)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM location").scalar() == 13
    database.close()
