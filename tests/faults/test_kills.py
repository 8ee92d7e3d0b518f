"""The program is killed at random moments: what it had acknowledged is there, and the shift played again to its end gives
the ledger that it would have given."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.faults.killing import kill_at_random, play_to_the_end
from tests.faults.work import make_home, record, tubes_of

SCANS, KILLS = 400, 4


def test_killed_at_random_moments_it_loses_nothing_and_comes_to_the_same_ledger(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    undisturbed = Path(shutil.copytree(home, tmp_path / "undisturbed"))
    shift = record(tmp_path / "shift.jsonl", tubes_of(home), SCANS, seed=3)
    came = kill_at_random(home, shift, KILLS, seed=20261126)
    assert came.faults == []
    assert came.kills == KILLS, "the shift is long enough to be killed in"
    assert came.acknowledged > KILLS
    assert play_to_the_end(home, shift) == play_to_the_end(undisturbed, shift)
