"""An unknown code that a public register knows: what it is, and by which package of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum import ean

from tests.made_once import copied
from tests.registers.releases import device, gudid, package
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo.clinic import OPENS
from tracker.hardware.scan import Scan
from tracker.inventory.catalogue import NewItem
from tracker.inventory.subjects import UnknownSubject
from tracker.jobs.verdict import Code
from tracker.registers import gudid as register
from tracker.station import Outcome, Station, open_station

SYRINGE = "09520101000408"
"""In the demo's catalogue as a single syringe."""


def gtin(body: str) -> str:
    return body + ean.calc_check_digit(body)


NEW, NEW_BOX, SYRINGES_BOX = gtin("0952123466600"), gtin("1952123466600"), gtin("5952010100040")


class Front:
    """A station of the demo clinic whose home has a register of devices."""

    def __init__(self, template: Path, home: Path) -> None:
        settings = copied(template, home)
        devices = (device(NEW, "Aloe Wipe", "XL"), device(SYRINGE, "Glide Syringe", "3 mL"))
        packages = (package(NEW, NEW_BOX, NEW, "40"), package(SYRINGE, SYRINGES_BOX, SYRINGE, "100"))
        release = gudid(home / "release", devices, packages)
        register.take_in(release, home / "registers", date(2026, 11, 16), lambda done, total: None)
        self.station: Station = open_station(settings, clock=lambda: OPENS, sources=())
        self.outcomes: list[Outcome] = []
        self.station.subscribe(self.outcomes.append)
        self._at = OPENS

    def scan(self, *codes: str) -> Outcome:
        for code in codes:
            self._at += timedelta(seconds=5)
            self.station.submit(Scan(code, at=self._at, source="serial:a"))
        assert self.station.drain(60)
        return self.outcomes[-1]


@pytest.fixture
def front(demo_template: Path, tmp_path: Path) -> Iterator[Front]:
    made = Front(demo_template, tmp_path)
    yield made
    made.station.close()


def test_the_question_says_what_the_register_says(front: Front) -> None:
    verdict = front.scan(NEW_BOX).verdict
    assert verdict.code == Code.UNKNOWN_CODE
    assert verdict.detail == "GUDID: box of 40 × Aloe Wipe XL · Acme · A thing of Aloe Wipe"


def test_a_new_item_is_made_with_the_registers_packages_and_the_box_then_counts_forty(front: Front) -> None:
    front.scan(NEW_BOX)
    question = front.station.desk.question
    assert question is not None
    assert isinstance(question.subject, UnknownSubject)
    assert question.subject.registered is not None
    new = NewItem(NEW_BOX, "Aloe wipe XL", "each", True, True, question.subject.registered.levels)
    item = front.station.by_hand.enter_item(new)
    found = front.scan(NEW_BOX, NEW)
    assert found.verdict.code == Code.FOUND
    with front.station.read() as reader:
        named = reader.connection.exec_driver_sql(
            "SELECT n.value, p.factor FROM identifier n JOIN package_level p ON p.id = n.package_id"
            " WHERE n.item_id = ? AND n.kind = 'gtin' ORDER BY 2",
            (item.id,),
        ).all()
    assert [tuple(row) for row in named] == [(NEW, 1), (NEW_BOX, 40)]


def test_a_box_of_an_item_of_ours_is_offered_with_its_factor_and_yes_adds_it(front: Front) -> None:
    asked = front.scan(SYRINGES_BOX).verdict
    assert "box of 100 × Syringe 3 mL" in asked.detail
    assert "YES" in asked.way_out
    added = front.scan(command_code(Command.YES)).verdict
    assert "1 scan = 100" in added.aside or "one scan = 100" in added.aside
    assert front.scan(SYRINGES_BOX).verdict.code == Code.FOUND
    assert front.scan(command_code(Command.UNDO)).verdict.code != Code.UNKNOWN_CODE


def test_the_box_goes_on_as_the_pack_that_it_is_with_its_lot(front: Front) -> None:
    front.scan(command_code(Command.USE), "L0010239", f"(01){SYRINGES_BOX}(10)2K417")
    used = front.scan(command_code(Command.YES)).verdict
    assert (used.word, "2K417" in used.headline + used.detail) == (
        "NOT ENOUGH",
        True,
    )  # twenty stand there, not a hundred


def test_nothing_is_added_without_a_yes(front: Front) -> None:
    front.scan(SYRINGES_BOX, command_code(Command.NO))
    assert front.scan(SYRINGES_BOX).verdict.code == Code.UNKNOWN_CODE


def test_without_a_register_or_with_a_damaged_one_the_question_is_as_ever(front: Front, tmp_path: Path) -> None:
    (tmp_path / "registers" / "gudid.db").write_bytes(b"no database")
    assert front.scan(NEW_BOX).verdict.detail == "nothing in the catalogue bears this code"
