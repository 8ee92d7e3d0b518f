"""The power fails in a clinic's first minute: made anew, put back from a backup, or under a new version of the program."""

from __future__ import annotations

from pathlib import Path

from tests.faults.power import cut
from tests.faults.power_scenes import (
    record_beginning,
    record_migration,
    record_restore,
    wrong_after_restore,
    wrong_at_the_beginning,
)
from tests.faults.recording import build_shim

CUTS = 30


def test_a_power_cut_while_a_clinic_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    """With its keys: a database whose key is gone is lost, however sound."""
    recorded = record_beginning(build_shim(tmp_path), tmp_path, 20)
    came = cut(recorded, range(CUTS), tmp_path, wrong_at_the_beginning)
    assert (came.cuts, came.faults) == (CUTS, {})


def test_a_power_cut_in_a_migration_leaves_the_old_schema_or_the_new(tmp_path: Path) -> None:
    recorded = record_migration(build_shim(tmp_path), tmp_path, "0001")
    came = cut(recorded, range(CUTS), tmp_path)
    assert (came.cuts, came.faults) == (CUTS, {})


def test_a_power_cut_while_a_backup_is_put_back_loses_neither(tmp_path: Path) -> None:
    recorded = record_restore(build_shim(tmp_path), tmp_path)
    came = cut(recorded, range(CUTS), tmp_path, wrong_after_restore)
    assert (came.cuts, came.faults) == (CUTS, {})
