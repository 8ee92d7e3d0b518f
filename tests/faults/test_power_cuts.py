"""The power fails at any moment of the real program's work: what it had acknowledged is there, and it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.power import Recorded, cut
from tests.faults.power_scenes import (
    record_printing,
    record_pruning,
    record_shift,
    record_two,
    wrong_after_pruning,
    wrong_with_prints,
)
from tests.faults.recording import APART, build_shim

SCANS, CUTS = 150, 30


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("power")
    return record_shift(build_shim(folder), folder, SCANS, seed=7)


def test_a_power_cut_loses_nothing_that_was_acknowledged_and_damages_nothing(
    recorded: Recorded, tmp_path: Path
) -> None:
    came = cut(recorded, range(CUTS), tmp_path)
    assert (came.cuts, came.faults) == (CUTS, {})
    assert came.acknowledged > CUTS * 20


def test_a_disk_that_says_it_has_flushed_and_has_not_would_be_seen_to_lose(recorded: Recorded, tmp_path: Path) -> None:
    """The proof that the cuts can find a loss: the same program on a disk on which nothing is ever safe."""
    came = cut(recorded, range(12), tmp_path, lies=True)
    assert any("acknowledged and lost" in words for faults in came.faults.values() for words in faults)


def test_where_flushing_fails_now_and_then_nothing_is_acknowledged_that_was_not_flushed(tmp_path: Path) -> None:
    """A bad disk: every twenty-third fsync fails, and what was waiting for it never reaches the disk."""
    recorded = record_shift(build_shim(tmp_path), tmp_path, 60, seed=8, fails_every=23)
    assert sum(call.kind == "x" for call in recorded.calls) >= 2
    came = cut(recorded, range(CUTS), tmp_path)
    assert (came.cuts, came.faults) == (CUTS, {})


def test_a_power_cut_under_two_programs_at_once_loses_nothing_of_either(tmp_path: Path) -> None:
    recorded = record_two(build_shim(tmp_path), tmp_path, 60, seed=31)
    assert {call.descriptor // APART for call in recorded.calls if call.kind == "s"} == {0, 1}
    came = cut(recorded, range(20), tmp_path)
    assert (came.cuts, came.faults) == (20, {})
    assert came.acknowledged > 20 * 20


def test_a_power_cut_at_the_print_queue_prints_nothing_twice_and_forgets_nothing(tmp_path: Path) -> None:
    recorded = record_printing(build_shim(tmp_path), tmp_path, 15)
    came = cut(recorded, range(20), tmp_path, wrong_with_prints)
    assert (came.cuts, came.faults) == (20, {})
    lied_to = cut(recorded, range(12), tmp_path, wrong_with_prints, lies=True)
    assert any("is gone" in words for faults in lied_to.faults.values() for words in faults), "a loss would be seen"


def test_a_power_cut_while_scans_are_pruned_leaves_as_many_as_the_journal_tells_of(tmp_path: Path) -> None:
    recorded = record_pruning(build_shim(tmp_path), tmp_path, 120)
    came = cut(recorded, range(22), tmp_path, wrong_after_pruning)
    assert (came.cuts, came.faults) == (22, {})
