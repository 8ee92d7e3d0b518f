"""An unknown code is no dead end: a new item can be entered while the pack waits on the counter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_once import copied
from tracker.demo.clinic import OPENS
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.inventory.catalogue import NewItem
from tracker.jobs.verdict import Code
from tracker.station import Outcome, open_station

UNKNOWN = "WH-88213-B"


def test_a_new_item_answers_to_the_code_that_asked_for_it(demo_template: Path, tmp_path: Path) -> None:
    station = open_station(copied(demo_template, tmp_path), clock=lambda: OPENS)
    outcomes: list[Outcome] = []
    station.subscribe(outcomes.append)
    try:
        station.submit(Scan(UNKNOWN, at=OPENS, source="keyboard:"))
        assert station.drain(60)
        item = station.by_hand.enter_item(NewItem(UNKNOWN, "  Splint  aluminium foam ", "each", False, False))
        station.submit(Scan(UNKNOWN, at=OPENS.replace(minute=1), source="keyboard:"))
        assert station.drain(60)
        assert [outcome.verdict.code for outcome in outcomes] == [Code.UNKNOWN_CODE, Code.FOUND]
        assert item.name == "Splint aluminium foam"
        with pytest.raises(Refusal) as refused:
            station.by_hand.enter_item(NewItem("OTHER-1", "splint ALUMINIUM foam", "each", False, False))
        assert refused.value.code == "item_exists"
    finally:
        station.close()
