"""A pack with two barcodes before a camera at a real workstation: one movement, with the lot. Two packs: none that is
guessed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic

import pytest
import zxingcpp

from tests.barcodes.test_hibc import checked
from tests.clinic import SYRINGE_BOX_GTIN, SYRINGE_GTIN
from tests.hardware.drawing import paper, symbol
from tests.hardware.streams import Stream
from tests.station.conftest import NOON
from tests.waiting import until
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.config import Settings
from tracker.hardware.reading.reading import Grey
from tracker.hardware.scan import Scan
from tracker.jobs.verdict import Code
from tracker.station import Outcome, Station, open_station

CODE_128, EAN_13 = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13
MATRIX = zxingcpp.BarcodeFormat.DataMatrix
WIDTH_PX, HEIGHT_PX = 800, 600
HELD_S = 0.8
"""The pack stays before the camera for so long after it was posted."""
BOX = checked("+A123TB101481")
GTIN = symbol(f"(01){SYRINGE_GTIN}", CODE_128, is_gs1=True)[:110]
LOT = symbol("(17)270630(10)LATE", CODE_128, is_gs1=True)[:110]
PRIMARY = symbol(BOX, CODE_128)[:110]
SECONDARY = symbol(checked(f"+$$3270630LATE{BOX[-1]}"), CODE_128)[:110]
PLAIN = symbol(SYRINGE_GTIN[1:], EAN_13)[:110]
FULL = symbol(f"(01){SYRINGE_GTIN}(17)270630(10)LATE", MATRIX, 5, is_gs1=True)
OTHER = symbol(f"(01){SYRINGE_BOX_GTIN}", CODE_128, is_gs1=True)[:110]


class Counter:
    """A workstation that receives into cabinet A, with a camera before it."""

    def __init__(self, settings: Settings) -> None:
        self._began_s = monotonic()
        self.camera = Stream()
        self.show(paper(width_px=WIDTH_PX, height_px=HEIGHT_PX))
        self.outcomes: list[Outcome] = []
        self.station: Station = open_station(settings, clock=self.now)
        self.station.subscribe(self.outcomes.append)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=monotonic() - self._began_s)

    def receive(self) -> None:
        with self.station.read() as reader:
            shelf = reader.connection.exec_driver_sql("SELECT code FROM location WHERE name = 'A'").scalar_one()
        for code in (house.command_code(Command.RECEIVE), str(shelf)):
            self.station.submit(Scan(code, source="serial:test", at=self.now()))
        assert self.station.drain(60)
        self.outcomes.clear()
        self.station.devices.attach(self.camera.url)
        until(lambda: self.station.devices.states()[0].state == "live")

    def show(self, sheet: Grey) -> None:
        self.camera.picture = sheet

    def pack(self, *symbols: Grey) -> None:
        self.show(paper(*symbols, width_px=WIDTH_PX, height_px=HEIGHT_PX))

    def received(self) -> list[tuple[str, int]]:
        """What was received since opening: the lot's number, and how many."""
        with self.station.read() as reader:
            rows = reader.connection.exec_driver_sql(
                "SELECT lot.number, posting.quantity FROM posting JOIN lot ON lot.id = posting.lot_id"
                " JOIN movement ON movement.id = posting.movement_id WHERE movement.kind = 'receive'"
                " ORDER BY posting.quantity"
            )
            return [(str(number), int(quantity)) for number, quantity in rows]

    def codes(self) -> list[str]:
        return [outcome.verdict.code for outcome in self.outcomes]

    def close(self) -> None:
        self.station.close()
        self.camera.close()


@pytest.fixture
def counter(settings: Settings) -> Iterator[Counter]:
    made = Counter(settings)
    made.receive()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("codes", "quantity"),
    [((LOT, GTIN), 1), ((PRIMARY, SECONDARY), 100), ((PLAIN, FULL), 1)],
    ids=["GS1-128 twice, its lot above", "HIBC", "EAN-13 beside GS1 DataMatrix"],
)
def test_a_pack_with_two_barcodes_is_one_movement_with_its_lot(
    codes: tuple[Grey, ...], quantity: int, counter: Counter
) -> None:
    counter.pack(*codes)
    until(lambda: bool(counter.received()))
    threading.Event().wait(HELD_S)
    assert counter.received() == [("LATE", quantity)]
    assert [code for code in counter.codes() if code not in (Code.HALF_READ, Code.ACCEPTED)] == []


def test_the_codes_of_a_pack_shown_one_after_the_other_are_one_movement(counter: Counter) -> None:
    counter.pack(PLAIN)
    until(lambda: counter.codes() == [Code.HALF_READ])
    counter.pack(LOT)
    until(lambda: bool(counter.received()))
    threading.Event().wait(HELD_S)
    assert counter.received() == [("LATE", 1)]


def test_of_two_packs_in_view_with_one_lot_between_them_nothing_is_posted(counter: Counter) -> None:
    counter.pack(GTIN, LOT, OTHER)
    until(lambda: any("two packs in view" in outcome.scan.evidence for outcome in counter.outcomes))
    threading.Event().wait(HELD_S)
    assert counter.received() == []
    assert Code.ACCEPTED not in counter.codes()


def test_of_a_hibc_pack_and_a_secondary_of_another_nothing_is_posted(counter: Counter) -> None:
    link = "A" if BOX[-1] != "A" else "B"
    counter.pack(PRIMARY, symbol(checked(f"+$$3270630LATE{link}"), CODE_128)[:110])
    until(lambda: len(counter.outcomes) >= 2)
    threading.Event().wait(HELD_S)
    assert counter.received() == []


def test_two_whole_packs_in_view_are_a_movement_each(counter: Counter) -> None:
    box = symbol(f"(01){SYRINGE_BOX_GTIN}(17)261220(10)EARLY", MATRIX, 5, is_gs1=True)
    counter.pack(FULL, box)
    until(lambda: len(counter.received()) == 2)
    threading.Event().wait(HELD_S)
    assert counter.received() == [("LATE", 1), ("EARLY", 100)]
