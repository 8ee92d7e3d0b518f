"""A patient's answers at a job without a screen: they come in by scanning, and go nowhere from there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.demo.test_laboratory import MONDAY
from tests.made_once import copied
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.cli import main
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep

CMA, REQUISITION = "B0000000723", "N000000001761"


def test_no_letter_of_an_answer_is_printed_played_once_or_twice(
    demo_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    copied(demo_template, home)
    monkeypatch.setenv("TRACKER_HOME", str(home))
    letters = [house.spelling_code(letter) for letter in "PETO0601"]
    scans = [
        Scan(code, source="serial:x", at=MONDAY)
        for code in (house.command_code(Command.COLLECT), CMA, REQUISITION, *letters)
    ]
    keep(scans, tmp_path / "draw.jsonl")
    for _ in range(2):
        main(["run", "collect", "--json", "--from", f"recording:{tmp_path / 'draw.jsonl'}"])
        printed = capsys.readouterr()
        assert "clock_wrong" not in printed.out
        told = [json.loads(line) for line in printed.out.splitlines()]
        assert [each["data"] for each in told[-len(letters) :]] == [None] * len(letters)
        assert not [letter for letter in letters if letter in printed.out + printed.err]
