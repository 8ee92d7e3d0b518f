"""A store that takes nothing, a program that fails, a scan under another's identity: nothing is lost, nobody is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.clinic import KEY, overlook
from tests.station.hearing import Heard
from tests.station.scanning import EXAM_1, SHELF_A, alter, asked, command, pack, play
from tests.store.test_faults import UNTIL_LEFT_S, held_elsewhere
from tests.waiting import until
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.journal.verifying import verify
from tracker.station import Outcome, Station
from tracker.store.database import open_database


def test_a_listener_that_fails_disturbs_neither_the_writer_nor_other_listeners(station: Station) -> None:
    def broken(heard: object) -> None:
        raise RuntimeError("a screen that is gone")

    after: list[Outcome] = []
    station.subscribe(broken)
    station.subscribe(after.append)
    station.subscribe_trouble(broken)
    play(station, command(Command.RESTOCK), EXAM_1, pack())
    assert [outcome.verdict.code for outcome in after] == ["job_opened", "room_opened", "accepted"]


def _year_one(scan: Scan) -> Scan:
    return replace(scan, at=datetime(1, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(lambda scan: replace(scan, source="serial:\ud800"), id="a source that is no unicode"),
        pytest.param(lambda scan: replace(scan, evidence="\udcff" * 3), id="evidence that is no unicode"),
        pytest.param(_year_one, id="a clock at the beginning of time"),
        pytest.param(lambda scan: replace(scan, aim="\ud800"), id="an identifier that is no unicode"),
        pytest.param(lambda scan: replace(scan, id='x","seq":1,"'), id="an identity that plays with quotes"),
    ],
)
def test_a_scan_that_no_code_foresaw_is_recorded_and_the_next_is_handled(
    station: Station, heard: Heard, odd: Callable[[Scan], Scan]
) -> None:
    play(station, command(Command.RESTOCK), EXAM_1, odd(pack()), pack(2))
    assert heard.codes()[-1] == "accepted"
    assert station.counts.waiting == 0
    assert asked(station, "SELECT count(*) FROM scan") == 4
    with station.read() as reader:
        assert verify(reader.connection).findings == ()


def damage(station: Station, statement: str) -> None:
    """A table goes away under the program's hands, past its look at the schema: else nothing would be tried."""
    database = station._handler.database
    with database.engine.begin() as by_hand:
        by_hand.exec_driver_sql(statement)
    overlook(database)


def test_a_fault_of_the_program_is_recorded_as_refused_and_the_writer_goes_on(heard: Heard, station: Station) -> None:
    """The fault here is a real one: a table that the program needs has been damaged under its hands."""
    play(station, command(Command.RESTOCK), EXAM_1)
    damage(station, "ALTER TABLE posting RENAME TO posting_away")
    play(station, pack(1))
    assert heard.codes()[-1] == "program_fault"
    assert station.desk.latched is not None
    damage(station, "ALTER TABLE posting_away RENAME TO posting")
    play(station, command(Command.YES), pack(2))
    assert heard.codes()[-1] == "accepted"
    assert (station.counts.scanned, station.counts.posted, station.counts.waiting) == (5, 1, 0)
    assert station.tally.refused_by_code["program_fault"] == 1
    body = str(asked(station, "SELECT CAST(body AS TEXT) FROM journal WHERE seq = 12"))
    assert '"fault":"OperationalError"' in body
    assert '"verdict":"program_fault"' in body
    with station.read() as reader:
        assert verify(reader.connection).findings == ()
        assert list(audit_balances(reader.connection)) == []
        assert list(audit_movements(reader.connection)) == []


def test_a_scan_that_cannot_even_be_recorded_is_kept_for_a_recording_and_stops_nobody(
    heard: Heard, station: Station
) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    damage(station, "ALTER TABLE scan RENAME TO scan_away")
    lost = pack(1)
    play(station, lost)
    assert station.fault is not None
    damage(station, "ALTER TABLE scan_away RENAME TO scan")
    play(station, pack(2))
    assert heard.codes()[-1] == "accepted"
    assert station.fault is None
    assert station.counts.waiting == 1
    kept = station.close()
    assert [scan.id for scan in open_source(f"recording:{kept}", pace="at_once")][2:] == [lost.id]


def test_while_another_program_holds_the_store_scans_wait_and_are_then_posted_in_order(
    settings: Settings, station: Station, heard: Heard
) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    with held_elsewhere(settings.database, UNTIL_LEFT_S):
        for number in range(5):
            station.submit(pack(number))
        until(lambda: station.fault is not None, "it is told that the store is locked")
        assert station.fault is not None
        assert station.fault.code == "store_locked"
        assert (station.counts.posted, station.counts.waiting) == (0, 5)
    assert station.drain(60)
    assert heard.codes()[2:] == ["accepted"] * 5
    assert [outcome.scan.at for outcome in heard.outcomes[2:]] == [pack(number).at for number in range(5)]
    assert station.fault is None
    assert heard.troubles[-1] is None
    assert station.close() is None


def test_scans_wait_behind_a_forged_journal_and_are_stored_once_it_was_put_right(
    settings: Settings, station: Station, heard: Heard
) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    kept = asked(station, "SELECT hex(hash) FROM journal_head")
    alter(settings, "UPDATE journal_head SET hash = zeroblob(32)")
    station.submit(pack())
    until(lambda: station.fault is not None, "it is told")
    assert station.fault is not None
    assert station.fault.code == "journal_forged"
    alter(settings, f"UPDATE journal_head SET hash = x'{kept}'")
    assert station.drain(60)
    assert heard.codes()[2:] == ["accepted"]
    assert station.fault is None


def test_scans_wait_behind_a_trigger_that_would_drop_their_events(
    settings: Settings, station: Station, heard: Heard
) -> None:
    play(station, command(Command.RECEIVE), SHELF_A)
    database = open_database(settings.database, KEY)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TRIGGER a BEFORE INSERT ON journal BEGIN SELECT raise(IGNORE); END")
    station.submit(pack())
    until(lambda: station.fault is not None, "it is told")
    assert station.fault is not None
    assert station.fault.code == "store_altered"
    with database.engine.begin() as by_hand:
        by_hand.exec_driver_sql("DROP TRIGGER a")
    database.close()
    assert station.drain(60)
    assert heard.codes()[2:] == ["accepted"]
    assert station.fault is None
