"""The recorded morning, scan by scan, at a real station: every answer is the one that the script expects."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from pathlib import Path

from tests.made_once import copied
from tracker.demo.clinic import OPENS
from tracker.hardware.scan import Quality, Scan
from tracker.jobs.verdict import Code
from tracker.station import Outcome, open_station

SCRIPT = Path(__file__).parents[2] / "fixtures" / "restock_shift.csv"
AIMS = {"code128": "]C0", "gs1_128": "]C1", "gs1_datamatrix": "]d2", "ean13": "]E0", "upca": "]E0"}
QUALITIES = {"blurred": Quality.UNREADABLE, "liar": Quality.DOUBTFUL}
ELEMENT = re.compile(r"\((\d{2,4})\)([^(]+)")


def script() -> list[dict[str, str]]:
    with SCRIPT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scans() -> list[Scan]:
    """Four seconds from scan to scan; half a second where the trigger was pulled twice."""
    made, at = [], OPENS
    for row in script():
        at += timedelta(seconds=0.5 if row["what"].endswith("+fast") else 4)
        data = "".join(ai + value for ai, value in ELEMENT.findall(row["code"])) or row["code"]
        quality = QUALITIES.get(row["symbology"], Quality.READ)
        made.append(Scan(data, AIMS.get(row["symbology"], ""), "images:restock", at, quality))
    return made


def test_every_scan_of_the_shift_is_answered_as_expected(demo_template: Path, tmp_path: Path) -> None:
    station = open_station(copied(demo_template, tmp_path))
    outcomes: list[Outcome] = []
    station.subscribe(outcomes.append)
    try:
        for scan in scans():
            station.submit(scan)
        assert station.drain(60)
    finally:
        assert station.close() is None
    answers = [(row["frame"], outcome.verdict.code) for row, outcome in zip(script(), outcomes, strict=True)]
    assert answers == [(row["frame"], row["expect"]) for row in script()]
    counts = outcomes[-1].counts
    assert (counts.scanned, counts.waiting) == (len(script()), 0)


def test_the_shift_meets_every_verdict_of_a_restock_round() -> None:
    met = {row["expect"] for row in script()}
    assert met >= {
        *(Code.ACCEPTED, Code.EXPIRED, Code.EXPIRES_FIRST, Code.RECALLED, Code.NEWER_LOT, Code.NOT_IN_PAR),
        *(Code.OVER_PAR, Code.NOT_ENOUGH, Code.UNKNOWN_CODE, Code.PARKED, Code.REPEATED, Code.UNREADABLE),
        *(Code.DOUBTFUL, Code.UNDONE, Code.WHICH_LOT, Code.HALF_READ, Code.REASON_SET, Code.ROUND_DONE),
    }


def test_the_shift_goes_through_at_least_five_rooms() -> None:
    assert len({row["code"] for row in script() if row["what"] == "room" and row["expect"] == "room_opened"}) >= 5
