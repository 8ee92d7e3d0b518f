"""The demo's shift gives one ledger: twice, and whether it is played from its recording or from its pictures."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.record_shift import FRAMES, SCRIPT, read_frames
from tests.made_once import copied
from tracker.cli import main
from tracker.demo import SHIFT
from tracker.demo.playing import Played, play, play_in
from tracker.hardware.scan import Scan
from tracker.hardware.sources.opening import open_source


def _seen(scan: Scan) -> Scan:
    """A scan without the words that say how it was read: figures in them may differ by a rounding."""
    return replace(scan, evidence="")


def test_the_recording_is_what_the_pictures_give() -> None:
    recorded = list(open_source(f"recording:{SHIFT}", pace="at_once"))
    assert [_seen(scan) for scan in read_frames()] == [_seen(scan) for scan in recorded]


def test_the_same_shift_gives_the_same_ledger_from_recording_and_pictures(lived_template: Path, tmp_path: Path) -> None:
    """In a clinic that is built for it, and in one that was built before."""

    def played_in(name: str, source: str | None = None) -> Played:
        return replace(play_in(copied(lived_template, tmp_path / name), source), seconds=0)

    home = tmp_path / "first"
    home.mkdir()
    first = replace(play(home), seconds=0)
    assert first == played_in("second")
    assert first == played_in("third", f"images:{FRAMES}")
    with SCRIPT.open(encoding="utf-8", newline="") as file:
        assert first.scans == len(list(csv.DictReader(file)))
    assert first.posted + first.noted + sum(first.refused.values()) == first.scans


def test_a_played_clinic_can_be_asked_afterwards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "clinic"
    assert main(["demo", "--headless", "--home", str(home)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"scans", "posted", "noted", "refused", "ledger_digest", "seconds"}
    monkeypatch.setenv("TRACKER_HOME", str(home))
    assert main(["verify", "--json"]) == 0
    assert main(["doctor", "--deep", "--json"]) == 0
    capsys.readouterr()
    assert main(["report", "restock", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["as_of"] == "2026-11-16"
    lacking = [(row["item"], row["lacks"]) for row in report["rows"] if row["room"] == "Exam 2"]
    assert lacking == [("Lidocaine 1 % 10 mL vial", 1)], "stocked in the round; one vial was used afterwards"
    assert main(["demo", "--headless", "--home", str(home)]) == 2
