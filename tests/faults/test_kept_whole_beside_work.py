"""What is done beside the work, by real programs on one database: backups, pruning and the full check, while a shift is
scanned. Each does what it says, and the shift loses nothing by it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clinic import KEY
from tests.faults.checking import losses
from tests.faults.recording import ROOT, program
from tests.faults.running import Running, run
from tests.faults.test_full_disk import digest_of
from tests.faults.work import record, tubes_of
from tests.waiting import PATIENCE_S
from tracker.backups.folders import listed
from tracker.backups.proving import prove
from tracker.barcodes.house import badge_code

SCANS = 500
BADGE = badge_code(7)


def tracker(home: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tracker", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=program(home), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def shift(made_home: Path, tmp_path: Path) -> Path:
    return record(tmp_path / "shift.jsonl", tubes_of(made_home), SCANS, seed=51)


@pytest.fixture
def undisturbed(made_home: Path, shift: Path, tmp_path: Path) -> str:
    home = Path(shutil.copytree(made_home, tmp_path / "undisturbed"))
    run(home, shift)
    return digest_of(home)


def test_backups_made_one_after_the_other_while_a_shift_is_scanned_are_each_whole(
    home: Path, shift: Path, undisturbed: str, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    with (home / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            "busy_timeout_ms = 60000\n"
        )  # scans as fast as they go leave the others little of a busy machine
    made = 0
    with Running(home, shift) as running:
        while running.process.poll() is None and made < 6:
            status, words = tracker(home, "backup", "--to", str(folder))
            assert status == 0, words
            made += 1
        assert running.wait() in (0, 1), running.words
    assert made >= 1
    assert losses(home, running.said.acknowledged) == []
    assert digest_of(home) == undisturbed
    found = listed(folder)
    assert found.troubles == ()
    assert found.backups
    for backup in found.backups:
        assert prove(backup.file, KEY, backup.signed.manifest.checkpoint).faults == ()


def test_pruning_and_the_full_check_beside_a_shift_change_nothing_of_it(
    home: Path, shift: Path, undisturbed: str
) -> None:
    """All that is old enough is nothing here; the commands, their locks and their writing every page anew are real."""
    with Running(home, shift) as running:
        assert running.more.wait(PATIENCE_S)
        told = [tracker(home, "prune", "prints", "labels", "--older-than", "90d", "--do", "--badge", BADGE)]
        told.append(tracker(home, "doctor", "--deep"))
        assert running.wait() in (0, 1), running.words
    assert [status for status, _ in told] == [0, 1], told
    assert "Balances: equal the ledger" in told[1][1]
    assert "Journal: verifies" in told[1][1]
    assert losses(home, running.said.acknowledged) == []
    assert digest_of(home) == undisturbed
