"""A word that no file can be called by is a mistake in the command, and no bug of the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.cli import main

LONG = "x" * 300


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "list", "--database", LONG),
        ("restore", LONG, "--to", "somewhere"),
    ],
    ids=lambda words: str(words[0]),
)
def test_a_name_longer_than_a_disk_takes_is_told_as_a_mistake(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    assert main(words) == 2
    assert "too long" in capsys.readouterr().err


def test_a_script_gets_it_as_an_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path))
    assert main(("staff", "list", "--json", "--database", LONG)) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "name_too_long"
