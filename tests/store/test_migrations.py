"""A clinic of an earlier version is brought up to date when it is opened, with all that stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.clinic import AT, KEY, STATION_KEY, Clinic
from tracker.errors import StoreError
from tracker.journal.checkpoints import journal_origin, make_checkpoint
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal
from tracker.store.database import create_database, open_database
from tracker.store.engine import APPLICATION_ID, open_engine
from tracker.store.migrating import HEAD


def _at(path: Path, revision: str) -> None:
    """An encrypted database that stands at an earlier revision, with a place of its own in it."""
    engine = open_engine(path, KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(
            "INSERT INTO location (code, name, kind, path, is_store) VALUES ('L0000151', 'Here', 'site', 'Here', 0)"
        )
    engine.dispose()


def test_a_clinic_without_a_print_queue_gets_one_and_keeps_its_places(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _at(path, "0001")
    database = open_database(path, KEY)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        assert connection.exec_driver_sql("SELECT name FROM location WHERE code = 'L0000151'").scalar() == "Here"
        assert connection.exec_driver_sql("SELECT count(*) FROM print_job").scalar() == 0
    database.close()


def test_a_reprint_without_a_reason_cannot_be_stored(clinic: Clinic) -> None:
    columns = "(at, printer, about, labels, setting, state, fault, reprint_of, reprint, reason)"
    first = f"INSERT INTO print_job {columns} VALUES ('', '', '', '[]', '{{}}', 'queued', '', "
    clinic.execute(first + "NULL, 0, NULL)")
    for rest in ("1, 1, NULL)", "NULL, 1, 'x')", "1, 0, 'x')", "1, -1, 'x')"):
        with pytest.raises(StoreError):
            clinic.execute(first + rest)


def test_a_clinic_without_checkpoints_gets_them_for_all_that_it_did_before(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _at(path, "0002")
    database = open_database(path, KEY)
    with database.writing() as connection:
        journal = open_journal(connection, "front-desk", STATION_KEY)
        journal.append(connection, "a", "scan", AT, {})
        assert make_checkpoint(connection, journal, AT, "asked").size == 1
        origin = journal_origin(connection)
    database.close()
    database = open_database(path, KEY)
    with database.reading() as connection:
        assert journal_origin(connection) == origin
        assert verify(connection).findings == ()
    database.close()


def test_two_databases_have_two_journals(tmp_path: Path) -> None:
    origins = set()
    for name in ("a.db", "b.db"):
        database = create_database(tmp_path / name, KEY)
        with database.reading() as connection:
            origins.add(journal_origin(connection))
        database.close()
    assert len(origins) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO leaf_run VALUES (-1, 1, 1, 1)",
        "INSERT INTO leaf_run VALUES (0, 1, 0, 1)",
        "INSERT INTO leaf_run VALUES (0, 1, 1, 0)",
        "INSERT INTO leaf_run VALUES (0, 99, 1, 1)",
        "INSERT INTO leaf_run VALUES (0, 1, 1, 1), (1, 1, 1, 1)",
        "INSERT INTO merkle_node VALUES (7, 0, zeroblob(32))",
        "INSERT INTO merkle_node VALUES (8, -1, zeroblob(32))",
        "INSERT INTO merkle_node VALUES (8, 0, zeroblob(31))",
        "INSERT INTO checkpoint VALUES (1, '', 1, -1, zeroblob(32), 'asked', '')",
        "INSERT INTO checkpoint VALUES (1, '', 1, 0, zeroblob(33), 'asked', '')",
        "INSERT INTO checkpoint VALUES (1, '', 1, 0, zeroblob(32), 'bored', '')",
        "INSERT INTO checkpoint VALUES (1, '', 99, 0, zeroblob(32), 'asked', '')",
    ],
)
def test_what_no_tree_can_have_cannot_be_stored(clinic: Clinic, statement: str) -> None:
    with pytest.raises(StoreError):
        clinic.execute(statement)
