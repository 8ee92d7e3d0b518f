"""Every kind of label in every format over hostile texts: what a label cannot show is refused, and all else is harmless."""

from __future__ import annotations

from pathlib import Path

from labels.output import Format
from tests.door.commanding import command
from tests.door.papers import LABELLED, label_lines, search
from tracker.labelling.asking import KINDS


def test_every_kind_of_label_has_a_case() -> None:
    assert set(LABELLED) == set(KINDS)


def test_every_label_in_every_format(demo_home: Path, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    faults, seen = command(tmp_path, demo_home, label_lines(demo_home, tmp_path / "made", 12))
    assert faults == []
    assert set(search(tmp_path / "made")) == {f".{each}" for each in Format}
    assert b"invisible or unassigned character" in seen, "what no label can show is refused"
