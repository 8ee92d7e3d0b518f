"""Files that may not be written, or not be read, or be read by everybody: the program says which and what to do, and has
changed nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cutting import standing
from tests.faults.recording import ROOT, program
from tests.faults.work import record

AS_ANYBODY = """
import ctypes, os, sys
drop_from_bounding_set, dac_override, dac_read_search = 24, 1, 2
if os.geteuid() == 0:
    for capability in (dac_override, dac_read_search):
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "tracker", *sys.argv[1:]])
"""
"""Root may write everywhere, whatever the modes say: here it gives that up first."""


def tracker(home: Path, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", AS_ANYBODY, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=program(home), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def theirs(home: Path) -> Iterator[Path]:
    yield home
    # Else it could not be cleared away.
    home.chmod(0o700)


@pytest.fixture
def shift(tmp_path: Path) -> Path:
    return record(tmp_path / "shift.jsonl", (), 5, seed=1)


def test_a_read_only_home_is_told_with_what_to_do_and_can_still_be_asked(theirs: Path, shift: Path) -> None:
    (theirs / "tracker.db").chmod(0o400)
    theirs.chmod(0o500)
    before = standing(theirs)
    status, _, words = tracker(theirs, "run", "use", "--from", f"recording:{shift}")
    assert status == 4, words
    assert "may not be written" in words or "cannot be opened" in words
    assert "Check" in words
    status, answer, words = tracker(theirs, "verify")
    assert status == 0, words
    assert "nothing was changed" in answer
    assert standing(theirs) == before


@pytest.mark.parametrize("name", ["tracker.db", "keys/database.key", "keys/station.key", "keys/patients.key"])
def test_a_file_that_may_not_be_read_is_named(theirs: Path, shift: Path, name: str) -> None:
    (theirs / name).chmod(0o000)
    status, _, words = tracker(theirs, "run", "use", "--from", f"recording:{shift}")
    assert status == 4, words
    assert Path(name).name in words
    assert "Traceback" not in words


@pytest.mark.parametrize("name", ["database", "station", "patients"])
def test_a_key_that_others_may_read_stops_the_work_and_says_how_to_close_it(
    theirs: Path, shift: Path, name: str
) -> None:
    (theirs / "keys" / f"{name}.key").chmod(0o644)
    status, _, words = tracker(theirs, "run", "use", "--from", f"recording:{shift}")
    assert status != 0
    assert f"chmod 600 {theirs}/keys/{name}.key" in words.replace("\n", " ")
