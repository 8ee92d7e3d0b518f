"""The clock of a station jumps, back above all: order is by sequence, and stock and chain are what was done."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.checking import losses
from tests.faults.work import scans, settings_of, tubes_of
from tests.laboratory import NOW
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, location_code, spelling_code
from tracker.hardware.scan import Scan
from tracker.inventory.auditing import ledger_digest
from tracker.jobs.desk import Desk, Step
from tracker.station.opening import open_handler

SHELF = location_code(4)
PACK = "010952010100040810LATE"


class Clerk:
    """Scans at a station whose clock the test sets; the scanner's times are the station's."""

    def __init__(self, home: Path) -> None:
        self.now, self.desk = NOW + timedelta(days=1), Desk()
        self.handler = open_handler(settings_of(home), clock=lambda: self.now)

    def scan(self, *codes: str) -> Step:
        for code in codes:
            self.now += timedelta(seconds=5)
            aim = "]C1" if code == PACK else "]C0"
            step = self.handler.handle(self.desk, Scan(code, aim, "serial:", self.now))
            self.desk = step.desk
        return step

    def held(self) -> int:
        with self.handler.database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT b.quantity FROM balance b JOIN lot t ON t.id = b.lot_id JOIN location l ON l.id = b.location_id"
                " WHERE t.number = 'LATE' AND l.code = ?",
                (SHELF,),
            )
            return int(found.scalar_one())


@pytest.mark.parametrize("minutes", [2, 60, 3000])
def test_a_count_is_of_what_stands_there_however_far_the_clock_was_set_back_before_it(home: Path, minutes: int) -> None:
    """What was received before, under a clock that was ahead, was on the shelf when it was counted."""
    clerk = Clerk(home)
    clerk.scan(command_code(Command.RECEIVE), SHELF, command_code(Command.QUANTITY, 10), PACK)
    assert clerk.held() == 110
    clerk.now -= timedelta(minutes=minutes)
    step = clerk.scan(command_code(Command.COUNT), SHELF, *(spelling_code(each) for each in "110"), PACK)
    assert clerk.held() == 110, step.verdict
    assert losses(home, {}) == []


def test_a_clock_that_jumps_all_day_changes_no_ledger(home: Path, tmp_path: Path) -> None:
    """Back by up to an hour at every tenth scan, and forward again."""
    digests, jump = [], random.Random(11)
    for is_jumping in (False, True):
        copy = Path(shutil.copytree(home, tmp_path / str(is_jumping)))
        clerk, said = Clerk(copy), dict[str, str]()
        for number, scan in enumerate(scans(tubes_of(copy), 300, seed=9)):
            clerk.now += timedelta(seconds=3)
            if is_jumping and number % 10 == 0:
                clerk.now += timedelta(minutes=jump.uniform(-60, 60))
            step = clerk.handler.handle(clerk.desk, replace(scan, at=clerk.now))
            clerk.desk, said[scan.id] = step.desk, step.verdict.code
        with clerk.handler.database.reading() as connection:
            digests.append(ledger_digest(connection))
        clerk.handler.database.close()
        assert losses(copy, said) == []
    assert digests[0] == digests[1]
