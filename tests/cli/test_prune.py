"""``tracker prune``: it counts, and does it only where that is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, clinic, run
from tests.cli.test_no_names import NUMBER
from tests.cli.test_patients import CMA
from tests.cli.test_patients import run as demo
from tracker.config import load_settings
from tracker.journal.pen import Pen
from tracker.station.opening import open_pen
from tracker.station.pruning import LABELS, PRINTS, SCANS, Cutoffs, prune

__all__ = ["clinic", "demo", "run"]

BADGE = "B0000000723"


def test_without_do_it_counts_and_says_how_to_go_on(clinic: Run) -> None:
    status, out, err = clinic("prune", "--older-than", "3y")
    assert status == 0
    assert "0 of 0 raw scans would lose their text; their events stay" in out
    assert "0 finished print jobs would be deleted" in out
    assert "Nothing was changed. To do it, write the same with --do and --badge." in err


def test_only_what_is_named_is_counted(clinic: Run) -> None:
    _, out, _ = clinic("prune", "prints", "--older-than", "90d")
    assert "print jobs" in out
    assert "raw scans" not in out


def test_it_is_done_in_somebodys_name_and_the_file_gets_smaller(clinic: Run) -> None:
    assert clinic("prune", "--older-than", "3y", "--do")[0] == 1
    assert "Nobody has this badge" in clinic("prune", "--older-than", "3y", "--do", "--badge", BADGE)[2]
    assert clinic("staff", BADGE, "CMA 07")[0] == 0
    status, out, err = clinic("prune", "--older-than", "3y", "--do", "--badge", BADGE, "--json")
    assert status == 0, err
    assert json.loads(out) | {"before": ""} == {
        "before": "",
        "done": True,
        "kept_stock_scans": 0,
        "labels": 0,
        "of_scans": 0,
        "prints": 0,
        "scans": 0,
        "shrunk": True,
    }
    assert clinic("verify")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "How old must it be?"),
        (("--older-than", "long"), "'long' is no age."),
        (("--older-than", "0d"), "'0d' is no age."),
        (("--older-than", "99999999y"), "is no age."),
        (("journal", "--older-than", "3y"), "There is nothing called 'journal' to prune."),
        (("--older-than", "700d"), "Raw scans are kept for at least 2 years; 700 days were asked for."),
        (("prints", "--older-than", "2m"), "Print jobs are kept for at least 90 days; 61 days were asked for."),
    ],
)
def test_what_cannot_be_is_said_with_what_to_write(clinic: Run, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = clinic("prune", *arguments)
    assert status in (1, 2)
    assert out == ""
    assert said in err


def test_after_all_of_a_clinics_scans_are_pruned_everything_still_says_what_it_said(demo: Run, tmp_path: Path) -> None:
    """Its scans are of this month; the rule of what must be kept is not asked here."""
    told = (("report", "custody", NUMBER), ("report", "trace", "Tube SST gold 5 mL", "6Q402"))
    before = [demo(*each)[:2] for each in told]
    settings = load_settings()
    store, journal = open_pen(settings)
    pen = Pen(journal, "2026-11-16T20:00:00.000Z", BADGE)
    cut = Cutoffs("2030-01-01", "2030-01-01")
    found = prune(store, pen, frozenset({SCANS, PRINTS, LABELS}), cut, settings.home / "specimen-labels")
    store.close()
    assert found.scans == found.of_scans > 50
    assert (demo("doctor", "--deep")[0], demo("verify")[0]) == (0, 0)
    assert [demo(*each)[:2] for each in told] == before
    bundle = str(tmp_path / "custody.zip")
    assert demo("report", "custody", NUMBER, "--bundle", bundle, "--badge", CMA)[0] == 0
    status, out, err = demo("verify", bundle)
    assert status == 0, out + err
