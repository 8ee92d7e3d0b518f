"""Whatever stands in the way of opening the clinic's database is said in words, and nothing is lost by it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clinic import KEY, Clinic, open_clinic
from tracker.errors import StoreError
from tracker.store.database import create_database, open_database


def _code_of(path: Path, key: bytes = KEY) -> StoreError:
    with pytest.raises(StoreError) as refused:
        open_database(path, key, busy_timeout_ms=100).close()
    assert refused.value.message
    assert refused.value.hint
    return refused.value


def test_the_file_and_its_log_show_no_plaintext(clinic: Clinic) -> None:
    with clinic.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO staff (badge, name) VALUES ('B1', 'Wilhelmina Featherstone')")
    files = [*clinic.path.parent.iterdir()]
    assert {file.name for file in files} >= {"tracker.db", "tracker.db-wal"}
    for file in files:
        content = file.read_bytes()
        for word in (b"Featherstone", b"Syringe", b"CREATE TABLE", b"SQLite format 3"):
            assert word not in content, f"{word!r} stands in {file.name}"


def test_the_file_is_the_owners_alone_from_its_first_byte(tmp_path: Path) -> None:
    database = create_database(tmp_path / "new.db", KEY)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}, modes


def test_another_key_is_told_as_such(clinic_file: Path) -> None:
    assert _code_of(clinic_file, bytes(32)).code == "store_wrong_key"
    open_clinic(clinic_file).database.close()


def test_a_plain_sqlite_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE holiday (day TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    assert _code_of(path).code == "store_foreign"
    assert path.read_bytes() == before


def test_a_text_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Order more gloves.\n" * 500)
    assert _code_of(path).code == "store_wrong_key"
    assert path.read_text().startswith("Order more gloves.")


def test_an_empty_file_is_no_clinic(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert _code_of(path).code == "store_foreign"


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert _code_of(path).code == "store_missing"
    assert not path.exists()


@pytest.mark.parametrize("is_readonly", [False, True])
def test_a_newer_database_is_refused_and_unchanged(clinic_file: Path, is_readonly: bool) -> None:
    clinic = open_clinic(clinic_file)
    clinic.execute("UPDATE alembic_version SET version_num = '9999'")
    clinic.database.close()
    with pytest.raises(StoreError) as refused:
        open_database(clinic_file, KEY, is_readonly=is_readonly)
    assert refused.value.code == "store_newer"
    assert "9999" in refused.value.message


def test_making_a_database_never_touches_one_that_is_there(clinic_file: Path) -> None:
    before = clinic_file.read_bytes()
    with pytest.raises(StoreError) as refused:
        create_database(clinic_file, KEY)
    assert refused.value.code == "store_exists"
    assert clinic_file.read_bytes() == before


@pytest.mark.parametrize("name", ["a clinic?.db", "50%25.db", "Zürich#1.db", "file:x.db"])
def test_a_database_may_have_any_name_that_the_disk_allows(tmp_path: Path, name: str) -> None:
    create_database(tmp_path / name, KEY).close()
    assert [file.name for file in tmp_path.iterdir()] == [name]
    open_database(tmp_path / name, KEY).close()


def test_whoever_writes_again_has_the_pages_in_memory_that_were_written_last(clinic: Clinic) -> None:
    """Each connection has a memory of its own: taken in turn, all but one would have to decrypt anew what was written."""
    with clinic.database.reading(), clinic.database.reading(), clinic.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO staff (badge, name) VALUES ('B1', 'Ada')")
    with clinic.database.writing() as connection:
        last = connection.driver
    for _ in range(3):
        with clinic.database.writing() as connection:
            assert connection.driver is last


def test_a_view_for_reading_cannot_write(clinic_file: Path) -> None:
    database = open_database(clinic_file, KEY, is_readonly=True)
    with pytest.raises(StoreError) as refused, database.writing() as connection:
        connection.exec_driver_sql("UPDATE item SET name = 'x'")
    database.close()
    assert refused.value.code == "store_readonly"


_AS_NOBODY = """
import os, sys
from pathlib import Path
from tests.clinic import KEY
from tracker.errors import StoreError
from tracker.store.database import create_database, open_database
import alembic.command
what, path = sys.argv[1], Path(sys.argv[2])
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)
try:
    if what == "create":
        create_database(path, KEY)
    else:
        with open_database(path, KEY, busy_timeout_ms=100).writing() as connection:
            connection.exec_driver_sql("UPDATE item SET name = 'x'")
except StoreError as error:
    print(error.code)
else:
    print("done")
"""


@pytest.fixture
def open_folder() -> Callable[[str, Path], str]:
    """Run as a user without rights in the folder: root may write everywhere, so it steps down first."""

    def run(what: str, path: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, what, str(path)], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    return run


def test_a_read_only_file_and_folder_are_told_in_words(
    clinic_file: Path, open_folder: Callable[[str, Path], str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "tracker.db"
        path.write_bytes(clinic_file.read_bytes())
        path.chmod(0o444)
        folder.chmod(0o555)
        assert open_folder("write", path) in {"store_readonly", "store_cannot_open"}
        path.chmod(0o000)
        assert open_folder("write", path) == "store_cannot_open"
        assert open_folder("create", folder / "sub" / "new.db") == "store_cannot_open"
        assert open_folder("create", folder / "new.db") == "store_cannot_open"
        folder.chmod(0o755)
        assert [child.name for child in folder.iterdir()] == ["tracker.db"]
        assert path.read_bytes() == clinic_file.read_bytes()


def test_a_database_that_could_not_be_finished_leaves_no_file(tmp_path: Path) -> None:
    """Else the next 'tracker init' would say that there is a database already, and 'tracker' that it is none."""
    script = (
        "import resource, sys; from pathlib import Path; from tests.clinic import KEY\n"
        "from tracker.errors import StoreError; from tracker.store.database import create_database\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: create_database(Path(sys.argv[1]), KEY)\n"
        "except StoreError as error: print(error.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "new.db")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in {"store_full", "store_io"}
    assert os.listdir(tmp_path) == []
    create_database(tmp_path / "new.db", KEY).close()


def test_a_database_that_what_comes_first_does_not_fit_into_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        create_database(tmp_path / "new.db", KEY, lambda new: new.exec_driver_sql("INSERT INTO setting VALUES (1)"))
    assert os.listdir(tmp_path) == []


def test_two_who_make_a_database_at_once_make_one(tmp_path: Path) -> None:
    """Whoever is finished later hears of the other, and has changed nothing in its database."""
    path = tmp_path / "new.db"
    with pytest.raises(StoreError) as refused:
        create_database(path, KEY, lambda _: create_database(path, bytes(32)).close())
    assert refused.value.code == "store_exists"
    assert os.listdir(tmp_path) == ["new.db"]
    open_database(path, bytes(32)).close()
