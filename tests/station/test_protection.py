"""The doctor says what protects what: which key lies where, how old it is, and what is not known."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker.config import Settings, load_settings
from tracker.people.reviews import unsigned
from tracker.station.clinic_keys import keys_of, rotation_mark
from tracker.station.examined import Examined
from tracker.station.examining_keys import examine_keys, keys_here
from tracker.station.examining_store import examine_store
from tracker.station.opening import open_store
from tracker.station.reviewing import looked_of, overdue
from tracker.station.rotating import rotate_database

LEAD = "B0000000141"


@pytest.fixture
def clinic_home(demo_template: Path, tmp_path: Path) -> Settings:
    shutil.copytree(demo_template, tmp_path / "home")
    return load_settings(tmp_path / "home")


def told(settings: Settings, day: str = "2026-11-16") -> list[Examined]:
    return list(examine_keys(settings, day))


def test_each_key_is_told_with_what_it_protects_and_where_it_lies(clinic_home: Settings) -> None:
    words = [each.words for each in told(clinic_home)]
    for name, what in (
        ("database", "all of the database file"),
        ("patients", "names, birth dates"),
        ("station", "signed"),
    ):
        (line,) = (each for each in words if each.startswith(f"the {name} key protects"))
        assert what in line
        assert f"{clinic_home.home / 'keys' / name}.key (mode 0600)" in line
    assert any("whether all of it is encrypted is not known" in each for each in words)
    assert any("backups are under the same keys" in each for each in words)


def test_a_key_is_as_old_as_its_last_change(clinic_home: Settings) -> None:
    assert {each.since for each in keys_here(clinic_home)} == {"2026-11-13"}
    rotate_database(clinic_home, LEAD)
    here = {each.name: (each.since, each.former) for each in keys_here(clinic_home)}
    assert here["database"] == ("2026-11-16", 1)
    assert here["patients"] == ("2026-11-13", 0)


def test_an_old_key_is_told_with_the_way_to_another(clinic_home: Settings) -> None:
    late = (date(2026, 11, 13) + timedelta(days=731)).isoformat()
    assert {each.hint.rpartition(" ")[2] for each in told(clinic_home, late) if "days old" in each.hint} == {
        "database",
        "patients",
    }
    assert [each for each in told(clinic_home) if "days old" in each.hint] == []


def test_a_change_that_was_stopped_is_told(clinic_home: Settings) -> None:
    rotation_mark(clinic_home).touch()
    assert any("was being changed" in each.words for each in told(clinic_home))


def test_keys_that_are_not_here_are_no_fault_of_the_doctors(clinic_home: Settings) -> None:
    keys_of(clinic_home).forget("station")
    assert [each for each in told(clinic_home) if each.words.startswith("the station key")] == []
    keys_of(clinic_home).forget("database")
    assert told(clinic_home) == []


def test_what_stands_out_and_is_long_unsigned_is_told(clinic_home: Settings) -> None:
    rotate_database(clinic_home, LEAD)
    (line,) = (each for each in examine_store(clinic_home, is_deep=False) if each.about == "Review")
    assert line.state == "ok", "it stands out since this morning only"
    store = open_store(clinic_home, is_readonly=True)
    with store.reading() as connection:
        looked = looked_of(clinic_home)
        first = unsigned(connection, looked)[0].first_at
        assert overdue(connection, looked, 7, first + timedelta(days=7)) == ()
        assert len(overdue(connection, looked, 7, first + timedelta(days=7, minutes=1))) == 1
    store.close()
