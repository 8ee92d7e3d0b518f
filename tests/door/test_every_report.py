"""Every report in every form over hostile texts: the terminal's bytes and the files are searched."""

from __future__ import annotations

from pathlib import Path

from tests.door.commanding import command
from tests.door.papers import FORMS, report_lines, search
from tracker.cli.report_kinds import KINDS


def test_reports_of_the_clinic(demo_home: Path, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    lines = report_lines(demo_home, tmp_path / "made")
    assert {line[1] for line in lines} == set(KINDS)
    assert {line[line.index("--format") + 1] for line in lines} == set(FORMS)
    faults, seen = command(tmp_path, demo_home, lines)
    assert faults == []
    assert b"\\x1b" in seen, "the hostile texts were shown, letter by letter"
    made = search(tmp_path / "made")
    assert made[".xlsx"] >= len(KINDS) - 3
    assert made[".pdf"] >= len(KINDS) - 1
    assert made[".csv"] >= len(KINDS) - 2


def test_reports_of_the_laboratory(lab_home: Path, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    lines = [
        line for line in report_lines(lab_home, tmp_path / "made") if line[1] in ("custody", "manifest", "missing")
    ]
    faults, _ = command(tmp_path, lab_home, lines)
    assert faults == []
    assert search(tmp_path / "made")[".pdf"] == 3
