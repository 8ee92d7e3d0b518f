"""A station that checks its database by itself: at each start, and all of it once a week while nobody works."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from tests.clinic import KEY
from tests.faults.old_clinics import old_clinic
from tests.station.conftest import NOON
from tests.station.scanning import pack, play
from tests.waiting import at_once, until
from tracker.barcodes import house
from tracker.config import Settings
from tracker.errors import StoreError
from tracker.hardware.scan import Scan, utc_now
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.writing import open_journal
from tracker.people.access import Role
from tracker.people.badges import begin_asking
from tracker.people.credentials import set_proof
from tracker.people.proofs import Proof
from tracker.people.roles import give_role
from tracker.people.staff import enrol
from tracker.station import open_station
from tracker.station.checks import file_of, keep_full, last_full
from tracker.station.examined import Examined
from tracker.station.examining_contents import examine_contents
from tracker.station.examining_store import examine_store
from tracker.station.founded import audit_founded
from tracker.station.keeping_checks import KeptChecks
from tracker.station.opening import found_clinic, open_store
from tracker.store.database import Database, open_database
from tracker.store.keys import Keys

SMUGGLED = "INSERT INTO staff (badge, name) VALUES ('B0000000723', 'R. Okafor')"
Check = Callable[..., KeptChecks]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A clinic that was founded a moment ago: all that is in it is in its journal."""
    home = tmp_path / "new"
    home.mkdir()
    founded = settings.model_copy(update={"home": home, "database": home / "tracker.db"})
    found_clinic(founded, "Northgate clinic")
    station = open_station(founded, sources=())
    play(station, *(Scan(house.specimen_code(number + 1), source="serial:a", at=utc_now()) for number in range(9)))
    station.close()
    return founded


@pytest.fixture
def store(settings: Settings) -> Iterator[Database]:
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def check(settings: Settings, store: Database) -> Iterator[Check]:
    """Checks at a station where nobody works, unless it is said how long that takes."""
    made: list[KeptChecks] = []

    def begin(idle_s: float = 0.0, now: Callable[[], datetime] = utc_now) -> KeptChecks:
        made.append(KeptChecks(store, settings, first_s=0.0, idle_s=idle_s, look_s=0.01, now=now))
        return made[-1]

    yield begin
    for each in made:
        each.close(10)


def do(store: Database, statement: str) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(statement)


def test_a_sound_database_stands_both_and_nothing_is_said(settings: Settings, check: Check) -> None:
    checks = check()
    until(lambda: checks.full is not None)
    assert checks.short == ()
    assert checks.full is not None
    assert checks.full.findings == ()
    assert (checks.in_short(), checks.told()) == ("", "")
    assert last_full(settings.database) == checks.full
    assert os.stat(file_of(settings.database)).st_mode & 0o777 == 0o600


def test_the_short_one_finds_an_event_that_was_changed(store: Database, check: Check) -> None:
    do(store, "UPDATE journal SET body = CAST(body || x'20' AS BLOB) WHERE seq = (SELECT max(seq) FROM journal)")
    checks = check(idle_s=1000.0)
    until(lambda: checks.short is not None)
    assert checks.in_short() == "check ✖ failed"
    assert checks.told() == (
        "The database failed its check: Journal: front-desk Event 10 was changed after it was written."
        " Stop work, keep the files, and run: tracker doctor --deep. Then restore the last good backup into a new folder."
    )


def test_a_damaged_page_is_found_at_the_start(settings: Settings, store: Database, check: Check) -> None:
    store.empty_log()
    with settings.database.open("r+b") as file:
        file.seek(settings.database.stat().st_size // 2)
        file.write(os.urandom(64))
    store.engine.dispose()
    checks = check(idle_s=1000.0)
    until(lambda: checks.short is not None)
    assert checks.in_short() == "check ✖ failed"


def test_what_no_event_tells_of_is_found_by_the_full_one_alone(store: Database, check: Check) -> None:
    do(store, SMUGGLED)
    checks = check()
    until(lambda: checks.full is not None)
    assert checks.short == ()
    assert checks.full is not None
    assert checks.full.findings == ("People: The journal does not know the staff B0000000723.",)
    assert checks.in_short() == "check ✖ failed"


def test_while_somebody_works_the_full_one_waits_for_a_pause(check: Check) -> None:
    checks = check(idle_s=1000.0)
    until(lambda: checks.short is not None)
    assert checks.full is None


def test_after_two_weeks_it_waits_no_longer(settings: Settings, check: Check) -> None:
    keep_full(settings.database, utc_now() - timedelta(days=14), [])
    checks = check(idle_s=1000.0)
    until(lambda: checks.full is not None and utc_now() - checks.full.at < timedelta(days=1))


def test_within_the_week_it_is_not_made_again(settings: Settings, check: Check) -> None:
    kept = keep_full(settings.database, utc_now() - timedelta(days=6), [])
    checks = check()
    until(lambda: checks.short is not None)
    end = monotonic() + 0.2
    while monotonic() < end:
        assert checks.full == kept or last_full(settings.database) == checks.full
    assert last_full(settings.database) == checks.full
    assert checks.full is not None
    assert utc_now() - checks.full.at > timedelta(days=5)


def test_closing_does_not_wait_for_a_check(check: Check, store: Database) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
    do(store, f"INSERT INTO setting (name, value) {many} SELECT 'x' || i, hex(randomblob(400)) FROM n")
    checks = check()
    at_once(lambda: checks.close(10), 1.0)


def test_a_file_that_somebody_spoilt_is_as_none(settings: Settings) -> None:
    for content in (
        b"",
        b"{}",
        b"[1]",
        b'{"at": "x", "findings": []}',
        b'{"at": "2026-11-16", "findings": []}',
        b"\xff" * 9,
    ):
        file_of(settings.database).write_bytes(content)
        assert last_full(settings.database) is None


def test_what_is_kept_is_safe_to_show(settings: Settings) -> None:
    keep_full(settings.database, NOON, [Examined("fault", "Balances", "\x1b]52;c;AAAA\x07")])
    kept = last_full(settings.database)
    assert kept is not None
    assert "\x1b" not in kept.findings[0]


def said(settings: Settings, *, is_deep: bool = False) -> tuple[str, str]:
    (found,) = ((each.state, each.words) for each in examine_store(settings, is_deep) if each.about == "Full check")
    return found


def test_the_doctor_says_when_it_was_and_what_it_found(settings: Settings, store: Database) -> None:
    assert said(settings) == ("warning", "none is known of")
    keep_full(settings.database, utc_now() - timedelta(days=20), [])
    assert said(settings)[0] == "warning"
    assert all(each.state != "fault" for each in examine_store(settings, is_deep=True) if each.about != "Backups")
    assert said(settings)[0] == "ok"
    do(store, SMUGGLED)
    list(examine_store(settings, is_deep=True))
    assert said(settings)[0] == "fault"


def test_scans_go_on_beside_it(settings: Settings) -> None:
    station = open_station(settings, clock=lambda: NOON)
    try:
        play(station, *(pack(number) for number in range(50)))
        assert station.counts.waiting == 0
        assert station.upkeep.warnings_in_short() == ""
    finally:
        station.close()


def test_the_doctor_looks_at_the_journals_end_without_being_asked_for_all_of_it(
    settings: Settings, store: Database
) -> None:
    def ends() -> list[str]:
        return [each.state for each in examine_store(settings, is_deep=False) if each.about == "Journal's end"]

    assert ends() == ["ok"]
    do(store, "UPDATE journal SET body = CAST(body || x'20' AS BLOB) WHERE seq = (SELECT max(seq) FROM journal)")
    assert ends() == ["fault"]


FORGED = {
    "a role": "UPDATE staff SET role = 'lead' WHERE badge = 'B0000000723'",
    "a badge": "INSERT INTO staff (badge, name) VALUES ('B0000000820', 'Nobody')",
    "a right": "INSERT INTO role_permission VALUES ('courier', 'patient.reveal', 1)",
    "a certificate": "INSERT INTO licence VALUES ('B0000000723', 'phlebotomy', 'CPT-1', '2099-01-01')",
    "somebody's PIN": "INSERT INTO credential (badge, kind, verifier, must_change, set_at)"
    " VALUES ('B0000000723', 'pin', 'x', 0, '2026-11-16T06:00:00.000Z')",
    "no PINs": "DELETE FROM setting WHERE name = 'sign_in'",
    "another name": "UPDATE setting SET value = 'Southgate' WHERE name = 'clinic'",
    "another day": "INSERT INTO setting (name, value) VALUES ('demo_day', '2020-01-01')",
}


@pytest.fixture
def staffed(settings: Settings, store: Database) -> None:
    """R. Okafor has a badge, and PINs are asked for: all of it on record."""
    with store.writing() as connection:
        secret = Keys(settings.home / "keys", "file").find("station")
        assert secret is not None
        pen = Pen(open_journal(connection, settings.station, secret.value), stamp(utc_now()))
        enrol(connection, pen, "B0000000723", "R. Okafor")
        enrol(connection, pen, "B0000000141", "lead 01")
        give_role(connection, pen, "B0000000141", Role.LEAD)
        set_proof(connection, replace(pen, by="B0000000141"), "B0000000141", Proof("604417"), "verifier")
        begin_asking(connection, pen)


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_row_that_grants_something_and_that_nobody_gave_is_told_at_the_start(
    store: Database, check: Check, forged: str
) -> None:
    do(store, forged)
    checks = check(idle_s=1000.0)
    until(lambda: checks.in_short() != "")
    assert checks.told().startswith("The database failed its check: People: ")


@pytest.mark.usefixtures("staffed")
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_and_while_the_program_runs(store: Database, check: Check, forged: str) -> None:
    checks = check(idle_s=1000.0)
    until(lambda: checks.short is not None)
    assert checks.in_short() == ""
    do(store, forged)
    until(lambda: checks.in_short() != "")


def test_a_trigger_under_a_number_set_back_is_told_and_nothing_more_is_written(store: Database, check: Check) -> None:
    """The number alone is asked as a write begins, and whoever has the key can set it."""
    do(store, "UPDATE setting SET value = value")
    checks = check(idle_s=1000.0)
    until(lambda: checks.short is not None)
    with store.reading() as connection:
        number = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    with store.engine.begin() as by_hand:
        by_hand.exec_driver_sql("CREATE TRIGGER a BEFORE INSERT ON lot BEGIN SELECT raise(IGNORE); END")
        by_hand.exec_driver_sql(f"PRAGMA schema_version = {number}")
    until(lambda: checks.in_short() != "")
    assert "The trigger a on lot was put in" in checks.told()
    with pytest.raises(StoreError) as refused:
        do(store, "UPDATE setting SET value = value")
    assert refused.value.code == "store_altered"


@pytest.mark.usefixtures("staffed")
def test_what_was_put_right_is_told_no_longer(store: Database, check: Check) -> None:
    checks = check(idle_s=1000.0)
    do(store, FORGED["a role"])
    until(lambda: checks.in_short() != "")
    do(store, "UPDATE staff SET role = 'assistant' WHERE badge = 'B0000000723'")
    until(lambda: checks.in_short() == "")


@pytest.mark.parametrize("is_deep", [False, True])
@pytest.mark.parametrize("forged", ["another name", "another day"])
def test_the_doctor_holds_name_and_day_against_the_journal(
    settings: Settings, store: Database, forged: str, is_deep: bool
) -> None:
    def told() -> list[Examined]:
        return [each for each in examine_store(settings, is_deep=is_deep) if each.about == "Clinic"]

    (well,) = told()
    assert well.state == "ok"
    do(store, FORGED[forged])
    (found,) = told()
    assert (found.state, "in the journal" in found.words) == ("fault", True)


def test_a_clinic_of_before_its_name_was_on_record_is_whole_and_told_so(settings: Settings, tmp_path: Path) -> None:
    """Nothing can be held against an event that was never written; a moved clock is told all the same."""
    old_clinic(tmp_path / "old.db", "0023")
    store = open_database(tmp_path / "old.db", KEY)
    try:
        found = [each for each in examine_contents(store, settings, is_deep=False) if each.about == "Clinic"]
        assert [(each.state, each.words.startswith("founded before")) for each in found] == [("ok", True)]
        with store.reading() as connection:
            assert list(audit_founded(connection)) == []
        do(store, FORGED["another day"])
        found = [each for each in examine_contents(store, settings, is_deep=False) if each.about == "Clinic"]
        assert [each.state for each in found] == ["warning"]
    finally:
        store.close()
