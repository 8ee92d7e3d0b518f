"""Stock that must not be used and that no open recall asks for is on the list of what is to be done, and can be pulled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clinic import AT, open_clinic
from tests.station.conftest import NOON
from tests.station.test_pulling import EXAM_1, LEAD, Hand
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.cli.report_asked import Wanted
from tracker.cli.report_recall import recall_cases
from tracker.config import Settings
from tracker.inventory import rows
from tracker.inventory.held_back import held_back
from tracker.inventory.recall_cases import close_case, open_case
from tracker.inventory.recall_facts import case_named, rooms_of
from tracker.inventory.recall_signing import sign_room
from tracker.inventory.rows import ITEM
from tracker.journal.pen import Pen
from tracker.station import open_station
from tracker.station.duty import Duty, Harm

PULL = command_code(Command.PULL)


@pytest.fixture(params=["recalled", "quarantined"])
def hand(settings: Settings, clinic_file: Path, request: pytest.FixtureRequest) -> Iterator[Hand]:
    """LATE was recalled before the clinic came to this program: 4 stand in Exam 1's cart, 5 on its wall."""
    clinic = open_clinic(clinic_file)
    clinic.execute("DELETE FROM balance WHERE lot_id IN (SELECT id FROM lot WHERE state <> 'usable')")
    clinic.execute("DELETE FROM balance WHERE location_id = ?", (clinic.places["B"],))
    clinic.execute("UPDATE lot SET state = ? WHERE number = 'LATE'", (request.param,))
    clinic.database.close()
    station = open_station(settings, clock=lambda: NOON)
    yield Hand(station)
    station.close()


def duty(hand: Hand, code: str) -> Duty | None:
    found = hand.station.ask(lambda reader: reader.duties_at_once())
    return next((each for each in found if each.code == code), None)


def left(hand: Hand) -> int:
    with hand.station.read() as reader:
        return sum(each.holding.quantity for each in held_back(reader.connection) if each.holding.place.name != "A")


def test_it_is_to_be_done_before_all_else_until_it_is_in_quarantine(hand: Hand) -> None:
    found = duty(hand, "held")
    assert found is not None
    assert (found.harm, found.count) == (Harm.PATIENT, 2)
    assert found.what == "pull 1 lot not to be used"
    assert "Exam 1" in found.why
    for code in (LEAD, PULL, EXAM_1):
        hand.scan(code)
    for _ in range(9):
        assert hand.pull().is_posted
    assert (left(hand), duty(hand, "held")) == (0, None)


def test_the_room_says_what_of_it_stands_there_by_the_books(hand: Hand) -> None:
    for code in (LEAD, PULL):
        hand.scan(code)
    said = hand.scan(EXAM_1).verdict
    assert said.aside == "9 to find"
    assert "Syringe 3 mL lot LATE: 9" in said.detail
    refused = hand.scan(command_code(Command.DONE)).verdict
    assert "no recall is open" in refused.detail
    assert refused.word == "PULL THEM"


def test_the_report_of_recalls_names_it_and_is_not_content(hand: Hand, settings: Settings) -> None:
    with hand.station.read() as reader:
        table = recall_cases(reader.connection, settings, Wanted("recall", ()))
    (row,) = [dict(zip([c.key for c in table.columns], each, strict=True)) for each in table.rows]
    assert (row["number"], row["state"], row["lot"], row["stands"]) == (None, "no recall open", "LATE", 9)
    assert table.has_findings
    assert any("Exam 1" in each for each in table.notes)


def test_what_a_closed_recall_left_behind_is_to_be_done_too(settings: Settings, clinic_file: Path) -> None:
    clinic = open_clinic(clinic_file)
    pen = Pen(clinic.journal, AT, LEAD)
    clinic.execute("DELETE FROM balance WHERE lot_id IN (SELECT id FROM lot WHERE state <> 'usable')")
    with clinic.database.writing() as connection:
        found = connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.name = 'Syringe 3 mL'").one()
        open_case(connection, pen, rows.item(found), "LATE", "needle")
        connection.exec_driver_sql("UPDATE balance SET quantity = 0 WHERE lot_id = ?", (clinic.lots["LATE"],))
        for room in rooms_of(connection, case_named(connection, "R2026-001")):
            sign_room(connection, pen, "R2026-001", room.path, 0)
        assert held_back(connection) == ()
        close_case(connection, pen, "R2026-001")
        connection.exec_driver_sql("UPDATE balance SET quantity = 5 WHERE lot_id = ?", (clinic.lots["LATE"],))
    clinic.database.close()
    station = open_station(settings, clock=lambda: NOON + timedelta(hours=1))
    try:
        with station.read() as reader:
            assert {each.recall for each in held_back(reader.connection)} == {"R2026-001"}
        codes = [each.code for each in station.ask(lambda reader: reader.duties_at_once())]
        assert "held" in codes
    finally:
        station.close()
