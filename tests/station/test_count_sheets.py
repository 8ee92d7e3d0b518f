"""The count sheets of a downtime pack, scanned in as they are printed: each line is the one that it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from labels.symbols import Kind
from tests.clinic import TODAY
from tests.station.conftest import NOON
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, spelling_code
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import audit_balances, audit_movements, ledger_digest
from tracker.jobs.verdict import Tone
from tracker.journal.verifying import verify
from tracker.labelling.downtime_facts import CountedPlace, CountLine, pack_facts
from tracker.station import Outcome, Station

LEAD = badge_code(7)


class Sheets:
    """The sheets, and a hand that scans what they say: the first code of each line as its symbol is read."""

    def __init__(self, station: Station) -> None:
        self.station, self.at = station, NOON - timedelta(hours=1)
        self.outcomes: list[Outcome] = []
        station.subscribe(self.outcomes.append)
        with station.read() as reader:
            self.places = pack_facts(reader.connection, ("2600000103",), TODAY, with_badges=False).places

    def scan(self, *codes: str, aim: str = "]C0") -> Outcome:
        for code in codes:
            self.at += timedelta(seconds=2)
            self.station.submit(Scan(code, aim, source="usb:1", at=self.at))
        assert self.station.drain(60)
        return self.outcomes[-1]

    def begin(self, clock: str) -> None:
        """The lead enters what was counted at ``clock``, four digits."""
        digits = [spelling_code(each) for each in clock]
        self.scan(LEAD, command_code(Command.FROM_PAPER), *digits, command_code(Command.COUNT))

    def count(self, line: CountLine, number: int) -> Outcome:
        self.scan(*(spelling_code(each) for each in str(number)))
        return self.scan(line.reads, aim="]d2" if line.kind is Kind.GS1_DATA_MATRIX else "]d1")

    def lines(self) -> Iterator[tuple[CountedPlace, CountLine]]:
        for place in self.places:
            for line in place.lines:
                yield place, line

    def held(self, place: CountedPlace, line: CountLine) -> int:
        with self.station.read() as reader:
            found = reader.connection.exec_driver_sql(
                "SELECT b.quantity FROM balance b JOIN location l ON l.id = b.location_id JOIN item i ON i.id = b.item_id"
                " JOIN lot t ON t.id = b.lot_id WHERE l.code = ? AND i.name = ? AND t.number = ?",
                (place.code, line.item, line.lot),
            ).scalar()
        return int(found or 0)


@pytest.fixture
def sheets(station: Station) -> Sheets:
    return Sheets(station)


def test_sheets_that_say_what_the_books_have_change_nothing(sheets: Sheets) -> None:
    with sheets.station.read() as reader:
        before = ledger_digest(reader.connection)
    sheets.begin("1030")
    for place, line in sheets.lines():
        sheets.scan(place.code)
        assert sheets.count(line, sheets.held(place, line)).verdict.tone in (Tone.ACCEPT, Tone.NOTE), line
    with sheets.station.read() as reader:
        assert ledger_digest(reader.connection) == before


def test_what_is_written_is_what_the_books_have_from_then_on(sheets: Sheets) -> None:
    sheets.begin("1030")
    written = {}
    for number, (place, line) in enumerate(sheets.lines()):
        if sheets.held(place, line):
            sheets.scan(place.code)
            assert sheets.count(line, number).verdict.tone is Tone.ACCEPT
            written[place.code, line.reads] = number
    for place, line in sheets.lines():
        if (place.code, line.reads) in written:
            assert sheets.held(place, line) == written[place.code, line.reads], (place.path, line)
    with sheets.station.read() as reader:
        assert list(audit_balances(reader.connection)) == []
        assert {each.code for each in audit_movements(reader.connection)} <= {"movement_without_event"}
        assert verify(reader.connection).findings == ()


def test_a_count_is_journalled_at_its_own_time_and_as_entered_afterwards(sheets: Sheets) -> None:
    sheets.begin("1030")
    place, line = next((place, line) for place, line in sheets.lines() if line.lot == "LATE")
    sheets.scan(place.code)
    scan = sheets.count(line, 1).scan
    with sheets.station.read() as reader:
        body = reader.connection.exec_driver_sql("SELECT body FROM journal WHERE event_id = ?", (scan.id,)).scalar_one()
    event = json.loads(body)
    assert event["at"] == "2026-11-16T16:30:00.000Z", "half past ten in Chicago"
    assert (event["stored"], event["entered_by"]) == ("2026-11-16T18:00:00.000Z", LEAD)
    assert (event["changes"][0]["counted"], event["changes"][0]["place"]) == (1, place.code)
