"""From every version that was ever released: the demo clinic's data as that version holds it, brought up to date."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from tests.clinic import KEY, Clinic
from tests.made_once import copied
from tracker.errors import StoreError
from tracker.inventory.auditing import Difference, audit_balances, audit_catalogue, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.month_ends import audit_month_ends
from tracker.inventory.ordering.auditing import audit_receipts
from tracker.inventory.orders import Damage, Undamage
from tracker.journal.verifying import verify
from tracker.specimens.auditing import audit_custody
from tracker.specimens.table_audit import audit_tables
from tracker.store.connection import Connection
from tracker.store.database import before_migration, open_database
from tracker.store.engine import APPLICATION_ID, open_engine
from tracker.store.keys import Keys
from tracker.store.migrating import HEAD, VERSIONS
from tracker.store.schema import DIGESTS, schema_digest

Rows = Mapping[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def today(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """The demo clinic of the newest version, and its key."""
    home = copied(demo_template, tmp_path_factory.mktemp("demo")).home
    secret = Keys(home / "keys", "file").find("database")
    assert secret is not None
    return home / "tracker.db", secret.value


def columns(connection: Connection, kinds: Collection[str] = ("table",)) -> dict[str, list[str]]:
    """Of every table of ours but the program's own and what is reckoned from others."""
    return {
        name: [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
        for schema, name, kind, *_ in connection.exec_driver_sql("PRAGMA table_list").all()
        if schema == "main" and kind in kinds and name not in ("alembic_version", "sqlite_schema")
    }


def rows_of(connection: Connection, tables: Mapping[str, list[str]]) -> Rows:
    return {
        table: sorted(
            connection.exec_driver_sql(f'SELECT {", ".join(f"""[{name}]""" for name in names)} FROM "{table}"').all(),
            key=repr,
        )
        for table, names in tables.items()
    }


def made_of_version(path: Path, version: str) -> Engine:
    """An empty database of ``version``."""
    engine = open_engine(path, KEY)
    config = Config()
    config.set_main_option("script_location", "tracker.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    return engine


def as_of_version(path: Path, version: str, today: tuple[Path, bytes]) -> Rows:
    """A database of ``version`` with as much of the demo clinic as it has tables and columns for; what stands in it."""
    engine = made_of_version(path, version)
    pooled = engine.raw_connection()
    driver = pooled.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("BEGIN IMMEDIATE")
    old = Connection(driver)
    now = open_database(*today, is_readonly=True)
    with now.reading() as new:
        there = columns(new, ("table", "view"))  # a view tells what a table of before had kept
        mine = {table: [name for name in names if name in there[table]] for table, names in columns(old).items()}
        for table, names in mine.items():
            old.exec_driver_sql(f"DELETE FROM [{table}]")
            marks, listed = ", ".join("?" * len(names)), ", ".join(f"[{name}]" for name in names)
            found = new.exec_driver_sql(f"SELECT {listed} FROM [{table}]").all()
            if found:
                old.exec_driver_sql(f"INSERT INTO [{table}] ({listed}) VALUES ({marks})", found)
        if version < "0004":
            # A journal has an identity of its own since there are checkpoints.
            old.exec_driver_sql("DELETE FROM setting WHERE name = 'journal_id'")
        assert driver.execute("PRAGMA foreign_key_check").fetchall() == []
        held = rows_of(old, mine)
    now.close()
    driver.execute("COMMIT")
    pooled.close()
    engine.dispose()
    return held


LATER = {"0010": ("days_after_opening",)}
"""What the demo's journal tells of and a version before this one has no table for, by the beginnings of audits' codes."""


def known_to(version: str, differences: Iterable[Difference]) -> list[Difference]:
    later = tuple(code for since, codes in LATER.items() if version < since for code in codes)
    return [each for each in differences if not each.code.startswith(later)]


RECKONED = frozenset({"daily_use", "use_block", "month_end", "month_balance", "setting"})
"""Made anew by a version that reckons otherwise; the audits below hold them. Settings may be added to."""


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_of_a_clinic_is_lost_on_the_way_to_the_newest_version(
    tmp_path: Path, today: tuple[Path, bytes], version: str
) -> None:
    path = tmp_path / "old.db"
    held = as_of_version(path, version, today)
    assert len(held["journal"]) > 10
    assert len(held["movement"]) > 10
    database = open_database(path, KEY)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
        there = columns(connection)
        kept = [table for table in held if table in there and table not in RECKONED]
        assert set(held) - set(columns(connection, ("table", "view"))) == set()
        old_columns = {table: _columns_then(path, version, table, there) for table in kept}
        assert rows_of(connection, old_columns) == {table: held[table] for table in kept}
        assert schema_digest(connection) == DIGESTS[HEAD]
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []
        assert list(audit_daily_use(connection)) == []
        assert list(audit_month_ends(connection)) == []
        assert known_to(version, audit_catalogue(connection)) == []
        if version >= "0003":
            assert verify(connection).findings == ()
            assert list(audit_custody(connection)) == []
            assert list(audit_tables(connection)) == []
    database.close()


def _columns_then(path: Path, version: str, table: str, there: Mapping[str, list[str]]) -> list[str]:
    if version == HEAD:
        return there[table]
    copy = open_database(before_migration(path), KEY, is_readonly=True)
    try:
        with copy.reading() as connection:
            return columns(connection)[table]
    finally:
        copy.close()


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_the_database_as_it_was_lies_beside_it(tmp_path: Path, today: tuple[Path, bytes], version: str) -> None:
    path = tmp_path / "old.db"
    held = as_of_version(path, version, today)
    open_database(path, KEY).close()
    copy = open_database(before_migration(path), KEY, is_readonly=True)
    with copy.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == version
        assert rows_of(connection, columns(connection)) == held
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    copy.close()
    assert before_migration(path).stat().st_mode & 0o777 == 0o600


def test_of_several_updates_the_last_ones_copy_stays_and_goes_with_what_is_erased(
    tmp_path: Path, today: tuple[Path, bytes]
) -> None:
    path = tmp_path / "old.db"
    as_of_version(path, VERSIONS[-2], today)
    (tmp_path / "old.db.before-0003").write_bytes(b"of an update of before")
    (tmp_path / "other.db.before-0003").write_bytes(b"of another database")
    database = open_database(path, KEY)
    assert {each.name for each in tmp_path.glob("*before*")} == {before_migration(path).name, "other.db.before-0003"}
    database.scrub()
    assert {each.name for each in tmp_path.glob("*before*")} == {"other.db.before-0003"}
    database.close()


def test_a_database_that_is_up_to_date_is_not_copied(tmp_path: Path, today: tuple[Path, bytes]) -> None:
    path = tmp_path / "now.db"
    as_of_version(path, HEAD, today)
    open_database(path, KEY).close()
    assert [each.name for each in tmp_path.iterdir()] == ["now.db"]


def test_for_reading_alone_nothing_is_copied_or_changed(tmp_path: Path, today: tuple[Path, bytes]) -> None:
    path = tmp_path / "old.db"
    as_of_version(path, VERSIONS[-2], today)
    before = path.read_bytes()
    open_database(path, KEY, is_readonly=True).close()
    assert path.read_bytes() == before
    assert not before_migration(path).exists()


_OPEN = """
import resource, sys; from pathlib import Path; from tests.clinic import KEY
from tracker.errors import StoreError; from tracker.store.database import open_database
import alembic.command
if sys.argv[2] != "0": resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
print("opens", flush=True)
try: open_database(Path(sys.argv[1]), KEY).close()
except StoreError as error: print(error.code, flush=True)
"""


def test_where_there_is_no_room_for_the_copy_nothing_is_changed(tmp_path: Path, today: tuple[Path, bytes]) -> None:
    path = tmp_path / "old.db"
    as_of_version(path, "0005", today)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(path), "200000"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "opens\nbackup_full\n"
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["old.db"]


def test_killed_in_the_middle_it_is_the_old_version_or_the_new_and_opens(
    tmp_path: Path, today: tuple[Path, bytes]
) -> None:
    template = tmp_path / "template.db"
    as_of_version(template, "0002", today)
    for number in range(0, 10, 3):  # 1,400 cuts by 'python -m tests.faults migrations'
        path = tmp_path / f"{number}" / "old.db"
        path.parent.mkdir()
        path.write_bytes(template.read_bytes())
        with subprocess.Popen(
            [sys.executable, "-c", _OPEN, str(path), "0"], stdout=subprocess.PIPE, text=True
        ) as opened:
            assert opened.stdout is not None
            assert opened.stdout.readline() == "opens\n"
            time.sleep(0.02 + number * 0.015)
            opened.send_signal(signal.SIGKILL)
        database = open_database(path, KEY)
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD
            assert list(audit_balances(connection)) == []
        database.close()
        assert not before_migration(path).with_name(f"{before_migration(path).name}.part").exists()


def test_a_newer_version_is_neither_copied_nor_changed(tmp_path: Path, today: tuple[Path, bytes]) -> None:
    path = tmp_path / "newer.db"
    as_of_version(path, HEAD, today)
    database = open_database(path, KEY)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    with pytest.raises(StoreError) as refused:
        open_database(path, KEY)
    assert refused.value.code == "store_newer"
    assert [each.name for each in tmp_path.iterdir()] == ["newer.db"]


def test_what_came_damaged_in_an_older_version_is_read_from_the_journal_and_what_was_taken_back_is_not(
    tmp_path: Path, clinic: Clinic
) -> None:
    syringe = clinic.items["Syringe 3 mL"]
    clinic.execute("INSERT INTO supplier (id, name) VALUES (1, 'Tarnbeck')")
    clinic.execute(
        "INSERT INTO purchase_order (number, supplier_id, state, made_at, sent_on)"
        " VALUES ('PO-1', 1, 'sent', '2026-11-10T08:00:00.000Z', '2026-11-10')"
    )
    kept = clinic.order(Damage(syringe, 100, "PO-1"))
    clinic.order(Undamage(clinic.order(Damage(syringe, 200, "PO-1"))))
    path = tmp_path / "old.db"
    as_of_version(path, "0014", (clinic.path, KEY))
    database = open_database(path, KEY)
    with database.reading() as connection:
        found = connection.exec_driver_sql("SELECT event_id, item_id, quantity FROM delivery_damage").all()
        assert [tuple(row) for row in found] == [(kept, syringe, 100)]
        assert list(audit_receipts(connection)) == []
    database.close()
