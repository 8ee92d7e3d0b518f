"""Every verb of the command line with hostile words and files: a status of ours, no traceback, no byte that drives."""

from __future__ import annotations

from pathlib import Path

from tests.door.commanding import command
from tests.door.papers import verb_lines
from tracker.cli.verbs import VERBS


def test_every_verb_tells_hostile_words_letter_by_letter(demo_home: Path, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    lines = verb_lines(demo_home, tmp_path / "files", every=7)
    assert set(lines) == set(VERBS)
    faults, seen = command(tmp_path, demo_home, [line for each in lines.values() for line in each])
    assert faults == []
    assert b"\\x1b" in seen
