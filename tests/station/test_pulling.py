"""Pulling a recalled lot from a room by scanning: the room tells of it, each pack is one scan, the books end at none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clinic import AT, SYRINGE_GTIN, open_clinic
from tests.station.conftest import NOON
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, location_code
from tracker.config import Settings
from tracker.hardware.scan import Scan
from tracker.inventory import rows
from tracker.inventory.recall_cases import open_case
from tracker.inventory.recall_facts import case_named, rooms_of
from tracker.inventory.rows import ITEM
from tracker.journal.pen import Pen
from tracker.station import Outcome, Station, open_station

EXAM_1, LEAD = location_code(5), badge_code(7)
PACK = f"01{SYRINGE_GTIN}1727063010LATE"


class Hand:
    def __init__(self, station: Station) -> None:
        self.station, self.at = station, NOON - timedelta(hours=1)
        self.outcomes: list[Outcome] = []
        station.subscribe(self.outcomes.append)

    def scan(self, data: str, aim: str = "]C0") -> Outcome:
        self.at += timedelta(seconds=8)
        self.station.submit(Scan(data, aim, source="usb:1", at=self.at))
        assert self.station.drain(60)
        return self.outcomes[-1]

    def pull(self) -> Outcome:
        return self.scan(PACK, "]d2")

    def left_in_exam_1(self) -> int:
        with self.station.read() as reader:
            case = case_named(reader.connection, "R2026-001")
            return sum(room.stands for room in rooms_of(reader.connection, case) if room.path == "Exam 1")


@pytest.fixture
def hand(settings: Settings, clinic_file: Path) -> Iterator[Hand]:
    """LATE is recalled; 4 stand in Exam 1's cart, 5 on its wall."""
    clinic = open_clinic(clinic_file)
    with clinic.database.writing() as connection:
        found = connection.exec_driver_sql(f"SELECT {ITEM} FROM item i WHERE i.name = 'Syringe 3 mL'").one()
        open_case(connection, Pen(clinic.journal, AT, LEAD), rows.item(found), "LATE", "needle")
    clinic.database.close()
    station = open_station(settings, clock=lambda: NOON)
    yield Hand(station)
    station.close()


def test_a_room_that_is_scanned_to_restock_it_tells_of_recalled_stock(hand: Hand) -> None:
    hand.scan(LEAD)
    hand.scan(command_code(Command.RESTOCK))
    told = hand.scan(EXAM_1).verdict
    assert told.aside.endswith("pull 3"), "the expired lot on the cart, and the recalled one there and on the wall"
    assert "recalled" in told.way_out
    assert not hand.pull().is_posted


def test_a_room_that_is_looked_into_tells_of_recalled_stock_too(hand: Hand) -> None:
    hand.scan(LEAD)
    hand.scan(command_code(Command.FIND))
    told = hand.scan(EXAM_1).verdict
    assert told.aside.endswith("pull 3")
    assert "WASTE" in told.way_out


def test_every_pack_is_pulled_by_one_scan_in_the_waste_job_with_the_reason_recalled(hand: Hand) -> None:
    for code in (LEAD, command_code(Command.WASTE), EXAM_1, command_code(Command.REASON_RECALLED)):
        hand.scan(code)
    for left in range(8, -1, -1):
        assert hand.pull().is_posted
        assert hand.left_in_exam_1() == left
    assert not hand.pull().is_posted
