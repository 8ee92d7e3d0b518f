"""Words and pipes with bytes that are no text are refused in words, at the door, whatever verb they are for."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.test_patients import Run, run
from tracker.cli import main

__all__ = ["run"]


@pytest.mark.parametrize(
    "words",
    [
        ("restore", "x", "--badge", "\udcff"),
        ("report", "stock", "--badge", "B\udcff"),
        ("staff", "pin", "B\udcff"),
        ("order", "show", "\ud800"),
        ("staff", "replace", "B\udcff"),
    ],
)
def test_a_word_that_is_no_text_is_refused(run: Run, words: tuple[str, ...]) -> None:
    status, _, said = run(*words)
    assert status == 2
    assert "bytes that are no text" in said


def test_a_file_whose_name_is_no_text_is_read(run: Run, tmp_path: Path) -> None:
    """Old disks and sticks have such names."""
    path = tmp_path / "fa\udce7ade.csv"
    path.write_text("name,unit\nWall bracket,each\n", "utf-8")
    assert "no text" not in "".join(run("import", "items", str(path), "--dry-run")[1:])


def test_half_a_character_in_a_pipe_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"record_number": "\\ud800"}'))
    assert main(["patient", "show"]) == 2
    assert "not one JSON object of texts" in capsys.readouterr().err
