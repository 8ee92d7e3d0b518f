"""Two stations on one database: after a key was changed at the one, the other takes it in from a sealed file."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tests.made_once import copied
from tracker.config import load_settings
from tracker.demo.clinic import build_clinic
from tracker.errors import StoreError
from tracker.people.review_lines import Looked
from tracker.people.reviews import unsigned
from tracker.specimens.patients import read
from tracker.station.clinic_keys import keys_of, own_key
from tracker.station.opening import open_store, vault_of
from tracker.station.rotating import rotate_database, rotate_patients

__all__ = ["run"]

LEAD, PHRASE = "B0000000141", "four words of no sentence"
Homes = tuple[Path, Path]
Piped = Callable[..., tuple[int, str, str]]


@pytest.fixture
def homes(demo_template: Path, tmp_path: Path) -> Homes:
    """The first holds the database; the second is a machine of its own with the same keys but its own name and signing
    key."""
    first, second = tmp_path / "first", tmp_path / "second"
    copied(demo_template, first)
    (second / "keys").mkdir(parents=True, mode=0o700)
    for each in ("database", "patients"):
        shutil.copy2(first / "keys" / f"{each}.key", second / "keys" / f"{each}.key")
    (second / "settings.toml").write_text(
        f'database = "{first / "tracker.db"}"\nstation = "second"\nkey_store = "file"\n', "utf-8"
    )
    return first, second


@pytest.fixture
def at(run: Run, monkeypatch: pytest.MonkeyPatch) -> Piped:
    """A command at the station of that home, with lines in its pipe."""

    def call(home: Path, lines: str, *arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setenv("TRACKER_HOME", str(home))
        before, sys.stdin = sys.stdin, io.StringIO(lines)
        try:
            return run(*arguments)
        finally:
            sys.stdin = before

    return call


def opens_patients(home: Path) -> bool:
    settings = load_settings(home)
    store = open_store(settings)
    try:
        vault = vault_of(store, settings)
        with store.reading() as connection:
            patient = connection.exec_driver_sql("SELECT min(id) FROM patient WHERE salt IS NOT NULL").scalar_one()
            return read(connection, vault, patient) is not None
    except StoreError:
        return False
    finally:
        store.close()


def carry(at: Piped, homes: Homes, file: Path) -> tuple[int, str, str]:
    first, second = homes
    assert at(first, f"{PHRASE}\n{PHRASE}\n", "keys", "export", file, "--badge", LEAD)[0] == 0
    return at(second, f"{PHRASE}\n", "keys", "import", file, "--badge", LEAD)


def test_the_patients_new_key_is_carried_to_the_other_station(homes: Homes, at: Piped, tmp_path: Path) -> None:
    first, second = homes
    assert opens_patients(second)
    rotate_patients(load_settings(first), LEAD)
    assert not opens_patients(second)
    status, out, _ = carry(at, homes, tmp_path / "keys.sealed")
    assert (status, "taken in: patients" in out) == (0, True)
    assert (tmp_path / "keys.sealed").stat().st_mode & 0o777 == 0o600
    assert opens_patients(second)
    assert len(keys_of(load_settings(second)).former("patients")) == 1
    mine, theirs = own_key(load_settings(second)), own_key(load_settings(first))
    assert mine is not None
    assert theirs is not None
    assert mine[1] != theirs[1], "each station signs with its own"


def test_the_databases_new_key_is_carried_as_well(homes: Homes, at: Piped, tmp_path: Path) -> None:
    rotate_database(load_settings(homes[0]), LEAD)
    with pytest.raises(StoreError):
        open_store(load_settings(homes[1]))
    status, out, _ = carry(at, homes, tmp_path / "keys.sealed")
    assert (status, "taken in: database" in out) == (0, True)
    assert opens_patients(homes[1])
    assert (
        "nothing was changed"
        in at(homes[1], f"{PHRASE}\n", "keys", "import", tmp_path / "keys.sealed", "--badge", LEAD)[1]
    )


def test_another_clinics_keys_are_not_taken_in(homes: Homes, at: Piped, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    build_clinic(other)
    rotate_patients(load_settings(homes[0]), LEAD)
    file = tmp_path / "keys.sealed"
    assert at(other, f"{PHRASE}\n{PHRASE}\n", "keys", "export", file, "--badge", LEAD)[0] == 0
    before = keys_of(load_settings(homes[1])).find("patients")
    status, _, err = at(homes[1], f"{PHRASE}\n", "keys", "import", file, "--badge", LEAD)
    assert (status, "does not open the patients of this database" in err) == (1, True)
    assert keys_of(load_settings(homes[1])).find("patients") == before
    assert (
        "another one, or the file is damaged"
        in at(homes[1], "wrong words here\n", "keys", "import", file, "--badge", LEAD)[2]
    )


def test_who_took_keys_along_and_who_took_them_in_is_on_record_and_to_be_reviewed(
    homes: Homes, at: Piped, tmp_path: Path
) -> None:
    rotate_patients(load_settings(homes[0]), LEAD)
    secret = keys_of(load_settings(homes[0])).find("patients")
    assert secret is not None
    assert carry(at, homes, tmp_path / "keys.sealed")[0] == 0
    store = open_store(load_settings(homes[0]))
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid").scalars()
        told = [body for body in rows if b'"kind":"keys.exported"' in body or b'"kind":"keys.imported"' in body]
        found = {each.code: each for each in unsigned(connection, Looked())}
    store.close()
    assert [json.loads(body)["which"] for body in told] == ["database, patients", "patients"]
    assert all(json.loads(body)["by"] == LEAD for body in told)
    assert found["keys_exported"].by == found["keys_imported"].by == LEAD
    assert found["keys_imported"].station == "second", "each is told by the station at which it was done"
    assert all(secret.value.hex().encode() not in body for body in told)


def test_taking_in_what_is_here_already_tells_nothing(homes: Homes, at: Piped, tmp_path: Path) -> None:
    assert carry(at, homes, tmp_path / "keys.sealed")[0] == 0
    store = open_store(load_settings(homes[0]))
    with store.reading() as connection:
        assert [each.code for each in unsigned(connection, Looked()) if each.code.startswith("keys_")] == [
            "keys_exported"
        ]
    store.close()
