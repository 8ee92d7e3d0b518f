"""A trigger that somebody with the key puts in drops what it likes: on no other schema than ours is anything written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.clinic import AT, KEY, Clinic
from tests.store.test_migrating_with_data import made_of_version
from tracker.backups.making import make_backup, source_of
from tracker.backups.proving import prove
from tracker.backups.rotating import Keeping
from tracker.barcodes.house import badge_code
from tracker.errors import StoreError
from tracker.hardware.scan import new_id
from tracker.people.tries import count_try, instant, tries_of
from tracker.station.granted import audit_granted, granted
from tracker.store.connection import Connection
from tracker.store.database import create_database, open_database
from tracker.store.migrating import VERSIONS
from tracker.store.pages import all_faults, page_faults
from tracker.store.rekeying import alone
from tracker.store.schema import ALTERED, DIGESTS, _made, schema_digest, schema_faults

DROPS = "CREATE TRIGGER a BEFORE INSERT ON journal BEGIN SELECT raise(IGNORE); END"
KEEPS_HEAD = "CREATE TRIGGER b BEFORE UPDATE ON journal_head BEGIN SELECT raise(IGNORE); END"
TAKES_AWAY = "CREATE TRIGGER c AFTER UPDATE ON journal_head BEGIN DELETE FROM journal WHERE seq = new.seq; END"
BADGE = badge_code(7)
NO_TRIES = "CREATE TRIGGER d BEFORE INSERT ON sign_in_tries BEGIN SELECT raise(IGNORE); END"
FORGETS_TRIES = "CREATE TRIGGER e AFTER INSERT ON sign_in_tries BEGIN DELETE FROM sign_in_tries; END"


@contextmanager
def by_hand(path: Path) -> Iterator[Connection]:
    """Somebody with the database's key, and without this program."""
    with closing(sqlcipher.connect(str(path), isolation_level=None)) as driver:
        driver.execute(f"PRAGMA key=\"x'{KEY.hex()}'\"")
        yield Connection(driver)


def forge(path: Path, *statements: str) -> None:
    with by_hand(path) as connection:
        for each in statements:
            connection.exec_driver_sql(each)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_digest_of_each_version_is_that_of_what_its_migrations_make(version: str) -> None:
    class Asked:
        def exec_driver_sql(self, statement: str) -> Sequence[object]:
            return _made(version)

    assert schema_digest(Asked()) == DIGESTS[version]


def test_a_new_database_has_the_programs_own_schema(tmp_path: Path) -> None:
    store = create_database(tmp_path / "new.db", KEY)
    with store.reading() as connection:
        assert schema_digest(connection) == DIGESTS[VERSIONS[-1]]
        assert schema_faults(connection) == ()
    store.close()


FORGED = [
    pytest.param((DROPS,), "the trigger a on journal was put in", id="a trigger"),
    pytest.param(("CREATE VIEW seen AS SELECT * FROM journal",), "the view seen was put in", id="a view"),
    pytest.param(("CREATE TABLE kept (what TEXT)",), "the table kept was put in", id="a table"),
    pytest.param(("CREATE INDEX i ON lot (number)",), "the index i on lot was put in", id="an index"),
    pytest.param(
        ("DROP TRIGGER recall_of_new_lot",), "the trigger recall_of_new_lot on lot is missing", id="no trigger"
    ),
    pytest.param(("ALTER TABLE staff ADD COLUMN more TEXT",), "the table staff is not as it was made", id="a column"),
    pytest.param(
        (
            "DROP TRIGGER recall_of_new_lot",
            "CREATE TRIGGER recall_of_new_lot AFTER INSERT ON lot BEGIN SELECT 1; END",
        ),
        "the trigger recall_of_new_lot on lot is not as it was made",
        id="another trigger of the same name",
    ),
    pytest.param(
        ("CREATE TRIGGER [x\x1b[2J] AFTER INSERT ON lot BEGIN SELECT 1; END",),
        "the trigger x\\x1b[2J on lot was put in",
        id="a name that would clear the screen",
    ),
]


@pytest.mark.parametrize(("statements", "told"), FORGED)
def test_it_is_named_and_the_database_is_not_opened(clinic: Clinic, statements: tuple[str, ...], told: str) -> None:
    clinic.database.close()
    forge(clinic.path, *statements)
    before = clinic.path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_database(clinic.path, KEY)
    assert refused.value.code == ALTERED
    assert told in refused.value.message
    assert "tracker restore" in refused.value.hint
    assert clinic.path.read_bytes() == before
    store = open_database(clinic.path, KEY, is_readonly=True)
    with store.reading() as connection:
        assert page_faults(connection) == all_faults(connection) == [told]
        assert f"{told[0].upper()}{told[1:]}." in list(audit_granted(connection))
    store.close()
    with pytest.raises(StoreError) as refused, alone(clinic.path, KEY):
        pytest.fail("the key would be changed")
    assert refused.value.code == ALTERED


@pytest.mark.parametrize(("statements", "told"), FORGED)
def test_put_in_while_a_station_runs_nothing_more_is_written(
    clinic: Clinic, statements: tuple[str, ...], told: str
) -> None:
    clinic.execute("UPDATE setting SET value = 'before' WHERE name = 'clinic'")
    with clinic.database.reading() as connection:
        before = granted(connection)
    forge(clinic.path, *statements)
    with pytest.raises(StoreError) as refused:
        clinic.execute("UPDATE setting SET value = 'after' WHERE name = 'clinic'")
    assert (refused.value.code, told in refused.value.message) == (ALTERED, True)
    assert clinic.value("SELECT value FROM setting WHERE name = 'clinic'") == "before"
    with clinic.database.reading() as connection:
        assert granted(connection) != before


def test_once_it_is_taken_out_again_work_goes_on(clinic: Clinic) -> None:
    forge(clinic.path, DROPS)
    with pytest.raises(StoreError):
        clinic.execute("UPDATE setting SET value = 'after' WHERE name = 'clinic'")
    forge(clinic.path, "DROP TRIGGER a")
    clinic.execute("UPDATE setting SET value = 'after' WHERE name = 'clinic'")


def test_the_number_of_the_schema_set_back_hides_nothing_from_the_check(clinic: Clinic) -> None:
    """SQLite's own number can be written by whoever has the key."""
    clinic.execute("UPDATE setting SET value = 'x' WHERE name = 'clinic'")
    number = clinic.value("PRAGMA schema_version")
    forge(clinic.path, DROPS, f"PRAGMA schema_version = {number}")
    with clinic.database.reading() as connection:
        assert "The trigger a on journal was put in." in list(audit_granted(connection))


def test_a_version_that_is_none_is_named_and_stops_no_check(clinic: Clinic) -> None:
    clinic.execute("UPDATE alembic_version SET version_num = 'x'")
    with clinic.database.reading() as connection:
        assert page_faults(connection) == ["its version is x, which no migration makes"]


def test_what_sqlite_keeps_of_its_own_is_no_fault(clinic: Clinic) -> None:
    forge(clinic.path, "ANALYZE")
    clinic.execute("UPDATE setting SET value = 'x' WHERE name = 'clinic'")
    open_database(clinic.path, KEY).close()


@pytest.mark.parametrize("version", ["0003", "0015", VERSIONS[-2]])
def test_an_older_database_is_looked_at_before_it_is_brought_up_to_date(tmp_path: Path, version: str) -> None:

    path = tmp_path / "old.db"
    made_of_version(path, version).dispose()
    forge(path, DROPS)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_database(path, KEY)
    assert refused.value.code == ALTERED
    assert path.read_bytes() == before
    forge(path, "DROP TRIGGER a")
    open_database(path, KEY).close()


@pytest.mark.parametrize("forged", [(DROPS, KEEPS_HEAD), (DROPS,), (KEEPS_HEAD,), (TAKES_AWAY,)])
def test_an_event_that_is_not_there_afterwards_is_not_acknowledged(clinic: Clinic, forged: tuple[str, ...]) -> None:
    """Whatever has dropped it, and however it came past the look at the schema."""
    with clinic.database.writing() as connection:
        for each in forged:
            connection.exec_driver_sql(each)
        with pytest.raises(StoreError) as refused:
            clinic.journal.append(connection, new_id(), "scan", AT, {})
        connection.driver.rollback()
        connection.exec_driver_sql("BEGIN")
    assert refused.value.code == ALTERED
    clinic.order()


@pytest.mark.parametrize("forged", [NO_TRIES, FORGETS_TRIES])
def test_a_wrong_pin_that_is_not_counted_is_not_looked_at(clinic: Clinic, forged: str) -> None:
    with clinic.database.writing() as connection:
        connection.exec_driver_sql(forged)
        with pytest.raises(StoreError) as refused:
            count_try(connection, BADGE, instant(AT))
        connection.driver.rollback()
        connection.exec_driver_sql("BEGIN")
    assert refused.value.code == ALTERED
    with clinic.database.writing() as connection:
        assert [count_try(connection, BADGE, instant(AT)) for _ in range(3)] == [1, 2, 3]
        assert tries_of(connection, BADGE).failed == 3


def test_no_backup_is_called_whole_that_holds_it(clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    clinic.order()
    source = source_of(clinic.database, KEY, clinic.journal, lambda: datetime(2026, 11, 16, 15, tzinfo=UTC))
    now = datetime(2026, 11, 16, 18, tzinfo=UTC)
    made = make_backup(source, tmp_path / "backups", Keeping(), now)
    assert prove(made.file, KEY, made.manifest.checkpoint).faults == ()
    forge(made.file, KEEPS_HEAD)
    assert prove(made.file, KEY, made.manifest.checkpoint).faults == ("The trigger b on journal_head was put in.",)
    forge(clinic.path, KEEPS_HEAD)
    with pytest.raises(StoreError):
        make_backup(source, tmp_path / "backups", Keeping(), now)
    assert len(list((tmp_path / "backups").glob("*.db"))) <= 1
