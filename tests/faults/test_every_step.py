"""A statement fails at any step of any scan's transaction: nothing of it is written, and handed in again it is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.steps import How, Steps, play
from tests.faults.work import make_home

SCANS, SEED = 120, 5


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("steps") / "home")


def played(home: Path, folder: Path, how: How) -> Steps:
    return play(Path(shutil.copytree(home, folder / how)), SCANS, SEED, how)


def test_whatever_fails_at_whichever_statement_the_ledger_is_the_undisturbed_ones(home: Path, tmp_path: Path) -> None:
    came = played(home, tmp_path, "each_step")
    assert came.faults == []
    assert came.failures > SCANS * 8, "a scan makes at least so many statements"
    assert came.digest == played(home, tmp_path, "undisturbed").digest


def test_a_scan_that_was_stored_and_never_told_is_not_doubled(home: Path, tmp_path: Path) -> None:
    came = played(home, tmp_path, "told_nobody")
    assert (came.faults, came.failures) == ([], SCANS)
    assert came.digest == played(home, tmp_path, "undisturbed").digest
