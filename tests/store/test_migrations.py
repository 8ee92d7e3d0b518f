"""A clinic of an earlier version is brought up to date when it is opened, with all that stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.clinic import KEY, Clinic
from tracker.errors import StoreError
from tracker.store.database import open_database
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
