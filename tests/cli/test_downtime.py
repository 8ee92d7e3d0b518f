"""``tracker label downtime``: the pack in a file, its numbers set aside; or an answer that says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_specimen_reports import Run, laboratory, run
from tests.laboratory import Laboratory
from tests.reports.papers import words_of

__all__ = ["laboratory", "run"]


def test_a_pack_is_written_whole_and_its_numbers_are_nobody_elses(
    run: Run, laboratory: Laboratory, tmp_path: Path
) -> None:
    status, out, err = run("label", "downtime", "--to", tmp_path / "pack.pdf", "--count", 3, "--dpi", 300)
    assert (status, out) == (0, "")
    assert "3 labels" in err
    assert "all read back" in err
    words = words_of((tmp_path / "pack.pdf").read_bytes())
    first, last = (
        laboratory.value(f"SELECT {end} FROM tube_roll ORDER BY first DESC LIMIT 1") for end in ("first", "last")
    )
    assert sum(each[:8] in (str(first), str(last)) for each in words) == 2, "on the custody sheet, a row for each"
    assert not any("Doe" in each for each in words)
    assert not (tmp_path / "pack.pdf").stat().st_mode & 0o077


@pytest.mark.parametrize(
    "wrong",
    [
        ("downtime", "--to", "pack.png"),
        ("downtime",),
        ("downtime", "patients", "--to", "pack.pdf"),
        ("downtime", "--to", "pack.pdf", "--paper", "a3"),
        ("downtime", "--to", "pack.pdf", "--stock", "9999"),
        ("downtime", "--to", "pack.pdf", "--copies", "2"),
        ("downtime", "--to", "pack.pdf", "--count", "5001"),
    ],
)
def test_what_cannot_be_is_refused_and_sets_no_number_aside(
    run: Run, laboratory: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    rolls = laboratory.value("SELECT count(*) FROM tube_roll")
    assert run("label", *wrong)[0] == 2
    assert laboratory.value("SELECT count(*) FROM tube_roll") == rolls
    assert list(tmp_path.glob("pack.*")) == []
